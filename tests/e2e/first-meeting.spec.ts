import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import {
  type Consultation,
  chairName,
  memberNames,
  planConsultation,
  technicianName,
} from '#tests/support/consultation.ts';
import { demoPassword } from '#tests/support/district.ts';
import {
  ChairPage,
  expectPlaying,
  expectSound,
  RoomPage,
  TechnicianPage,
  WatchPage,
} from '#tests/support/live-pages.ts';
import { type Person, phone, test } from '#tests/support/people.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const [first, second] = memberNames;
const asked = '更新片区的孩子明年能就近入学吗？';
const askedBeside = '我家楼下的停车位什么时候划线？';
const declinedNote = '请向街道办事处反映。';

test('a scheduled consultation is led, shown, followed, talked about, asked and kept', async ({ invite }) => {
  test.setTimeout(240_000);
  const meeting = await planConsultation('更新片区学位配套协商会');
  const { meetingId } = meeting;

  const chairPerson = await invite();
  const technicianPerson = await invite({ username: technicianName });
  const members = [await invite({ username: first }), await invite({ username: second, viewport: phone })] as const;
  const visitor = await invite({ viewport: phone });
  const chair = new ChairPage(chairPerson.page);
  const technician = new TechnicianPage(technicianPerson.page);
  const rooms = members.map(({ page }) => new RoomPage(page)) as [RoomPage, RoomPage];
  const [laptopRoom, phoneRoom] = rooms;
  const watch = new WatchPage(visitor.page);
  const everybodyIsAt = async (title: string): Promise<void> => {
    for (const { currentItem } of [chair, ...rooms, watch]) await expect(currentItem).toContainText(title);
  };

  await test.step('the chair signs in and finds the consultation on the desk', async () => {
    const { page } = chairPerson;
    await page.goto('/sign-in');
    await page.getByLabel('用户名或手机号').fill(chairName);
    await page.getByLabel('密码').fill(demoPassword);
    await page.getByRole('button', { name: '登录' }).click();
    await page
      .getByRole('listitem')
      .filter({ hasText: meeting.title })
      .getByRole('link', { name: '进入主持台' })
      .click();
    await expect(page.getByRole('banner')).toContainText('未开放');
  });

  await test.step('before it opens members wait and the public reads when it begins', async () => {
    await laptopRoom.page.goto(`/live/${meetingId}`);
    await expect(laptopRoom.page.getByText(/还有 .* 开会/)).toBeVisible();
    await expect(laptopRoom.enterButton).toBeHidden();
    await watch.page.goto(`/watch/${meetingId}`);
    await expect(watch.stage).toContainText('后开始');
  });

  await test.step('the chair opens it; the hall goes on air; members come in through the device check', async () => {
    await chair.step('开放入场');
    await chair.enter();
    await technician.page.goto(`/live/${meetingId}/technician`);
    await technician.publish();
    await laptopRoom.enter();
    await phoneRoom.page.goto(`/live/${meetingId}`);
    await phoneRoom.enter();
  });

  await test.step('it starts; picture and sound of the hall play for everybody', async () => {
    await chair.step('开始会议');
    for (const { page } of [chair, ...rooms, watch]) await expect(page.getByText('直播中').first()).toBeVisible();
    for (const { picture } of [chair, ...rooms, watch]) await expectPlaying(picture);
    await expectSound(laptopRoom.page);
    await expect(chair.page.getByRole('region', { name: '出席' })).toContainText('3 / 4');
  });

  await test.step('the agenda moves and every page shows it', async () => {
    await chair.nextItem();
    await everybodyIsAt('更新片区的学位配套');
  });

  await test.step('members talk; the public does not see it', async () => {
    await laptopRoom.open('讨论');
    await laptopRoom.say('学校的设计图什么时候能看到？');
    await phoneRoom.open('讨论');
    await expect(phoneRoom.talk).toContainText('学校的设计图什么时候能看到？');
    await phoneRoom.say('附议，最好附上通学路线。');
    await chair.openTalk();
    for (const { talk } of [laptopRoom, chair]) await expect(talk).toContainText('附议，最好附上通学路线。');
    await chair.page.keyboard.press('Escape');
    await expect(laptopRoom.talk).toContainText(meeting.names[second] ?? '');
    await expect(watch.page.getByText('附议')).toBeHidden();
  });

  await test.step('the public asks: one question is shown, another declined with a reason', async () => {
    // The page learns from this refusal that a phone must be proved first.
    visitor.expectErrors(/401 .*\/commands/);
    await watch.ask(asked);
    await watch.verifyPhone('13900002468', '林先生');
    await expect(watch.mine).toContainText(asked);
    await expect(watch.mine).toContainText('待审');
    await expect(watch.published).not.toContainText(asked);
    await watch.ask(askedBeside);
    await expect(watch.mine).toContainText(askedBeside);

    await chair.publish(asked);
    await chair.decline(askedBeside, '不属本次议题', declinedNote);
    await expect(watch.published).toContainText(asked);
    await laptopRoom.open('公众提问');
    await expect(laptopRoom.page.getByRole('tabpanel', { name: '公众提问' })).toContainText(asked);
    const declined = watch.mine.getByRole('listitem').filter({ hasText: askedBeside });
    await expect(declined).toContainText('未采用', { timeout: 30_000 });
    await expect(declined).toContainText('不属本次议题');
    await expect(declined).toContainText(declinedNote);
    await expect(watch.published).not.toContainText(askedBeside);
  });

  await test.step('a closed item cuts the public picture and leaves the members theirs', async () => {
    await chair.nextItem();
    await expect(watch.stage).toContainText('闭门会商');
    await expect(watch.picture).toHaveCount(0);
    await expect(watch.page.locator('#agenda')).toContainText('正在闭门会商');
    await laptopRoom.open('议程');
    await expect(laptopRoom.currentItem).toContainText('闭门会商');
    for (const { picture } of rooms) await expectPlaying(picture);
    await laptopRoom.open('讨论');
    await laptopRoom.say('此事请先内部研究。');
  });

  await test.step('the public picture is back with the next public item', async () => {
    await chair.nextItem();
    await expect(watch.currentItem).toContainText('部门回应与小结');
    await expectPlaying(watch.picture);
    await expect(watch.page.getByText('内部研究')).toBeHidden();
  });

  await test.step('a reload lands in the present state, in the room', async () => {
    await laptopRoom.page.reload();
    await expectPlaying(laptopRoom.picture);
    await expect(laptopRoom.currentItem).toContainText('部门回应与小结');
    await laptopRoom.open('讨论');
    await expect(laptopRoom.talk).toContainText('学校的设计图什么时候能看到？');
    await expect(laptopRoom.talk).toContainText('此事请先内部研究。');
  });

  await test.step('who goes offline is told so, and is in the present state once back', async () => {
    members[1].expectErrors(/ERR_INTERNET_DISCONNECTED|WebSocket|Failed to fetch/);
    await members[1].context.setOffline(true);
    await expect(phoneRoom.page.getByText('连接断开，正在重连。')).toBeVisible();
    await laptopRoom.say('会后请把答复发给大家。');
    await members[1].context.setOffline(false);
    await expect(phoneRoom.talk).toContainText('会后请把答复发给大家。');
    await expect(phoneRoom.page.getByText('连接断开，正在重连。')).toBeHidden();
    await expectPlaying(phoneRoom.picture);
    await phoneRoom.say('我回来了。');
  });

  await test.step('the meeting is ended, and every page says so', async () => {
    await chair.step('结束会议');
    for (const { page } of rooms) await expect(page.getByText('会议已结束')).toBeVisible();
    await expect(watch.stage).toContainText('会议已结束');
    await expect(chair.page.getByRole('banner')).toContainText('已结束');
    await expect(technician.page.getByRole('banner')).toContainText('已结束');
    for (const { page } of [chair, technician, ...rooms, watch]) {
      await expect(page.locator('video:not([aria-label])')).toHaveCount(0);
    }
  });

  await test.step('the exported log is whole and holds what was seen', () => expectKept(meeting, chairPerson));
});

interface Line {
  readonly seq: number;
  readonly audience: string;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>> | null;
}

async function expectKept({ meetingId }: Consultation, chair: Person): Promise<void> {
  const answer = await chair.context.request.get(`/api/live/${meetingId}/export`);
  expect(answer.ok()).toBe(true);
  const file = test.info().outputPath('log.ndjson');
  const text = await answer.text();
  writeFileSync(file, text);
  const checked = spawnSync(process.execPath, [path.join(ROOT, 'scripts/verify-log.ts'), file], { encoding: 'utf8' });
  expect(checked.status, checked.stdout + checked.stderr).toBe(0);

  const lines = text
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => JSON.parse(line) as Line);
  const of = (type: string): readonly Line[] => lines.filter((line) => line.type === type);
  const payloads = (type: string, key: string): unknown[] => of(type).map((line) => line.payload?.[key]);

  expect(lines.map(({ type }) => type).filter((type) => type.startsWith('meetings.'))).toEqual([
    'meetings.meetingPlanned',
    'meetings.publicAgendaSet',
    'meetings.agendaSet',
    'meetings.participantsSet',
    'meetings.meetingOpened',
    'meetings.meetingStarted',
    'meetings.itemStarted',
    'meetings.itemFinished',
    'meetings.itemStarted',
    'meetings.itemFinished',
    'meetings.itemStarted',
    'meetings.itemFinished',
    'meetings.meetingEnded',
  ]);
  expect(payloads('meetings.itemStarted', 'itemId')).toEqual(['i1', 'i2', 'i3']);
  expect(of('chat.messagePosted').map(({ audience, payload }) => [audience, payload?.['text']])).toEqual([
    ['room', '学校的设计图什么时候能看到？'],
    ['room', '附议，最好附上通学路线。'],
    ['room', '此事请先内部研究。'],
    ['room', '会后请把答复发给大家。'],
    ['room', '我回来了。'],
  ]);
  expect(payloads('chat.questionSubmitted', 'text')).toEqual([asked, askedBeside]);
  expect(payloads('chat.questionPublished', 'text')).toEqual([asked]);
  expect(of('chat.questionDeclined').map(({ payload }) => [payload?.['reason'], payload?.['note']])).toEqual([
    ['offTopic', declinedNote],
  ]);
  expect(new Set(payloads('rooms.personEntered', 'consentVersion'))).toEqual(new Set(['1']));
  // Chair, technician and both members were there until the end, and nobody was lost sight of in between.
  expect(payloads('rooms.personLeft', 'reason')).toEqual(Array.from({ length: 4 }, () => 'meetingEnded'));
  expect(payloads('rooms.venueOnAir', 'isOnAir').at(0)).toBe(true);
  expect(new Set(payloads('rooms.trackPublished', 'source'))).toEqual(new Set(['camera', 'microphone']));
}
