import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { explain, OperatorError } from './operator-error.ts';

// The advisory lock that Prisma Migrate takes: `prisma migrate deploy` and this runner exclude one another.
const MIGRATION_LOCK = 72707369;

/** One folder under prisma/migrations. */
export type Migration = { name: string; sql: string; checksum: string };

/** What a migration run found and did. */
export type MigrationReport = { applied: string[]; edited: string[] };

/** Reads the migrations of a folder in the order in which they apply. */
export function readMigrations(dir: string): Migration[] {
  if (!existsSync(dir)) return [];
  const migrations: Migration[] = [];
  for (const name of readdirSync(dir).toSorted()) {
    const file = path.join(dir, name, 'migration.sql');
    if (!existsSync(file)) continue;
    const sql = readFileSync(file, 'utf8');
    migrations.push({ name, sql, checksum: createHash('sha256').update(sql).digest('hex') });
  }
  return migrations;
}

/** Opens one connection, or says in one sentence why DATABASE_URL does not work. */
export async function connectOrExplain(url: string): Promise<pg.Client> {
  let client: pg.Client;
  try {
    client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 10_000 });
    // Without a listener a lost connection would end the process.
    client.on('error', () => undefined);
    await client.connect();
  } catch (error) {
    const reason = error instanceof AggregateError ? error.errors.map(String).join('; ') : (error as Error).message;
    throw new OperatorError(
      `The database of DATABASE_URL cannot be reached (${reason}): correct the variable, or unset it to use the embedded Postgres.`,
      { cause: error, exitCode: 4 },
    );
  }
  return client;
}

/**
 * Applies the migrations that are missing, each in its own transaction together with its row in `_prisma_migrations`,
 * so that a kill in between leaves either both or neither.
 * Throws OperatorError when the database has migrations this version does not know.
 * With `only`, migrations of other names are left out for now: a backup is restored into the schema it was made with.
 */
export async function migrate(
  url: string,
  dir: string,
  log: (line: string) => void = () => undefined,
  only?: ReadonlySet<string>,
): Promise<MigrationReport> {
  const client = await connectOrExplain(url);
  try {
    await client.query('select pg_advisory_lock($1)', [MIGRATION_LOCK]);
    await client.query(`create table if not exists _prisma_migrations (
      id varchar(36) primary key not null, checksum varchar(64) not null, finished_at timestamptz,
      migration_name varchar(255) not null, logs text, rolled_back_at timestamptz,
      started_at timestamptz not null default now(), applied_steps_count integer not null default 0)`);
    return await applyMissing(client, readMigrations(dir), log, only);
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end();
  }
}

type AppliedRow = { migration_name: string; checksum: string; finished_at: Date | null };

async function applyMissing(
  client: pg.Client,
  migrations: Migration[],
  log: (line: string) => void,
  only: ReadonlySet<string> | undefined,
): Promise<MigrationReport> {
  const { rows } = await client.query<AppliedRow>(
    'select migration_name, checksum, finished_at from _prisma_migrations where rolled_back_at is null order by started_at',
  );
  const done = new Map(rows.map((row) => [row.migration_name, row]));
  refuseNewer(done, migrations);
  const unfinished = rows.find((row) => row.finished_at === null);
  if (unfinished) {
    throw new OperatorError(
      `Migration ${unfinished.migration_name} failed earlier in another tool: repair the database, then set rolled_back_at of its row in _prisma_migrations.`,
    );
  }
  const report: MigrationReport = { applied: [], edited: [] };
  for (const migration of migrations) {
    if (only && !only.has(migration.name)) continue;
    const old = done.get(migration.name);
    if (old) {
      if (old.checksum !== migration.checksum) report.edited.push(migration.name);
      continue;
    }
    await applyOne(client, migration);
    report.applied.push(migration.name);
    log(`migration ${migration.name}`);
  }
  return report;
}

function refuseNewer(done: Map<string, AppliedRow>, migrations: Migration[]): void {
  const known = new Set(migrations.map((migration) => migration.name));
  const unknown = [...done.keys()].filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new OperatorError(
    `The database is newer than this version (it has ${unknown.join(', ')}): start the newer version, or restore a backup made with this one.`,
    { exitCode: 5 },
  );
}

async function applyOne(client: pg.Client, migration: Migration): Promise<void> {
  await client.query('begin');
  try {
    await client.query(migration.sql);
    await client.query(
      `insert into _prisma_migrations (id, checksum, migration_name, started_at, finished_at, applied_steps_count)
       values (gen_random_uuid()::text, $1, $2, now(), clock_timestamp(), 1)`,
      [migration.checksum, migration.name],
    );
    await client.query('commit');
  } catch (error) {
    await client.query('rollback');
    const cause = explain(error);
    if (cause instanceof OperatorError) throw cause;
    throw new Error(`migration ${migration.name}: ${cause.message}`, { cause: error });
  }
}
