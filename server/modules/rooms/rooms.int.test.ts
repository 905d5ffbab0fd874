import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { startTwoNodes, type TwoNodes } from '#tests/support/two-nodes.ts';
import type * as Repo from './repo.ts';

let nodes: TwoNodes;
let repo: typeof Repo;
beforeAll(async () => {
  nodes = await startTwoNodes();
  repo = await import('./repo.ts');
});
afterAll(() => nodes.close());

test('R8 between two connections of a reloaded page nobody counts as gone before the grace time', async () => {
  const [meetingId, userId, other] = [uuidV7(), uuidV7(), uuidV7()];
  const connected = async (graceMs: number): Promise<readonly string[]> =>
    [...(await repo.connectedUsers(meetingId, graceMs))].toSorted();
  await repo.refreshConnections('a', [{ socketId: 'first', meetingId, userId }]);
  await repo.refreshConnections('b', [{ socketId: 'elsewhere', meetingId, userId: other }]);
  expect(await connected(30_000)).toEqual([userId, other].toSorted());
  // The page is being loaded again: its old connection is gone, the new one not there yet.
  await repo.refreshConnections('a', []);
  expect(await connected(30_000)).toEqual([userId, other].toSorted());
  expect(await connected(0)).toEqual([]);
  await nodes.prisma.$executeRaw`
    update room_connection set seen_at = seen_at - interval '40 seconds' where socket_id = 'first'`;
  expect(await connected(30_000)).toEqual([other]);
  await repo.refreshConnections('b', [{ socketId: 'second', meetingId, userId }]);
  expect(await connected(30_000)).toEqual([userId, other].toSorted());
});
