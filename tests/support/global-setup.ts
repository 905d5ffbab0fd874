import { dropLeftovers, leaveTestPostgres, testPostgres } from './database.ts';
import { endLeftoverServers } from './leftovers.ts';

/** Keeps the shared Postgres alive from the first integration test file to the last. */
export async function setup(): Promise<void> {
  await testPostgres();
  await dropLeftovers();
  await endLeftoverServers();
}

/** The last to leave stops it. */
export async function teardown(): Promise<void> {
  await leaveTestPostgres();
}
