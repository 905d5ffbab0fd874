import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test';
import { freePort } from '#server/platform/local/postgres.ts';
import { expectAccessible } from '#tests/support/accessible.ts';
import { ChairDesk } from '#tests/support/chair-desk.ts';
import {
  beginConsultation,
  type Consultation,
  chairName,
  memberNames,
  type ProductPlace,
  planConsultation,
} from '#tests/support/consultation.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { seedDistrict, signIn, TestClient } from '#tests/support/district.ts';
import { expectPlaying } from '#tests/support/live-pages.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { laptop, phone, signInAs, test } from '#tests/support/people.ts';
import { type Product, startProduct } from '#tests/support/product.ts';

// A short meeting, recorded by the real recorder, and seen again.

const [first, second, third] = memberNames;
let database: TestDatabase;
let livekit: Awaited<ReturnType<typeof startTestLiveKit>>;
let product: Product;
let place: ProductPlace;
let meeting: Consultation;

test.beforeAll(async () => {
  test.setTimeout(240_000);
  database = await createTestDatabase();
  seedDistrict(database.url);
  const port = await freePort();
  livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  product = await startProduct({ port, databaseUrl: database.url, livekit, env: { EGRESS: 'recorder' } });
  place = { url: product.url, databaseUrl: database.url };
  meeting = await planConsultation('看得回来的协商会', place);
  await holdMeeting();
});
test.afterAll(async () => {
  await product?.stop();
  await livekit?.stop();
  await database?.drop();
});

const playlist = async (): Promise<string> => {
  const answer = await fetch(`${place.url}/hls/${meeting.meetingId}/live.m3u8`);
  return answer.ok ? answer.text() : '';
};
/** Segments so far, told by the newest one's number in the live playlist. */
const segments = async (): Promise<number> => ((await playlist()).match(/^segments\//gm) ?? []).length;

async function recordedOn(atLeast: number): Promise<void> {
  const before = await segments();
  await expect.poll(segments, { timeout: 60_000 }).toBeGreaterThanOrEqual(before + atLeast);
}

/** Two speeches with talk round them, a closed item in between, one who waits, and one question of the public. */
async function holdMeeting(): Promise<void> {
  await beginConsultation(meeting, place);
  const chair = await ChairDesk.open(place.url, chairName, meeting.meetingId);
  const members = await Promise.all(
    [first, second, third].map(
      async (username) => new TestClient(place.url, await signIn(place.url, username), meeting.meetingId),
    ),
  );
  const [ann, bea, cem] = members as [TestClient, TestClient, TestClient];
  const must = async (client: TestClient, type: string, input: object): Promise<void> => {
    const ack = await client.send(type, input);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
  };
  const { participants } = (await chair.state())['meetings'] as { participants: Record<string, { name: string }> };
  const idOf = (username: string): string =>
    Object.entries(participants).find(([, { name }]) => name === meeting.names[username])?.[0] ?? '';
  const call = async (username: string): Promise<void> => {
    const { floorVersion: floor } = await chair.speaking();
    await chair.send('speaking.callSpeaker', { userId: idOf(username), kind: 'speech', source: 'venue', floor });
  };
  const end = async (): Promise<void> => {
    const { mainTurnId: turnId } = await chair.speaking();
    await chair.send('speaking.endTurn', { turnId });
  };
  for (const client of members)
    await must(client, 'rooms.enterRoom', { deviceId: 'device-one', mode: 'captions', consentVersion: '1' });
  await recordedOn(1);
  await call(first);
  await must(bea, 'chat.postMessage', { text: '先说学位，再说时间。', replyTo: null });
  await must(cem, 'speaking.requestToSpeak', { kind: 'speech', itemId: 'i1' });
  await recordedOn(2);
  await end();
  await recordedOn(1);
  await chair.send('meetings.startItem', { itemId: 'i2', basedOn: 'i1' });
  await must(ann, 'chat.postMessage', { text: '只在屋里说的话', replyTo: null });
  await new Promise((resume) => setTimeout(resume, 4_000));
  await chair.send('meetings.startItem', { itemId: 'i3', basedOn: 'i2' });
  await call(second);
  await must(ann, 'chat.postMessage', { text: '请把分工写清楚。', replyTo: null });
  await recordedOn(2);
  await end();
  await chair.send('meetings.endMeeting', {});
  for (const client of members) client.close();
  chair.close();
  const replay = async (): Promise<string> => {
    const answer = await fetch(`${place.url}/hls/${meeting.meetingId}/replay.m3u8`);
    return answer.ok ? answer.text() : '';
  };
  await expect.poll(replay, { timeout: 60_000 }).toContain('#EXT-X-ENDLIST');
}

class ReplayPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async open(query = ''): Promise<void> {
    await this.page.goto(`/replay/${meeting.meetingId}${query}`);
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

test('P1 P7 a recorded meeting is played: chapters, keys and links move picture, queue and talk together; a withdrawal seals', async ({
  browser,
}) => {
  test.setTimeout(180_000);
  const at = { baseURL: product.url, viewport: laptop };
  const replay = await visit(browser.newContext(at), first);
  const { page } = replay;
  await replay.open();
  await expect(page.getByRole('heading', { name: meeting.title })).toBeVisible();

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
    await expect(line).toContainText(meeting.names[first] ?? '');
  });

  await test.step('what is searched for is found and leads to its moment', async () => {
    await page.keyboard.press('/');
    await page.keyboard.type('分工');
    await expect(page.getByText('第 1 处，共 1 处')).toBeVisible();
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
      await expect(other.record).toContainText(meeting.names[second] ?? '');
      await expect(other.page.getByText('只在屋里说的话')).toHaveCount(0);
      await expect(other.page.getByText('请把分工写清楚')).toHaveCount(0);
      await expectAccessible(other.page);
    });
  });

  await test.step('whoever withdraws is played to nobody any more', async () => {
    const pieces = async (): Promise<number> => {
      const text = await (await fetch(`${product.url}/hls/${meeting.meetingId}/replay.m3u8`)).text();
      return (text.match(/^segments\//gm) ?? []).length;
    };
    const whole = await pieces();
    await page.getByRole('button', { name: '更多' }).click();
    await page.getByRole('menuitem', { name: '录音录像同意书' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回同意' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤回同意' }).click();
    await expect(replay.record).toContainText('发言人已撤回录制同意，这段不播放。');
    await expect.poll(pieces, { timeout: 10_000 }).toBeLessThan(whole);
  });
});
