import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { restoreBackup, writeBackup } from '#server/platform/local/backup.ts';
import { migrate } from '#server/platform/local/migrate.ts';
import { leaveTestPostgres, testPostgres } from '#tests/support/database.ts';

const FIRST = `
  create table person (id uuid primary key default gen_random_uuid(), name text not null, boss_id uuid references person(id),
    shout text generated always as (upper(name)) stored);
  create table note (id bigserial primary key, person_id uuid not null references person(id), body jsonb, seal bytea, tags text[],
    score double precision, at timestamptz(3) default now());
  create function forbid() returns trigger language plpgsql as $$ begin raise exception 'rows are only added by the product'; end $$;
  create trigger guard before insert on note for each row when (new.score = -1) execute function forbid();
  create table kind (code text primary key);
  insert into kind values ('plenary');
`;
const SECOND = 'alter table note add column late text';

let dir: string;
let admin: pg.Client;
let count = 0;

beforeAll(async () => {
  admin = new pg.Client({ connectionString: (await testPostgres()).urlOf('postgres') });
  await admin.connect();
});

afterAll(async () => {
  await admin.end();
  await leaveTestPostgres();
});

beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'backup-'));
  addMigration('1_create_person', FIRST);
  return () => rmSync(dir, { recursive: true, force: true });
});

const migrationsDir = () => path.join(dir, 'migrations');
const filesDir = (name: string) => path.join(dir, name);
const backupDir = () => path.join(dir, 'backup');

function addMigration(name: string, sql: string): void {
  mkdirSync(path.join(migrationsDir(), name), { recursive: true });
  writeFileSync(path.join(migrationsDir(), name, 'migration.sql'), sql);
}

async function freshDatabase(): Promise<string> {
  const name = `test_backup_${process.pid}_${(count += 1)}`;
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`create database ${name}`);
  return (await testPostgres()).urlOf(name);
}

async function query<T extends pg.QueryResultRow>(url: string, sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

// What is awkward to write down: tabs, backslashes, nulls that are not "null", every byte, numbers at their edges.
async function fill(url: string): Promise<void> {
  await query(
    url,
    `insert into person (id, name) values ('00000000-0000-7000-8000-000000000001', E'张\\t三\\\\N\\n\\r"''');
     insert into person (name, boss_id) select 'p' || i, '00000000-0000-7000-8000-000000000001' from generate_series(1, 500) i;
     insert into note (person_id, body, seal, tags, score, at)
       select id, jsonb_build_object('话', name, 'n', null, 'big', 1e300), (select string_agg(decode(lpad(to_hex(b), 2, '0'), 'hex'), '' order by b) from generate_series(0, 255) b),
         array['a,b', null, '', E'{"\\\\', 'NULL'], 0.1 + 0.2, '2026-01-01T00:00:00.123+08' from person;
     insert into note (person_id, score) select id, 'NaN' from person limit 1;
     alter table note disable trigger guard; insert into note (person_id, score) select id, -1 from person limit 1; alter table note enable trigger guard;
     select setval('note_id_seq', 9000)`,
  );
  mkdirSync(path.join(filesDir('files'), 'a/b'), { recursive: true });
  writeFileSync(
    path.join(filesDir('files'), 'a/b/议程.pdf'),
    Buffer.from(Array.from({ length: 70_000 }, (_, index) => index % 256)),
  );
  writeFileSync(path.join(filesDir('files'), 'empty'), '');
}

const state = async (url: string) => ({
  people: await query(url, 'select * from person order by id'),
  notes: await query(
    url,
    'select id, person_id, body::text, seal::text, tags::text, score::text, at::text from note order by id',
  ),
  kinds: await query(url, 'select * from kind'),
});

async function filledBackup(): Promise<{ url: string }> {
  const url = await freshDatabase();
  await migrate(url, migrationsDir());
  await fill(url);
  await writeBackup({ databaseUrl: url, filesDir: filesDir('files'), backupDir: backupDir() });
  return { url };
}

const restore = (databaseUrl: string, isForced = false, files = 'restored') =>
  restoreBackup({
    databaseUrl,
    filesDir: filesDir(files),
    backupDir: backupDir(),
    migrationsDir: migrationsDir(),
    isForced,
  });

test('a round trip brings back every value, sequence and file', async () => {
  const { url } = await filledBackup();
  const target = await freshDatabase();
  await restore(target);
  expect(await state(target)).toEqual(await state(url));
  expect((await state(target)).notes).toHaveLength(503);
  expect(await query(target, "select nextval('note_id_seq')::int as next")).toEqual([{ next: 9001 }]);
  for (const file of ['a/b/议程.pdf', 'empty']) {
    expect(readFileSync(path.join(filesDir('restored'), file))).toEqual(
      readFileSync(path.join(filesDir('files'), file)),
    );
  }
  await expect(query(target, 'insert into note (person_id, score) select id, -1 from person limit 1')).rejects.toThrow(
    'only added',
  );
});

test('a backup during writes is one moment: no note without its person', async () => {
  const url = await freshDatabase();
  await migrate(url, migrationsDir());
  await fill(url);
  const writing = new AbortController();
  const writer = (async () => {
    const client = new pg.Client({ connectionString: url });
    await client.connect();
    while (!writing.signal.aborted) {
      await client.query(
        `with p as (insert into person (name) values ('new') returning id) insert into note (person_id) select id from p`,
      );
    }
    await client.end();
  })();
  await writeBackup({ databaseUrl: url, filesDir: filesDir('files'), backupDir: backupDir() });
  writing.abort();
  await writer;
  const target = await freshDatabase();
  await restore(target);
  const [row] = await query<{ people: number; notes: number }>(
    target,
    `select (select count(*)::int from person where name = 'new') as people, (select count(*)::int from note where body is null and score is null) as notes`,
  );
  expect(row?.people).toBe(row?.notes);
});

test('a backup of an older version is brought up to date', async () => {
  await filledBackup();
  addMigration('2_add_late', SECOND);
  const target = await freshDatabase();
  await restore(target);
  expect(await query(target, 'select count(*)::int as n from note where late is null')).toEqual([{ n: 503 }]);
});

test('refuses a newer backup, a filled database and a running product', async () => {
  const { url } = await filledBackup();
  await expect(restore(url)).rejects.toThrow(/The database is not empty \(table kind\)/);
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await expect(restore(url, true)).rejects.toThrow('still uses this database');
  await client.end();
  await query(url, "delete from note; update person set name = 'changed'");
  await restore(url, true);
  expect((await state(url)).notes).toHaveLength(503);
  rmSync(path.join(migrationsDir(), '1_create_person'), { recursive: true });
  await expect(restore(await freshDatabase())).rejects.toThrow('newer than this version');
});

test('a damaged backup is refused before anything is touched', async () => {
  await filledBackup();
  const file = path.join(backupDir(), 'tables/note.copy.gz');
  writeFileSync(file, gzipSync(gunzipSync(readFileSync(file)).subarray(0, -10)));
  const target = await freshDatabase();
  await query(target, 'create table untouched (id int)');
  await expect(restore(target, true)).rejects.toThrow('damaged (table note');
  expect(await query(target, 'select * from untouched')).toEqual([]);
});
