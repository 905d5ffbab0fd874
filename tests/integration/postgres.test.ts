import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '#server/platform/local/postgres.ts';
import { isAlive } from '#server/platform/local/users.ts';

// One cluster for the whole file: making one takes longer than all the tests.
let dir: string;
let postgres: EmbeddedPostgres;

const start = () => startEmbeddedPostgres({ dir, flags: ['-c fsync=off'] });
const pidFile = () => path.join(dir, 'pg18/postmaster.pid');
const serverPid = () => Number(readFileSync(pidFile(), 'utf8').split('\n')[0]);

async function ask<T extends pg.QueryResultRow>(sql: string): Promise<T[]> {
  const client = new pg.Client({ connectionString: postgres.url });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return (await client.query<T>(sql)).rows;
  } finally {
    await client.end();
  }
}

beforeAll(async () => {
  dir = mkdtempSync(path.join(tmpdir(), 'postgres-'));
  postgres = await start();
});

afterAll(async () => {
  await postgres.stop();
  rmSync(dir, { recursive: true, force: true });
});

test('finds Chinese by trigrams and sorts it by pinyin', async () => {
  await ask('create extension if not exists pg_trgm');
  expect(await ask("select '全区重点提案办理协商会' like '%提案%' and show_trgm('协商会') <> '{}' as found")).toEqual([
    { found: true },
  ]);
  const sorted = await ask<{ name: string }>(
    `select name from unnest(array['张','李','安']) name order by name collate "zh-x-icu"`,
  );
  expect(sorted.map((row) => row.name)).toEqual(['安', '李', '张']);
});

test('attaches to the server of a starter that was killed', async () => {
  const before = serverPid();
  const second = await start();
  expect(second.isStarted).toBe(false);
  expect(second.url).toBe(postgres.url);
  expect(serverPid()).toBe(before);
});

test('comes back with everything committed after an immediate stop', async () => {
  await ask('create table kept (n int)');
  await ask('insert into kept values (1)');
  await postgres.crashAndRestart();
  expect(await ask('select n from kept')).toEqual([{ n: 1 }]);
});

test('starts after a kill -9, also when the recorded id belongs to another program by now', async () => {
  const killed = serverPid();
  process.kill(killed, 'SIGKILL');
  await expect.poll(() => isAlive(killed)).toBe(false);
  const lines = readFileSync(pidFile(), 'utf8').split('\n');
  writeFileSync(pidFile(), [String(process.pid), ...lines.slice(1)].join('\n'));
  postgres = await start();
  expect(postgres.isStarted).toBe(true);
  expect(await ask('select n from kept')).toEqual([{ n: 1 }]);
});

test('two starts at once share one server', async () => {
  await postgres.stop();
  const both = await Promise.all([start(), start()]);
  expect(both[0].url).toBe(both[1].url);
  [postgres] = both;
  expect(await ask('select n from kept')).toEqual([{ n: 1 }]);
});
