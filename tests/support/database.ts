import { createHash, randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate, readMigrations } from '#server/platform/local/migrate.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/platform/local/postgres.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const MIGRATIONS_DIR = path.join(ROOT, 'prisma/migrations');

// Tests may lose everything, so the server need not wait for the disk.
const FAST = ['-c fsync=off', '-c synchronous_commit=off', '-c full_page_writes=off', '-c max_connections=300'];

let server: Promise<EmbeddedPostgres> | undefined;

/** The Postgres that all tests of this checkout share; the first caller starts it, the last one to leave stops it. */
export function testPostgres(): Promise<EmbeddedPostgres> {
  server ??= startEmbeddedPostgres({ dir: path.join(ROOT, '.cache/test-pg'), database: 'postgres', flags: FAST });
  return server;
}

/** Lets go of the shared Postgres. */
export async function leaveTestPostgres(): Promise<void> {
  const mine = server;
  server = undefined;
  await (await mine)?.stop();
}

/** A Postgres of its own, for tests that crash it. The caller stops it. */
export async function ownPostgres(): Promise<EmbeddedPostgres> {
  const dir = path.join(ROOT, '.cache/test-pg-own', randomBytes(4).toString('hex'));
  const own = await startEmbeddedPostgres({ dir, flags: ['-c max_connections=100'] });
  await migrate(own.url, MIGRATIONS_DIR);
  return {
    ...own,
    async stop() {
      await own.stop();
      rmSync(dir, { recursive: true, force: true });
    },
  };
}

/** A database that one test file has for itself. */
export type TestDatabase = { url: string; name: string; drop: () => Promise<void> };

/** Makes a fresh database with all migrations applied, as a copy of a template that is migrated once. */
export async function createTestDatabase(): Promise<TestDatabase> {
  const postgres = await testPostgres();
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  try {
    const template = await ensureTemplate(admin, postgres);
    const name = `test_${process.pid}_${randomBytes(4).toString('hex')}`;
    await admin.query(`create database ${name} template ${template} strategy file_copy`);
    return { url: postgres.urlOf(name), name, drop: () => dropDatabase(postgres, name) };
  } finally {
    await admin.end();
  }
}

/** Removes databases that killed test runs left behind. */
export async function dropLeftovers(): Promise<void> {
  const postgres = await testPostgres();
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  try {
    const { rows } = await admin.query<{ datname: string; connections: number }>(
      `select d.datname, count(a.pid)::int as connections from pg_database d
       left join pg_stat_activity a on a.datname = d.datname
       where d.datname ~ '^test_[0-9]+_[0-9a-f]{8}$' group by d.datname`,
    );
    for (const row of rows) {
      if (row.connections === 0 && !isRunning(Number(row.datname.split('_')[1]))) {
        await admin.query(`drop database if exists ${row.datname}`);
      }
    }
  } finally {
    await admin.end();
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function ensureTemplate(admin: pg.Client, postgres: EmbeddedPostgres): Promise<string> {
  const hash = createHash('sha256');
  for (const migration of readMigrations(MIGRATIONS_DIR)) hash.update(migration.name).update(migration.checksum);
  const template = `template_${hash.digest('hex').slice(0, 12)}`;
  await admin.query('select pg_advisory_lock(4711)');
  try {
    const found = await admin.query('select 1 from pg_database where datname = $1', [template]);
    if (found.rowCount) return template;
    // Under a working name until it is complete: a kill in between must not leave half a template.
    const draft = `${template}_draft`;
    await admin.query(`drop database if exists ${draft} with (force)`);
    await admin.query(`create database ${draft}`);
    await migrate(postgres.urlOf(draft), MIGRATIONS_DIR);
    await admin.query(`alter database ${draft} rename to ${template}`);
    return template;
  } finally {
    await admin.query('select pg_advisory_unlock(4711)');
  }
}

async function dropDatabase(postgres: EmbeddedPostgres, name: string): Promise<void> {
  const admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
  try {
    await admin.query(`drop database if exists ${name} with (force)`);
  } finally {
    await admin.end();
  }
}
