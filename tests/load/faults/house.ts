import type { LiveService } from '#server/live-service.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import { ownPostgres } from '#tests/support/database.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from '#tests/support/product.ts';
import { startRedis, type TestRedis } from '#tests/support/redis.ts';
import { hireVoters, type Voter } from '#tests/support/votes.ts';

/** Two nodes of the product on one Postgres, with or without Redis, and people; reused from run to run. */
export interface House {
  readonly databaseUrl: string;
  readonly service: LiveService;
  readonly prisma: typeof Prisma;
  /** The first two run the meetings. */
  readonly people: readonly Voter[];
  /** Sees and exports everything. */
  readonly officer: Voter;
  readonly nodes: readonly [Product, Product];
  readonly redis: TestRedis | null;
  readonly crashPostgres: () => Promise<void>;
  /** The same with Redis, or without. */
  readonly refit: (withRedis: boolean) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** `personCount` members beside the chair and the clerk. */
export async function openHouse(personCount: number): Promise<House> {
  const postgres = await ownPostgres();
  Object.assign(process.env, { DATABASE_URL: postgres.url, AUTH_SECRET: TEST_AUTH_SECRET });
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  const { prisma, closeDatabase } = await import('#server/platform/db.ts');
  // Only sets meetings up; what is tried is the two nodes.
  const service = new Service(
    readEnv({ DATABASE_URL: postgres.url, AUTH_SECRET: TEST_AUTH_SECRET, LOG_LEVEL: 'silent' }),
  );
  const [officer, ...people] = await hireVoters(prisma, personCount + 3);
  if (!officer) throw new Error('nobody was hired');
  await prisma.user.update({ where: { id: officer.userId }, data: { role: 'officer' } });
  const start = (redis: TestRedis | null): Promise<Product> =>
    startProduct({
      databaseUrl: postgres.url,
      ...(redis && { redisUrl: redis.url }),
      env: { SERVICES: 'realtime,worker', LOG_LEVEL: 'error' },
    });
  let redis: TestRedis | null = null;
  let nodes = await Promise.all([start(null), start(null)]);
  return {
    databaseUrl: postgres.url,
    service,
    prisma,
    people,
    officer,
    get nodes() {
      return nodes;
    },
    get redis() {
      return redis;
    },
    crashPostgres: () => postgres.crashAndRestart(),
    async refit(withRedis) {
      if (withRedis === (redis !== null)) return;
      await Promise.all(nodes.map((node) => node.stop()));
      await redis?.stop();
      redis = withRedis ? await startRedis() : null;
      nodes = await Promise.all([start(redis), start(redis)]);
    },
    async close() {
      await Promise.all(nodes.map((node) => node.stop()));
      await redis?.stop();
      await service.close();
      await closeDatabase();
      await postgres.stop();
    },
  };
}
