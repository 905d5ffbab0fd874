import type { LiveService } from '#server/live-service.ts';
import type * as Database from '#server/platform/db.ts';
import { createTestDatabase } from './database.ts';
import { TEST_AUTH_SECRET } from './product.ts';

export interface TwoNodes {
  readonly pool: typeof Database.pool;
  readonly prisma: typeof Database.prisma;
  /** Each with its own copy of every meeting, its own outbox and timers. */
  readonly node: (index: number) => LiveService;
  /** One more, which nobody has started. */
  readonly another: () => LiveService;
  readonly close: () => Promise<void>;
}

/** Two nodes without transports in this process, on a database of their own. */
export async function startTwoNodes(): Promise<TwoNodes> {
  const database = await createTestDatabase();
  // The database's address is read where the modules are loaded.
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET });
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  const { Publisher } = await import('#server/realtime/publisher.ts');
  const { pool, prisma, closeDatabase } = await import('#server/platform/db.ts');
  const env = readEnv({ DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET, LOG_LEVEL: 'silent' });
  const nodes = [new Service(env), new Service(env)];
  for (const node of nodes)
    await node.start({
      publisher: new Publisher([]),
      onRightsChanged: () => undefined,
      onSessionEnded: () => undefined,
      isFollowed: () => true,
    });
  return {
    pool,
    prisma,
    node: (index) => nodes[index] as LiveService,
    another: () => new Service(env),
    async close() {
      for (const node of nodes) await node.close();
      await closeDatabase();
      await database.drop();
    },
  };
}
