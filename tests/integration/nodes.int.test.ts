import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { type NodeFigures, NodeRegistry } from '#server/platform/nodes.ts';
import { createTestDatabase, leaveTestPostgres, type TestDatabase } from '#tests/support/database.ts';

let database: TestDatabase;
let db: pg.Pool;
const figures: NodeFigures = {
  runtime: 'v24',
  services: ['web'],
  memoryBytes: 1,
  sockets: 2,
  streams: 3,
  meetings: [],
};
const node = (name: string, startedAt: number) => new NodeRegistry(db, { nodeId: uuidV7(), name, startedAt });
const agedBy = (name: string, interval: string) =>
  db.query('update live_node set seen_at = now() - $2::interval where name = $1', [name, interval]);

beforeAll(async () => {
  database = await createTestDatabase();
  db = new pg.Pool({ connectionString: database.url });
});
afterAll(async () => {
  await db.end();
  await database.drop();
  await leaveTestPostgres();
});

test('E2 nodes know each other; a silent one is named so, a long gone one forgotten, one that ends in order leaves', async () => {
  const [first, second, third] = [node('one', 1_000), node('two', 2_000), node('three', 3_000)];
  for (const one of [first, second, third]) await one.beat(figures);
  await first.beat({ ...figures, sockets: 7 });
  const before = await second.list();
  expect(before.map(({ name, isSilent }) => [name, isSilent])).toEqual([
    ['one', false],
    ['two', false],
    ['three', false],
  ]);
  expect(before[0]).toMatchObject({ startedAt: 1_000, figures: { sockets: 7 } });
  await agedBy('one', '21 seconds');
  await agedBy('two', '11 minutes');
  await third.beat(figures);
  expect((await third.list()).map(({ name, isSilent }) => [name, isSilent])).toEqual([
    ['one', true],
    ['three', false],
  ]);
  await first.beat(figures);
  await third.leave();
  expect((await first.list()).map(({ name, isSilent }) => [name, isSilent])).toEqual([['one', false]]);
});

test('L15 a node counts the viewers of the others, and not of one that is silent', async () => {
  const [here, there, gone] = [node('here', 4_000), node('there', 5_000), node('gone', 6_000)];
  const watched = (viewers: number): NodeFigures => ({
    ...figures,
    meetings: [{ meetingId: 'm', seq: 1, waiting: 0, viewers }],
  });
  await there.beat(watched(30));
  await gone.beat(watched(500));
  await agedBy('gone', '21 seconds');
  await here.beat(watched(4));
  expect([here.viewersElsewhere('m'), here.viewersElsewhere('n')]).toEqual([30, 0]);
  await there.beat(watched(31));
  await here.beat(watched(4));
  expect(here.viewersElsewhere('m')).toBe(31);
});
