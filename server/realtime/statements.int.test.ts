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

beforeAll(async () => {
  database = await createTestDatabase();
  seedDistrict(database.url);
  // The product's own modules and pool, which take the address from the environment when they are imported.
  process.env['DATABASE_URL'] = database.url;
  process.env['AUTH_SECRET'] ??= 'test-secret-test-secret-test-secret';
  ({ pool, closeDatabase } = await import('#server/platform/db.ts'));
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
  const statements = listenTo(pool);
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
