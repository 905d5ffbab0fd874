import { expect, type Locator, type Page } from '@playwright/test';
import { defaultConsentVersion as consentVersion } from '#server/modules/consents/contract.ts';
import type { Choice } from '#server/modules/polls/contract.ts';
import { ChairDesk } from '#tests/support/chair-desk.ts';
import {
  beginConsultation,
  type Consultation,
  chairName,
  memberNames,
  planConsultation,
} from '#tests/support/consultation.ts';
import { createTestDatabase, leaveTestPostgres } from '#tests/support/database.ts';
import { seedDistrict, signIn, TestClient } from '#tests/support/district.ts';
import { ChairPage, RoomPage, WatchPage } from '#tests/support/live-pages.ts';
import { type Person, test as people } from '#tests/support/people.ts';
import { no, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { type Product, startProduct } from '#tests/support/product.ts';

// Journey 10 in browsers: the app is killed in the middle of a turn and of an open vote. The other journeys share a product
// that must not be killed; this one has a node and a database of its own. What LiveKit's end does to a speaker is another test.

interface Place {
  readonly product: Product;
  readonly databaseUrl: string;
}

const test = people.extend<{ baseURL: string }, { place: Place }>({
  place: [
    // Playwright reads from the pattern what a fixture needs and insists on one; this one needs nothing.
    async ({ browserName: _browserName }, use) => {
      const database = await createTestDatabase();
      seedDistrict(database.url);
      const product = await startProduct({ databaseUrl: database.url });
      await use({ product, databaseUrl: database.url });
      await product.stop();
      await database.drop();
      await leaveTestPostgres();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  baseURL: ({ place }, use) => use(place.product.url),
});

const [voter, second, third] = memberNames;
const title = '关于更新片区同步配建学位的协商意见';
const tenMinutesMs = 600_000;
/** A page that is drawn late by this much still shows the right second or the one beside it. */
const mostApartMs = 1_000;

/** One page of the meeting: where it says that the line is away, and where it shows the turn's clock. */
interface Screen {
  readonly name: string;
  readonly page: Page;
  readonly away: Locator;
  readonly clock: Locator;
}

/** When the turn's time is up, by a page's figures: the moment at which they change, plus what they then say. */
const upAt = ({ clock }: Screen): Promise<number> =>
  clock.evaluate(
    (element) =>
      new Promise<number>((resolve) => {
        // The public page draws the whole line anew with every second: there it is the line's place that stays.
        const figures = (): string => (element.querySelector('[role=timer]') ?? element).textContent ?? '';
        const before = figures();
        const observer = new MutationObserver(() => {
          const text = figures();
          if (text === before) return;
          observer.disconnect();
          const seconds = text.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
          resolve(Date.now() + seconds * 1_000);
        });
        observer.observe(element, { characterData: true, childList: true, subtree: true });
      }),
  );

async function expectSameInstant(screens: readonly Screen[], expected: number): Promise<void> {
  for (const screen of screens)
    await expect
      .poll(async () => Math.abs((await upAt(screen)) - expected), `the clock on ${screen.name}`)
      .toBeLessThanOrEqual(mostApartMs);
}

async function must(client: TestClient, type: string, input: object): Promise<Readonly<Record<string, unknown>>> {
  const ack = await client.send(type, input);
  expect(ack, type).toMatchObject({ ok: true });
  return (ack.ok ? ack.output : {}) as Record<string, unknown>;
}

async function member(url: string, username: string, { meetingId }: Consultation): Promise<TestClient> {
  const client = new TestClient(url, await signIn(url, username), meetingId);
  await must(client, 'rooms.enterRoom', { deviceId: `device-of-${username}`, mode: 'video', consentVersion });
  return client;
}

interface PollNow {
  readonly version: number;
  readonly stage: string;
  readonly counted: object | null;
}

async function pollOf(desk: ChairDesk, pollId: string): Promise<PollNow> {
  const { polls } = (await desk.state())['polls'] as { polls: Record<string, PollNow> };
  return polls[pollId] as PollNow;
}

/** Nobody reloads a page in this journey: what is noted in it is there to the end. */
const noteIn = ({ page }: Screen): Promise<void> =>
  page.evaluate(() => document.documentElement.setAttribute('data-noted', 'before'));
const isNoted = ({ page }: Screen): Promise<boolean> =>
  page.evaluate(() => document.documentElement.getAttribute('data-noted') === 'before');

test('journey 10: the app is killed in a turn with a vote open; every screen says so and heals by itself', async ({
  invite,
  place,
}) => {
  test.setTimeout(180_000);
  const { product, databaseUrl } = place;
  const { url } = product;
  const meeting = await planConsultation('断电的下午', { url, databaseUrl });
  const { meetingId } = meeting;
  await beginConsultation(meeting, { url, databaseUrl });
  const desk = await ChairDesk.open(url, chairName, meetingId);
  const clients = [await member(url, second, meeting), await member(url, third, meeting)] as const;
  const cast = (client: TestClient, choice: Choice): Promise<unknown> =>
    must(client, 'polls.castBallot', { pollId, choice, receipt: receiptOf() });
  let pollId = '';

  const persons: Person[] = [];
  for (const username of [voter, chairName, chairName, undefined]) {
    const person = await invite(username ? { username } : {});
    // What a browser writes by itself about a server that does not answer.
    person.expectErrors(/ERR_CONNECTION|ERR_EMPTY_RESPONSE|ERR_INCOMPLETE|WebSocket|status of 50[23]/);
    persons.push(person);
  }
  const [roomPage, chairPage, hallPage, watchPage] = persons.map(({ page }) => page) as [Page, Page, Page, Page];
  const room = new RoomPage(roomPage);
  const chair = new ChairPage(chairPage);
  const watch = new WatchPage(watchPage);
  const awayOn = (page: Page): Locator => page.getByText(/连接断开，正在重连/);
  const screens: readonly Screen[] = [
    {
      name: 'the room',
      page: roomPage,
      away: awayOn(roomPage),
      clock: roomPage.getByRole('tabpanel', { name: '发言' }).getByRole('timer').first(),
    },
    {
      name: 'the chair’s page',
      page: chairPage,
      away: awayOn(chairPage),
      clock: chairPage.getByRole('region', { name: '会场', exact: true }).getByRole('timer').first(),
    },
    { name: 'the hall screen', page: hallPage, away: awayOn(hallPage), clock: hallPage.getByRole('timer') },
    { name: 'the public page', page: watchPage, away: awayOn(watchPage), clock: watch.floor },
  ];
  const paper = roomPage.getByRole('region', { name: '表决' });
  const hall = hallPage.getByRole('main');

  await test.step('a member of the hall speaks, a named vote is open, two of four have voted', async () => {
    await must(clients[1], 'speaking.requestToSpeak', { kind: 'speech', source: 'venue' });
    await desk.grantNext('speech', tenMinutesMs);
    const settings = settingsOf({ title, electorate: 'all', majority: { rule: 'moreThanHalf', base: 'valid' } });
    const drafted = await must(desk.client, 'polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
    pollId = String(drafted['pollId']);
    await desk.send('polls.openPoll', { pollId, basedOn: 1 });
    await cast(clients[0], yes);
    await cast(clients[1], no);
  });

  await test.step('four pages show it', async () => {
    await roomPage.goto(`/live/${meetingId}`);
    await room.enter();
    await room.open('发言');
    await chairPage.goto(`/live/${meetingId}/chair`);
    await hallPage.goto(`/live/${meetingId}/screen`);
    await watchPage.goto(`/watch/${meetingId}`);
    await expect(hall).toContainText('已投2/ 4');
    await expect(watch.votes).toContainText('已投 2 / 4');
    await expect(chair.page.getByRole('region', { name: '表决' })).toContainText(title);
    await paper.getByRole('radio', { name: '赞成' }).check();
    for (const screen of screens) {
      await expect(screen.clock, screen.name).toBeVisible();
      await expect(screen.away, screen.name).toHaveCount(0);
      await noteIn(screen);
    }
  });

  const turn = await desk.mainTurn();
  expect(turn).toMatchObject({ stoppedSince: null, endedAt: null });
  const due = await upAt(screens[1] as Screen);
  await test.step('the clock is up at the same instant on all of them', () => expectSameInstant(screens, due));

  await test.step('SIGKILL: each of them says that the line is away, and the clock goes on', async () => {
    await product.kill9();
    for (const { name, away } of screens) await expect(away, name).toBeVisible({ timeout: 30_000 });
    await expectSameInstant(screens, due);
  });

  await test.step('the voter presses once while nobody answers', async () => {
    await roomPage.getByRole('button', { name: '投出“赞成”' }).click();
    await expect(roomPage.getByRole('button', { name: '正在投出' })).toBeDisabled();
    await expect(paper.getByText('已投出', { exact: true })).toHaveCount(0);
  });

  await test.step('started again: every page heals without a hand', async () => {
    await product.restart();
    for (const { name, away } of screens) await expect(away, name).toHaveCount(0, { timeout: 30_000 });
  });

  await test.step('the ballot arrived, once, and the vote is still open', async () => {
    await expect(paper.getByText('已投出', { exact: true })).toBeVisible({ timeout: 30_000 });
    await expect(paper).toContainText('您投了 赞成');
    await expect(hall).toContainText('已投3/ 4');
    await expect(watch.votes).toContainText('已投 3 / 4');
    expect(await pollOf(desk, pollId)).toMatchObject({ stage: 'open' });
  });

  await test.step('the turn is what it was, and its clock is up at the same instant', async () => {
    expect(await desk.mainTurn()).toEqual(turn);
    await expectSameInstant(screens, due);
  });

  await test.step('closed and published: the count is exact and nothing is there twice', async () => {
    await desk.send('polls.closePoll', { pollId, basedOn: (await pollOf(desk, pollId)).version });
    await expect.poll(async () => (await pollOf(desk, pollId)).counted !== null).toBe(true);
    const { version } = await pollOf(desk, pollId);
    await desk.send('polls.publishPoll', { pollId, basedOn: version, isConfirmed: true });
    await expect(hall.getByRole('heading', { name: '通过', exact: true })).toBeVisible();
    await expect(watch.results).toContainText('赞成 2');
    const answer = await roomPage.request.get(`/api/live/${meetingId}/polls/${pollId}/list`);
    const { papers } = (await answer.json()) as { papers: readonly { name: string | null; choice: Choice }[] };
    const byName = Object.fromEntries(papers.map(({ name, choice }) => [name, choice]));
    const nameOf = (username: string): string => meeting.names[username] ?? '';
    expect(papers).toHaveLength(3);
    expect(byName).toEqual({ [nameOf(voter)]: yes, [nameOf(second)]: yes, [nameOf(third)]: no });
  });

  await test.step('the chair ends the turn once; nobody reloaded anything', async () => {
    await desk.send('speaking.endTurn', { turnId: turn?.turnId, floor: (await desk.speaking()).floorVersion });
    await expect(watch.floor).toBeEmpty();
    expect((await desk.speaking()).turns.filter(({ turnId }) => turnId === turn?.turnId)).toHaveLength(1);
    for (const screen of screens) expect(await isNoted(screen), screen.name).toBe(true);
  });
  for (const one of [desk, ...clients]) one.close();
});
