import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '#generated/prisma/client.ts';

/**
 * One pool per process and module world. The address comes from the environment because Next evaluates its bundles apart
 * from Node and both must reach the same database; `start` and the tests set it before anything is imported.
 */
const connectionString = process.env['DATABASE_URL'] ?? '';
const shared = globalThis as { __hubPool?: pg.Pool; __hubPrisma?: PrismaClient };

function createPool(): pg.Pool {
  const created = new pg.Pool({
    connectionString,
    max: Number(process.env['DATABASE_POOL'] ?? 20),
    connectionTimeoutMillis: 5_000,
    idleTimeoutMillis: 30_000,
  });
  // An idle connection that dies (database restarted) is replaced on the next use; without a listener it ends the process.
  created.on('error', () => undefined);
  // The pool listens only while a connection is idle: one that dies between two statements of a transaction would end the
  // process too. The statement that follows fails and tells its caller.
  created.on('connect', (client) => client.on('error', () => undefined));
  return created;
}

shared.__hubPool ??= createPool();
/** Plain SQL, for the live log's hot path. */
export const pool: pg.Pool = shared.__hubPool;

shared.__hubPrisma ??= new PrismaClient({ adapter: new PrismaPg(pool) });
/** Everything else. */
export const prisma: PrismaClient = shared.__hubPrisma;

export async function closeDatabase(): Promise<void> {
  await prisma.$disconnect();
  if (!pool.ended) await pool.end();
}
