import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { migrate } from '#server/platform/local/migrate.ts';
import { leaveTestPostgres, testPostgres } from '#tests/support/database.ts';

let dir: string;
let url: string;
let admin: pg.Client;
let count = 0;

beforeAll(async () => {
  const postgres = await testPostgres();
  admin = new pg.Client({ connectionString: postgres.urlOf('postgres') });
  await admin.connect();
});

beforeEach(async () => {
  const name = `test_migrate_${process.pid}_${(count += 1)}`;
  await admin.query(`drop database if exists ${name} with (force)`);
  await admin.query(`create database ${name}`);
  url = (await testPostgres()).urlOf(name);
  dir = mkdtempSync(path.join(tmpdir(), 'migrations-'));
  return async () => {
    rmSync(dir, { recursive: true, force: true });
    await admin.query(`drop database if exists ${name} with (force)`);
  };
});

afterAll(async () => {
  await admin.end();
  await leaveTestPostgres();
});

function add(name: string, sql: string): void {
  mkdirSync(path.join(dir, name), { recursive: true });
  writeFileSync(path.join(dir, name, 'migration.sql'), sql);
}

async function tables(): Promise<string[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<{ tablename: string }>(
    `select tablename from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations' order by 1`,
  );
  await client.end();
  return rows.map((row) => row.tablename);
}

test('applies in order, once', async () => {
  add('1_create_a', 'create table a (id int)');
  add('2_create_b', 'create table b (id int); create table c (id int)');
  expect((await migrate(url, dir)).applied).toEqual(['1_create_a', '2_create_b']);
  expect((await migrate(url, dir)).applied).toEqual([]);
  expect(await tables()).toEqual(['a', 'b', 'c']);
});

test('a failing migration leaves nothing behind and can be mended', async () => {
  add('1_create_a', 'create table a (id int); create table a (id int)');
  await expect(migrate(url, dir)).rejects.toThrow('1_create_a: relation "a" already exists');
  expect(await tables()).toEqual([]);
  add('1_create_a', 'create table a (id int)');
  expect((await migrate(url, dir)).applied).toEqual(['1_create_a']);
});

test('refuses a database that is newer than the code', async () => {
  add('1_create_a', 'create table a (id int)');
  add('2_create_b', 'create table b (id int)');
  await migrate(url, dir);
  rmSync(path.join(dir, '2_create_b'), { recursive: true });
  await expect(migrate(url, dir)).rejects.toThrow(/newer than this version \(it has 2_create_b\)/);
});

test('two starts at once do not collide', async () => {
  add('1_create_a', 'create table a (id int)');
  const reports = await Promise.all([migrate(url, dir), migrate(url, dir), migrate(url, dir)]);
  expect(reports.flatMap((report) => report.applied)).toEqual(['1_create_a']);
});

test('says in one sentence that a database cannot be reached', async () => {
  await expect(migrate('postgresql://a:b@127.0.0.1:1/none', dir)).rejects.toThrow(/DATABASE_URL cannot be reached/);
});
