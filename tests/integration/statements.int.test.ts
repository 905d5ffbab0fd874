import type pg from 'pg';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { PollClerk } from '#server/modules/polls/index.ts';
import type { Poll, PollsState } from '#server/modules/polls/state.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';
import { Hub } from '#server/realtime/hub.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { no, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { isFrame, listenTo, ownOf } from '#tests/support/statements.ts';
import { type Assembly, assemble, hireVoters, openPoll, type Voter } from '#tests/support/votes.ts';

// What a command of a busy hall costs the database, pinned: whatever the number of commands in a batch, it is one look at
// the head and one write, in one transaction.

let database: TestDatabase;
let pool: pg.Pool;
let hub: Hub;
let clerk: PollClerk;
let house: Assembly;
let statements: string[];
let closeDatabase: () => Promise<void>;
const people = 30;

beforeAll(async () => {
  database = await createTestDatabase();
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: 'x'.repeat(40) });
  const { liveModules } = await import('#server/live-service.ts');
  const { PollClerk: Clerk } = await import('#server/modules/polls/index.ts');
  const { createHead } = await import('#server/realtime/log-store.ts');
  const { pool: shared, prisma, closeDatabase: close } = await import('#server/platform/db.ts');
  [pool, closeDatabase] = [shared, close];
  statements = listenTo(pool);
  // Only the log: no timer, outbox or wake-up sends anything beside what is counted.
  const onError = (error: unknown): void => {
    throw error;
  };
  hub = new Hub({ db: pool, modules: liveModules(), clock: Date.now, onCommitted: () => undefined, onError });
  const stateOf = async (meetingId: MeetingId) => (await hub.meeting(meetingId))?.mirror.state('staff') ?? null;
  clerk = new Clerk({
    stateOf,
    loaded: () => [],
    submit: (...command) => hub.submit(...command),
    hash: 'sha256',
    onError,
  });
  const voters = await hireVoters(prisma, people + 2);
  house = await assemble(
    (meetingId) => createHead(pool, meetingId, 'sha256'),
    (...command) => hub.submit(...command),
    voters,
  );
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

const slice = async <T>(context: string): Promise<T> =>
  (await hub.meeting(house.meetingId))?.mirror.state('staff')[context] as T;
const pollOf = async (pollId: string): Promise<Poll> => (await slice<PollsState>('polls')).polls[pollId] as Poll;

/** The batch's own statements between begin and commit. */
async function costOf(run: () => Promise<readonly CommandAck[]>): Promise<number> {
  statements.length = 0;
  expect((await run()).filter((ack) => !ack.ok)).toEqual([]);
  const own = ownOf(statements);
  expect(own.filter(isFrame)).toEqual(['begin', 'commit']);
  return own.length - 2;
}

const all = (type: string, inputOf: (voter: Voter, index: number) => object) => () =>
  Promise.all(house.members.map((voter, index) => house.send(voter, type, inputOf(voter, index))));
const one = (voter: Voter, type: string, input: object) => async () => [await house.send(voter, type, input)];

describe('statements of a batch', () => {
  test.each(['secret', 'named', 'confidential'] as const)(
    'D25 %s: opening, thirty ballots at once, closing and publishing are two statements each',
    async (secrecy) => {
      const { chair } = house;
      const settings = settingsOf({ secrecy, electorate: 'all' });
      const draft = { settings, lists: { electors: [], hand: [] } };
      let pollId = '';
      const cost = await costOf(async () => {
        const ack = await house.send(house.clerk, 'polls.draftPoll', draft);
        if (ack.ok) ({ pollId } = ack.output as { pollId: string });
        return [ack];
      });
      expect(cost).toBe(2);
      expect(await costOf(one(chair, 'polls.openPoll', { pollId, basedOn: 1 }))).toBe(2);
      const ballot = (_: Voter, index: number) => ({ pollId, choice: index % 3 ? yes : no, receipt: receiptOf() });
      expect(await costOf(all('polls.castBallot', ballot))).toBe(2);
      if (secrecy !== 'secret') expect(await costOf(all('polls.castBallot', ballot))).toBe(2);
      expect(await costOf(one(chair, 'polls.closePoll', { pollId, basedOn: (await pollOf(pollId)).version }))).toBe(2);
      await clerk.count(house.meetingId, pollId);
      const { version: basedOn } = await pollOf(pollId);
      expect(await costOf(one(chair, 'polls.publishPoll', { pollId, basedOn, isConfirmed: true }))).toBe(2);
      expect((await pollOf(pollId)).result?.outcome).toBe('carried');
    },
  );

  test('D25 counting thirty ballots or three costs the same number of statements', async () => {
    const cost = async (voters: number): Promise<number> => {
      const pollId = await openPoll(house, settingsOf({ secrecy: 'secret', electorate: 'all' }));
      for (const voter of house.members.slice(0, voters))
        await house.send(voter, 'polls.castBallot', { pollId, choice: yes, receipt: receiptOf() });
      const { version: basedOn } = await pollOf(pollId);
      await house.send(house.chair, 'polls.closePoll', { pollId, basedOn });
      statements.length = 0;
      await clerk.count(house.meetingId, pollId);
      expect((await pollOf(pollId)).counted?.tally.ballots).toBe(voters);
      return ownOf(statements).length;
    };
    const [many, few] = [await cost(people), await cost(3)];
    expect(many).toBe(few);
    expect(many).toBeLessThanOrEqual(20);
  });

  test('D5 D18 thirty requests to speak at once, and thirty withdrawals, are two statements each', async () => {
    const request = { kind: 'speech', source: 'venue' };
    expect(await costOf(all('speaking.requestToSpeak', () => request))).toBe(2);
    const { entries } = await slice<SpeakingState>('speaking');
    expect(entries).toHaveLength(people);
    const entryOf = ({ userId }: Voter) => ({
      entryId: entries.find((entry) => entry.speaker.userId === userId)?.entryId,
    });
    expect(await costOf(all('speaking.withdrawEntry', entryOf))).toBe(2);
  });

  test('D1 D2 D8 giving the floor, pausing, resuming, extending, skipping, ending: two statements each', async () => {
    const { chair, members } = house;
    const [first, second] = members as readonly [Voter, Voter];
    for (const voter of [first, second])
      expect(await costOf(one(voter, 'speaking.requestToSpeak', { kind: 'speech' }))).toBe(2);
    const based = async (userId: string) => {
      const { entries } = await slice<SpeakingState>('speaking');
      const entry = entries.find((candidate) => candidate.speaker.userId === userId);
      return { entryId: entry?.entryId, basedOn: entry?.version };
    };
    const floor = async (): Promise<object> => {
      const { mainTurnId: turnId, floorVersion } = await slice<SpeakingState>('speaking');
      return { turnId, floor: floorVersion };
    };
    const step = async (name: string, input: object) => costOf(one(chair, `speaking.${name}`, input));
    expect(await step('skipEntry', await based(first.userId))).toBe(2);
    const { floorVersion } = await slice<SpeakingState>('speaking');
    expect(await step('grantFloor', { ...(await based(second.userId)), floor: floorVersion })).toBe(2);
    expect(await step('pauseTurn', await floor())).toBe(2);
    expect(await step('resumeTurn', await floor())).toBe(2);
    expect(await step('extendTurn', { ...(await floor()), byMs: 60_000 })).toBe(2);
    expect(await step('endTurn', await floor())).toBe(2);
  });

  test('L3 a repeated ballot or request costs one statement more than nothing: its first answer is looked up', async () => {
    const [voter] = house.members as readonly [Voter];
    const commandId = uuidV7();
    const ask = () =>
      hub.submit(house.meetingId, commandId, 'speaking.requestToSpeak', { kind: 'pointOfOrder' }, voter.actor);
    const first = await ask();
    statements.length = 0;
    expect(await ask()).toEqual(first);
    expect(ownOf(statements).filter((statement) => !isFrame(statement))).toHaveLength(1);
  });
});
