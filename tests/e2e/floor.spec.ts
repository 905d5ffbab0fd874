import { expect, type Locator, type Page } from '@playwright/test';
import { defaultConsentVersion as consentVersion } from '#server/modules/consents/contract.ts';
import { expectAccessible } from '#tests/support/accessible.ts';
import { ChairDesk } from '#tests/support/chair-desk.ts';
import {
  beginConsultation,
  chairName,
  memberNames,
  planConsultation,
  technicianName,
} from '#tests/support/consultation.ts';
import { signIn, TestClient } from '#tests/support/district.ts';
import { expectPlaying, RoomPage, TechnicianPage, WatchPage } from '#tests/support/live-pages.ts';
import { phone, test } from '#tests/support/people.ts';

const [first, second, third] = memberNames;
const mostApartMs = 200;
const minuteMs = 60_000;

/** The clock over the picture, and the instants at which it showed each of its figures. */
class Clock {
  readonly #timer: Locator;
  constructor(page: Page) {
    this.#timer = page.getByRole('region', { name: '会场画面' }).getByRole('timer').last();
  }

  text(): Promise<string> {
    return this.#timer.innerText();
  }

  /** The instants at which the next figures appeared, by the one clock of this machine. */
  ticks(count: number): Promise<Readonly<Record<string, number>>> {
    return this.#timer.evaluate(
      (element, wanted) =>
        new Promise<Record<string, number>>((resolve) => {
          const seen: Record<string, number> = {};
          const observer = new MutationObserver(() => {
            seen[element.textContent ?? ''] ??= performance.timeOrigin + performance.now();
            if (Object.keys(seen).length < wanted) return;
            observer.disconnect();
            resolve(seen);
          });
          observer.observe(element, { characterData: true, childList: true, subtree: true });
        }),
      count,
    );
  }
}

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN;

/** How far apart two pages show the same figures. */
async function apartMs(one: Clock, other: Clock): Promise<number> {
  const [a, b] = await Promise.all([one.ticks(8), other.ticks(8)]);
  const shared = Object.keys(a).filter((text) => b[text] !== undefined);
  expect(shared.length, 'figures that both pages showed').toBeGreaterThan(3);
  return median(shared.map((text) => Math.abs((a[text] ?? 0) - (b[text] ?? 0))));
}

test('a member asks, waits, speaks by server permission, is questioned, and is off the air again', async ({
  invite,
  baseURL,
}) => {
  test.setTimeout(240_000);
  const url = baseURL ?? '';
  const meeting = await planConsultation('发言与插话协商会');
  const { meetingId } = meeting;
  await beginConsultation(meeting);
  const desk = await ChairDesk.open(url, chairName, meetingId);
  const other = new TestClient(url, await signIn(url, third), meetingId);
  const hall = new TechnicianPage((await invite({ username: technicianName })).page);
  const speaker = new RoomPage((await invite({ username: first })).page);
  const asker = new RoomPage((await invite({ username: second, viewport: phone })).page);
  const visitor = new WatchPage((await invite()).page);
  const { page } = speaker;
  const bar = page.getByRole('region', { name: '我的位置' });
  const pictureOf = (room: RoomPage, id: string): Locator => room.page.locator(`video[data-user="${id}"]`);
  let speakerId = '';
  let askerId = '';

  await test.step('everybody is in the room; the public watches the hall', async () => {
    await hall.page.goto(`/live/${meetingId}/technician`);
    await hall.publish();
    for (const room of [speaker, asker]) {
      await room.page.goto(`/live/${meetingId}`);
      await room.enter();
      await expectPlaying(room.picture);
    }
    await visitor.page.goto(`/watch/${meetingId}`);
    await expectPlaying(visitor.picture);
    const enter = { deviceId: 'device-of-third', mode: 'video', consentVersion };
    expect((await other.send('rooms.enterRoom', enter)).ok).toBe(true);
  });

  await test.step('asks to speak, stands second, then next; withdrawing asks nothing and can be redone', async () => {
    expect((await other.send('speaking.requestToSpeak', { kind: 'speech' })).ok).toBe(true);
    await bar.getByRole('button', { name: '申请发言' }).click();
    await expect(bar).toContainText('排队第 2 位');
    await expect(bar).toContainText('前面 1 人');
    await bar.getByRole('button', { name: '撤回' }).click();
    await bar.getByRole('button', { name: '申请发言' }).click();
    await expect(bar).toContainText('约 5 分钟后轮到您');
    await speaker.open('发言');
    const row = page.getByRole('region', { name: '发言名单' }).locator('[aria-current]');
    await expect(row).toContainText('（我）');
    await expect(row).toContainText('先到先发言');
    await desk.grantNext('speech', 5 * minuteMs);
    await expect(bar).toContainText('下一位就是您');
    await expect(bar).toContainText('麦克风待命');
    await expectAccessible(page);
  });

  await test.step('gets the floor: microphone and camera go live by themselves, seen by members and public', async () => {
    await desk.grantNext('speech', 5 * minuteMs);
    await expect(bar).toContainText('您在发言');
    await expect(bar.getByRole('button', { name: '麦克风已开' })).toBeVisible();
    await expect(bar.getByRole('button', { name: '摄像头已开' })).toBeVisible();
    speakerId = (await desk.mainTurn())?.speaker?.userId ?? '';
    await expectPlaying(pictureOf(asker, speakerId));
    await expect(asker.page.getByRole('region', { name: '会场画面' })).toContainText(meeting.names[first] ?? '');
    await expect(visitor.picture).toHaveCount(2);
    await expectPlaying(visitor.picture.first());
  });

  await test.step('the clock runs down on every page at the same instants', async () => {
    expect(await apartMs(new Clock(page), new Clock(asker.page))).toBeLessThanOrEqual(mostApartMs);
  });

  await test.step('a question is asked for, granted, stops the clock and shows both', async () => {
    await asker.open('发言');
    await asker.page.getByRole('button', { name: '插话提问' }).click();
    await expect(asker.page.getByRole('region', { name: '我的位置' })).toContainText('排队第 1 位');
    await desk.grantNext('interposedQuestion', minuteMs);
    await expect(bar).toContainText('请先听提问');
    const clock = new Clock(page);
    const standing = await clock.text();
    askerId = (await desk.speaking()).turns.at(-1)?.speaker?.userId ?? '';
    await expectPlaying(pictureOf(speaker, askerId));
    await expect(pictureOf(speaker, speakerId)).toBeVisible();
    await expectPlaying(pictureOf(asker, speakerId));
    await expect(bar.getByRole('button', { name: '麦克风已开' }), 'the speaker answers').toBeVisible();
    expect(await clock.text(), 'the clock stood meanwhile').toBe(standing);
  });

  await test.step('the question ends by its asker; the clock goes on where it stood', async () => {
    const clock = new Clock(page);
    const standing = await clock.text();
    const goingOn = clock.ticks(2);
    await asker.page.getByRole('button', { name: '结束发言' }).click();
    await expect(pictureOf(speaker, askerId)).toHaveCount(0);
    const [next = ''] = Object.keys(await goingOn);
    const seconds = (text: string): number => text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    expect(seconds(standing) - seconds(next), 'nothing of the time was lost').toBeLessThanOrEqual(1);
    await expect(bar.getByRole('button', { name: '结束发言' })).toBeVisible();
  });

  await test.step('a reload in the middle of the turn comes back on the air by itself', async () => {
    await page.reload();
    await expect(bar).toContainText('您在发言');
    await expect(bar.getByRole('button', { name: '麦克风已开' })).toBeVisible();
    await expectPlaying(pictureOf(asker, speakerId));
  });

  await test.step('the turn ends with one press: everything is off, everywhere', async () => {
    await bar.getByRole('button', { name: '结束发言' }).click();
    await expect(bar).toContainText('您的发言已结束');
    await expect(bar).toContainText('麦克风关闭');
    await expect(bar.getByRole('button', { name: '申请发言' })).toBeVisible();
    await expect(pictureOf(asker, speakerId)).toHaveCount(0);
    await expect(visitor.picture).toHaveCount(1);
    await expectPlaying(visitor.picture);
    const isSending = async (): Promise<boolean> => {
      const { tracks } = (await desk.state())['rooms'] as { tracks: Record<string, { userId: string }> };
      return Object.values(tracks).some(({ userId }) => userId === speakerId);
    };
    await expect.poll(isSending, 'tracks of the speaker in the log').toBe(false);
    const turn = (await desk.speaking()).turns.findLast(({ kind }) => kind === 'speech');
    expect(turn).toMatchObject({ endReason: 'bySpeaker', speaker: { userId: speakerId } });
    expect(turn?.stoppedMs, 'the question did not cost the speaker time').toBeGreaterThan(0);
  });

  await test.step('a turn from the hall gives no device anything', async () => {
    await desk.send('speaking.callSpeaker', {
      userId: speakerId,
      kind: 'speech',
      source: 'venue',
      floor: (await desk.speaking()).floorVersion,
    });
    await expect(bar).toContainText('请在会场话筒发言');
    await expect(bar.getByRole('button', { name: '麦克风已开' })).toHaveCount(0);
    await expect(pictureOf(asker, speakerId)).toHaveCount(0);
  });
  desk.close();
  other.close();
});
