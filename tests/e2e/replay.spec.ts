import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { chairName, memberNames } from '#tests/support/consultation.ts';
import { expectPlaying } from '#tests/support/live-pages.ts';
import { laptop, phone, signInAs, test } from '#tests/support/people.ts';
import { type RecordedMeeting, startRecordedMeeting } from '#tests/support/recorded-meeting.ts';

// A short meeting, recorded by the real recorder, and seen again.

const [first, second, third] = memberNames;
const services = { SERVICES: 'web,realtime,worker,media' };
let scene: RecordedMeeting;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  scene = await startRecordedMeeting('看得回来的协商会', services);
  await holdMeeting();
});
test.afterAll(() => scene?.close());

const linesOf = async (name: 'live' | 'replay'): Promise<string> => {
  const answer = await scene.get(`/hls/${scene.meeting.meetingId}/${name}.m3u8`);
  return answer.ok ? answer.text() : '';
};
/** Pieces that everybody may play. */
const pieces = async (name: 'live' | 'replay'): Promise<number> =>
  ((await linesOf(name)).match(/^segments\//gm) ?? []).length;

/** Waits until so many more pieces are stored. */
async function recordedOn(more: number): Promise<void> {
  const { meetingId } = scene.meeting;
  const stored = async (): Promise<number> => {
    const [row] = await scene.rows<{ count: number }>(
      'select count(*)::int as count from recording_segment s join recording_programme p on p.id = s.programme_id where p.meeting_id = $1',
      [meetingId],
    );
    return row?.count ?? 0;
  };
  const before = await stored();
  await expect.poll(stored, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + more);
}

/** Two speeches with talk round them, a closed item in between, and one who waits. */
async function holdMeeting(): Promise<void> {
  const say = (username: string, text: string) => scene.command(username, 'chat.postMessage', { text, replyTo: null });
  await recordedOn(1);
  const one = await scene.callSpeaker(first, 'venue');
  await say(second, '先说学位，再说时间。');
  const enter = { deviceId: 'device-one', mode: 'captions', consentVersion: '1' };
  await scene.command(third, 'rooms.enterRoom', enter);
  await scene.command(third, 'speaking.requestToSpeak', { kind: 'speech', itemId: 'i1' });
  await recordedOn(2);
  await scene.command(chairName, 'speaking.endTurn', { turnId: one });
  await recordedOn(1);
  await scene.command(chairName, 'meetings.startItem', { itemId: 'i2', basedOn: 'i1' });
  await say(first, '只在屋里说的话');
  // So long that the track shows it.
  await new Promise((resume) => setTimeout(resume, 4_000));
  await scene.command(chairName, 'meetings.startItem', { itemId: 'i3', basedOn: 'i2' });
  const two = await scene.callSpeaker(second, 'venue');
  await say(first, '请把分工写清楚。');
  await recordedOn(2);
  await scene.command(chairName, 'speaking.endTurn', { turnId: two });
  await scene.command(chairName, 'meetings.endMeeting', {});
  await expect.poll(() => linesOf('replay'), { timeout: 60_000 }).toContain('#EXT-X-ENDLIST');
}

class ReplayPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async open(query = ''): Promise<void> {
    await this.page.goto(`/replay/${scene.meeting.meetingId}${query}`);
    await expect(this.playhead).toBeVisible();
  }
  get playhead(): Locator {
    return this.page.getByRole('slider', { name: '播放位置' });
  }
  get chapters(): Locator {
    return this.page.getByRole('list', { name: '议程章节' }).getByRole('listitem');
  }
  get record(): Locator {
    return this.page.getByRole('list', { name: '会议实录' });
  }
  get now(): Locator {
    return this.page.getByRole('region', { name: '此刻的会场' });
  }
  seconds(): Promise<number> {
    return this.playhead.getAttribute('aria-valuenow').then(Number);
  }
}

async function visit(browserContext: Promise<BrowserContext>, username?: string): Promise<ReplayPage> {
  const context = await browserContext;
  if (username) await signInAs(context, username);
  return new ReplayPage(await context.newPage());
}

test('P1 P7 a recorded meeting is played: chapters, keys and links move picture, queue and talk together; closed items stay out', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const at = { baseURL: scene.product.url, viewport: laptop };
  const replay = await visit(browser.newContext(at), first);
  const { page } = replay;
  await replay.open();
  await expect(page.getByRole('heading', { name: scene.meeting.title })).toBeVisible();

  await test.step('it plays, and the playhead follows', async () => {
    await expect(page.getByText('正在读取录像')).toBeHidden({ timeout: 30_000 });
    await page.getByRole('button', { name: '播放', exact: true }).click();
    await expectPlaying(page.getByLabel('会议录像'));
    await expect.poll(() => replay.seconds(), { timeout: 20_000 }).toBeGreaterThan(1);
    await page.keyboard.press('k');
    await expect(page.getByRole('button', { name: '播放', exact: true })).toBeVisible();
  });

  await test.step('the closed item is hatched, and cannot be entered', async () => {
    await expect(replay.chapters).toHaveCount(3);
    await expect(replay.chapters.nth(1).getByRole('button')).toHaveCount(0);
    await expect(replay.chapters.nth(1)).toContainText('闭门会商');
  });

  await test.step('a chapter moves queue and talk, in both directions', async () => {
    await replay.chapters.nth(2).getByRole('button').click();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowRight');
    await replay.chapters.nth(2).getByRole('button').click();
    await expect(replay.now).toContainText('排队 0 人');
    await page.getByRole('button', { name: '上一位' }).click();
    await page.keyboard.press('ArrowRight');
    await replay.chapters.nth(0).getByRole('button').click();
    await expect(replay.now).toContainText('还没有人说话');
    await expect(replay.now).not.toContainText('先说学位');
    await page.getByRole('button', { name: '下一位' }).click();
    const line = replay.record.locator('[aria-current=true]');
    await expect(line).toContainText(scene.meeting.names[first] ?? '');
  });

  await test.step('what is searched for is found', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('分工');
    await expect(page.getByText('第 1 处，共 1 处')).toBeVisible();
  });
});

test('P7 K6 a line leads to its moment, a link opens there, the public reads nothing of the closed item; a withdrawal seals', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const at = { baseURL: scene.product.url, viewport: laptop };
  const replay = await visit(browser.newContext(at), first);
  const { page } = replay;
  await replay.open();
  await test.step('a line of the record leads to its moment', async () => {
    await replay.record.getByRole('listitem').filter({ hasText: '请把分工写清楚' }).getByRole('button').click();
    await expect(replay.now).toContainText('请把分工写清楚');
    await expect(replay.now).toContainText('先说学位');
  });
  await expectAccessible(page);

  await test.step('a link to the moment opens there', async () => {
    const before = await replay.seconds();
    await page.getByRole('button', { name: '复制此刻链接' }).click();
    const { search } = new URL(page.url());
    const other = await visit(browser.newContext({ ...at, viewport: phone }));
    await other.open(search);
    await expect.poll(async () => Math.abs((await other.seconds()) - before)).toBeLessThanOrEqual(2);
    await test.step('and the public reads nothing of the closed item and of the members’ talk', async () => {
      await expect(other.chapters.nth(1)).toContainText('闭门议程');
      await expect(other.record).toContainText(scene.meeting.names[second] ?? '');
      await expect(other.page.getByText('只在屋里说的话')).toHaveCount(0);
      await expect(other.page.getByText('请把分工写清楚')).toHaveCount(0);
      await expectAccessible(other.page);
    });
  });

  await test.step('whoever withdraws is played to nobody any more', async () => {
    const whole = await pieces('replay');
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '录音录像同意书' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回同意' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回同意' }).click();
    await expect(replay.record).toContainText('发言人已撤回录制同意，这段不播放。');
    await expect.poll(() => pieces('replay'), { timeout: 10_000 }).toBeLessThan(whole);
  });
});
