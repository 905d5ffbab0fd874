import type pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, type UserId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { findMeeting, seedDistrict } from '#tests/support/district.ts';
import { newMeeting, officer, startNode } from '#tests/support/live.ts';
import { isFrame, listenTo, ownOf } from '#tests/support/statements.ts';
import { Hub } from './hub.ts';

let database: TestDatabase;
let pool: pg.Pool;
let hub: Hub;
let closeDatabase: () => Promise<void>;
let statements: string[];

beforeAll(async () => {
  database = await createTestDatabase();
  seedDistrict(database.url);
  // The product's own modules and pool, which take the address from the environment when they are imported.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] ??= 'test-secret-test-secret-test-secret';
  ({ pool, closeDatabase } = await import('#server/platform/db.ts'));
  statements = listenTo(pool);
  const { liveModules } = await import('#server/live-service.ts');
  hub = new Hub({ db: pool, modules: liveModules(), clock: () => Date.now(), onCommitted: () => undefined });
});
afterAll(async () => {
  await closeDatabase();
  await database.drop();
});

async function expectTwoStatements(statements: string[], run: () => Promise<readonly CommandAck[]>): Promise<void> {
  statements.length = 0;
  expect((await run()).filter((ack) => !ack.ok)).toEqual([]);
  const own = ownOf(statements);
  expect(own.filter(isFrame)).toEqual(['begin', 'commit']);
  expect(own.filter((statement) => !isFrame(statement))).toHaveLength(2);
}

test('a batch of chat messages of any size is two statements in one transaction', async () => {
  const { meetingId } = await findMeeting(database.url);
  const people = await pool.query<{ id: string; roles: string[] }>(
    'select user_id::text as id, roles from meeting_participant where meeting_id = $1',
    [meetingId],
  );
  const actorOf = (id: string): Actor => ({
    kind: 'user',
    userId: id as UserId,
    role: 'member',
    sessionId: 'test',
    name: 'test',
  });
  const send = (id: string, type: string, input: unknown) =>
    hub.submit(meetingId as MeetingId, uuidV7(), type, input, actorOf(id));
  const chair = people.rows.find(({ roles }) => roles.includes('chair'))?.id ?? '';
  expect((await send(chair, 'meetings.openMeeting', {})).ok).toBe(true);
  const members = people.rows.filter(({ roles }) => roles.includes('member'));
  for (const size of [1, 5, members.length]) {
    const say = () =>
      Promise.all(
        members
          .slice(0, size)
          .map(({ id }, n) => send(id, 'chat.postMessage', { text: `${size} ${n} ${uuidV7()}`, replyTo: null })),
      );
    // The first time the word lists are read, which puts later messages into another batch.
    if (size === 1) await say();
    await expectTwoStatements(statements, say);
  }
});

test('a batch of questions and of votes for them is two statements, however many', async () => {
  const { meetingId } = await findMeeting(database.url);
  const send = (actor: Actor, type: string, input: object) =>
    hub.submit(meetingId as MeetingId, uuidV7(), type, input, actor);
  const resident = (n: number): Actor => ({
    kind: 'visitor',
    visitorId: uuidV7(),
    phoneVerified: true,
    name: `居民${n}`,
  });
  const ask = (count: number) =>
    Promise.all(
      Array.from({ length: count }, (_, n) =>
        send(resident(n), 'chat.submitQuestion', { text: `第${n}号楼的电梯什么时候修好？${uuidV7()}` }),
      ),
    );
  // The first time the segmenter reads its dictionary and the word lists are read.
  const [first] = await ask(1);
  if (!first?.ok) throw new Error('the first question was refused');
  const { messageId } = first.output as { messageId: string };
  expect((await send(officer, 'chat.publishMessage', { messageId })).ok).toBe(true);
  const vote = () =>
    Promise.all(
      Array.from({ length: 50 }, (_, n) => send(resident(n), 'chat.upvoteQuestion', { messageId, isFor: true })),
    );
  await expectTwoStatements(statements, vote);
  // Each is cut before the transaction, one after the other: a batch begins with whichever is ready.
  statements.length = 0;
  expect((await ask(50)).filter(({ ok }) => !ok)).toEqual([]);
  const own = ownOf(statements).filter((statement) => !isFrame(statement));
  const batches = statements.filter((statement) => /^begin$/i.test(statement)).length;
  expect([batches > 0, own.length]).toEqual([true, 2 * batches]);
});

test('two hundred commands are two statements; a refused or repeated one costs no more than three', async () => {
  const { hub: small, db } = startNode(database.url);
  const statements = listenTo(db);
  try {
    const meetingId = await newMeeting(db);
    const add = (by: number, commandId = uuidV7()) =>
      small.submit(meetingId, commandId, 'tally.add', { by, audience: 'room' }, officer);
    // The first loads the meeting.
    await add(1);
    await expectTwoStatements(statements, () => Promise.all(Array.from({ length: 200 }, (_, n) => add(n + 1))));
    const commandId = uuidV7();
    for (let turn = 0; turn < 2; turn++) {
      statements.length = 0;
      expect((await add(0, commandId)).ok).toBe(false);
      expect(statements.filter((statement) => !isFrame(statement)).length).toBeLessThanOrEqual(3);
    }
  } finally {
    await db.end();
  }
});
