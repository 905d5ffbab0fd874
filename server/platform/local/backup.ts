import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { type Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { connectOrExplain, migrate, readMigrations } from './migrate.ts';
import { explain, OperatorError } from './operator-error.ts';
import { copyIn, copyOut } from './pg-copy.ts';

const FORMAT = 1;

type Column = string;
type TableEntry = { name: string; columns: Column[]; rows: number; sha256: string };
type SequenceEntry = { name: string; value: string; isCalled: boolean };
type FileEntry = { path: string; bytes: number; sha256: string };

/** The table of contents of a backup folder; what it lists is all there is. */
export type BackupManifest = {
  format: number;
  createdAt: string;
  migrations: string[];
  /** In an order in which every table comes after those it refers to. */
  tables: TableEntry[];
  sequences: SequenceEntry[];
  files: FileEntry[];
};

/** What a backup or restore needs to know. */
export type BackupOptions = {
  databaseUrl: string;
  /** Folder of uploaded files and recordings. */
  filesDir: string;
  /** The backup's folder. */
  backupDir: string;
  log?: (line: string) => void;
};

/**
 * Writes database and files to a new folder while the product runs.
 * The tables come from one snapshot; files are only ever added, so those that the snapshot mentions are there.
 */
export async function writeBackup(options: BackupOptions): Promise<BackupManifest> {
  const { backupDir } = options;
  if (existsSync(backupDir)) throw new OperatorError(`${backupDir} exists already: name another folder.`);
  const draft = `${backupDir}.partial`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(path.join(draft, 'tables'), { recursive: true, mode: 0o700 });
  const client = await connectOrExplain(options.databaseUrl);
  try {
    await client.query('begin isolation level repeatable read, read only');
    const migrations = await readApplied(client);
    const tables: TableEntry[] = [];
    for (const name of await tablesInOrder(client)) tables.push(await dumpTable(client, draft, name));
    const sequences = await readSequences(client);
    await client.query('commit');
    const files = await copyFiles(options.filesDir, path.join(draft, 'files'));
    const createdAt = new Date().toISOString();
    const manifest: BackupManifest = { format: FORMAT, createdAt, migrations, tables, sequences, files };
    await writeFile(path.join(draft, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`);
    // Only a complete backup gets its name.
    await rename(draft, backupDir);
    return manifest;
  } catch (error) {
    await rm(draft, { recursive: true, force: true });
    throw explain(error);
  } finally {
    await client.end();
  }
}

async function readApplied(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ migration_name: string }>(
    'select migration_name from _prisma_migrations where finished_at is not null and rolled_back_at is null order by 1',
  );
  return rows.map((row) => row.migration_name);
}

async function tablesInOrder(client: pg.Client): Promise<string[]> {
  const { rows: tables } = await client.query<{ name: string }>(
    `select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace
     and c.relkind = 'r' and c.relname <> '_prisma_migrations' order by 1`,
  );
  const { rows: references } = await client.query<{ name: string; target: string }>(
    `select distinct a.relname as name, b.relname as target from pg_constraint k
     join pg_class a on a.oid = k.conrelid join pg_class b on b.oid = k.confrelid
     where k.contype = 'f' and a.relnamespace = 'public'::regnamespace and a.oid <> b.oid`,
  );
  const targets = Map.groupBy(references, (reference) => reference.name);
  const order: string[] = [];
  const visited = new Set<string>();
  const visit = (name: string) => {
    if (visited.has(name)) return;
    visited.add(name);
    for (const { target } of targets.get(name) ?? []) visit(target);
    order.push(name);
  };
  for (const { name } of tables) visit(name);
  return order;
}

async function dumpTable(client: pg.Client, dir: string, name: string): Promise<TableEntry> {
  const { rows } = await client.query<{ column: string }>(
    `select attname as column from pg_attribute where attrelid = format('public.%I', $1::text)::regclass
     and attnum > 0 and not attisdropped and attgenerated = '' order by attnum`,
    [name],
  );
  const columns = rows.map((row) => row.column);
  const hash = createHash('sha256');
  let count = 0;
  // Each row of COPY's text format is one line.
  const tally = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      for (const byte of chunk) if (byte === 0x0a) count += 1;
      done(null, chunk);
    },
  });
  const written = pipeline(tally, createGzip({ level: 6 }), createWriteStream(tableFile(dir, name)));
  const sql = `copy public.${pg.escapeIdentifier(name)} (${columnList(columns)}) to stdout`;
  await Promise.race([copyOut(client, sql, tally), written]);
  tally.end();
  await written;
  return { name, columns, rows: count, sha256: hash.digest('hex') };
}

const tableFile = (dir: string, name: string) => path.join(dir, 'tables', `${encodeURIComponent(name)}.copy.gz`);
const columnList = (columns: readonly string[]) => columns.map((column) => pg.escapeIdentifier(column)).join(', ');

async function readSequences(client: pg.Client): Promise<SequenceEntry[]> {
  const { rows } = await client.query<{ name: string }>(
    `select sequencename as name from pg_sequences where schemaname = 'public' order by 1`,
  );
  const entries: SequenceEntry[] = [];
  for (const { name } of rows) {
    const state = await client.query<{ value: string; is_called: boolean }>(
      `select last_value::text as value, is_called from public.${pg.escapeIdentifier(name)}`,
    );
    const row = state.rows[0];
    if (row) entries.push({ name, value: row.value, isCalled: row.is_called });
  }
  return entries;
}

async function copyFiles(from: string, to: string): Promise<FileEntry[]> {
  const entries: FileEntry[] = [];
  for (const file of await listFiles(from)) {
    const target = path.join(to, file);
    await mkdir(path.dirname(target), { recursive: true });
    entries.push({ path: file.split(path.sep).join('/'), ...(await copyAndHash(path.join(from, file), target)) });
  }
  return entries;
}

async function listFiles(dir: string): Promise<string[]> {
  if (!existsSync(dir)) return [];
  const entries = await readdir(dir, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(dir, path.join(entry.parentPath, entry.name)))
    .toSorted();
}

async function copyAndHash(from: string, to: string): Promise<{ bytes: number; sha256: string }> {
  const hash = createHash('sha256');
  let bytes = 0;
  const tally = new Transform({
    transform(chunk: Buffer, _encoding, done) {
      hash.update(chunk);
      bytes += chunk.length;
      done(null, chunk);
    },
  });
  await pipeline(createReadStream(from), tally, createWriteStream(to));
  return { bytes, sha256: hash.digest('hex') };
}

/**
 * Puts a backup back: checks it whole, empties the database, builds the schema the backup was made with,
 * loads it in one transaction, and then applies the migrations that came later.
 */
export async function restoreBackup(
  options: BackupOptions & { migrationsDir: string; isForced: boolean },
): Promise<BackupManifest> {
  const { backupDir, databaseUrl, migrationsDir } = options;
  const manifest = await readManifest(backupDir);
  refuseUnknown(manifest, migrationsDir);
  await verifyBackup(backupDir, manifest);
  const client = await connectOrExplain(databaseUrl);
  try {
    await refuseBusy(client);
    if (!options.isForced) await refuseFilled(client, options.filesDir);
    await client.query('drop schema public cascade; create schema public');
    await migrate(databaseUrl, migrationsDir, options.log, new Set(manifest.migrations));
    await load(client, backupDir, manifest);
  } catch (error) {
    throw explain(error);
  } finally {
    await client.end();
  }
  await rm(options.filesDir, { recursive: true, force: true });
  await copyFiles(path.join(backupDir, 'files'), options.filesDir);
  await migrate(databaseUrl, migrationsDir, options.log);
  return manifest;
}

async function readManifest(backupDir: string): Promise<BackupManifest> {
  let manifest: BackupManifest;
  try {
    manifest = JSON.parse(await readFile(path.join(backupDir, 'manifest.json'), 'utf8')) as BackupManifest;
  } catch (error) {
    throw new OperatorError(`${backupDir} is no complete backup: it has no readable manifest.json.`, { cause: error });
  }
  if (manifest.format !== FORMAT) {
    throw new OperatorError(
      `The backup has format ${manifest.format}, this version reads ${FORMAT}: use the newer version.`,
    );
  }
  return manifest;
}

function refuseUnknown(manifest: BackupManifest, migrationsDir: string): void {
  const known = new Set(readMigrations(migrationsDir).map((migration) => migration.name));
  const unknown = manifest.migrations.filter((name) => !known.has(name));
  if (unknown.length === 0) return;
  throw new OperatorError(
    `The backup is newer than this version (it has ${unknown.join(', ')}): restore it with the newer one.`,
    {
      exitCode: 5,
    },
  );
}

/** Compares everything the manifest lists with what is in the folder; throws OperatorError at the first difference. */
export async function verifyBackup(backupDir: string, manifest: BackupManifest): Promise<void> {
  for (const table of manifest.tables) {
    const source = createReadStream(tableFile(backupDir, table.name)).pipe(createGunzip());
    if ((await hashOf(source).catch(() => '')) !== table.sha256) throw damaged(`table ${table.name}`);
  }
  for (const file of manifest.files) {
    const source = createReadStream(path.join(backupDir, 'files', file.path));
    if ((await hashOf(source).catch(() => '')) !== file.sha256) throw damaged(`file ${file.path}`);
  }
}

async function hashOf(source: Readable): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of source) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

function damaged(what: string): OperatorError {
  return new OperatorError(
    `The backup is damaged (${what} is not what was written): use another one. Nothing was changed.`,
  );
}

async function refuseBusy(client: pg.Client): Promise<void> {
  const { rowCount } = await client.query(
    `select 1 from pg_stat_activity
     where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'`,
  );
  if (rowCount) throw new OperatorError('The product still uses this database: stop it, then restore.');
}

async function refuseFilled(client: pg.Client, filesDir: string): Promise<void> {
  const advice = 'restore into an empty one, or overwrite it: npm run restore -- FOLDER --force';
  for (const name of await tablesInOrder(client)) {
    const found = await client.query(`select 1 from public.${pg.escapeIdentifier(name)} limit 1`);
    if (found.rowCount) throw new OperatorError(`The database is not empty (table ${name}): ${advice}`);
  }
  if ((await listFiles(filesDir)).length > 0) throw new OperatorError(`The folder ${filesDir} is not empty: ${advice}`);
}

async function load(client: pg.Client, backupDir: string, manifest: BackupManifest): Promise<void> {
  await client.query('begin');
  // Rows that migrations brought along are in the backup as well.
  const names = manifest.tables.map((table) => `public.${pg.escapeIdentifier(table.name)}`);
  if (names.length > 0) await client.query(`truncate ${names.join(', ')} cascade`);
  // Triggers had their effect when the rows were first written.
  for (const name of names) await client.query(`alter table ${name} disable trigger user`);
  for (const table of manifest.tables) {
    const source = createReadStream(tableFile(backupDir, table.name)).pipe(createGunzip());
    const target = `public.${pg.escapeIdentifier(table.name)} (${columnList(table.columns)})`;
    await copyIn(client, `copy ${target} from stdin`, source);
  }
  for (const sequence of manifest.sequences) {
    await client.query('select setval(format($1, $2::text)::regclass, $3, $4)', [
      'public.%I',
      sequence.name,
      sequence.value,
      sequence.isCalled,
    ]);
  }
  for (const name of names) await client.query(`alter table ${name} enable trigger user`);
  await client.query('commit');
}
