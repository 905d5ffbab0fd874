import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, test } from '@playwright/test';
import { arePortsFree } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { isAlive } from '#server/platform/local/users.ts';
import { runStart } from '#tests/support/start.ts';

// Runs after the build, so each start takes seconds. The demo district is left out: other journeys have it.
let dataDir: string;
let port: number;

test.beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'start-'));
  // LiveKit takes three beside it, and any of them may be somebody's for the moment.
  do port = await freePort();
  while (!(await arePortsFree(port + 1)));
});
test.afterEach(() => rmSync(dataDir, { recursive: true, force: true }));

const start = (settings: Record<string, string> = {}) =>
  runStart({ DATA_DIR: dataDir, PORT: String(port), LIVEKIT_PORT: String(port + 1), DEMO: '0', ...settings });

const pidIn = (file: string) => Number(readFileSync(path.join(dataDir, file), 'utf8').split('\n')[0]);
const everything = () => [pidIn('start.pid'), pidIn('app.pid'), pidIn('livekit.pid'), pidIn('pg18/postmaster.pid')];
const ready = () =>
  fetch(`http://127.0.0.1:${port}/ready`).then(
    (response) => response.status,
    () => 0,
  );

test('Ctrl-C ends everything that npm start started', async () => {
  const run = start();
  await run.until(/Ready in/);
  expect(await ready()).toBe(200);
  const pids = everything();
  expect(pids.every(isAlive)).toBe(true);
  run.child.kill('SIGINT');
  expect(await run.ended).toBe(0);
  expect(pids.filter(isAlive)).toEqual([]);
});

test('the next start recovers from a kill -9, and from a kill -9 of everything', async () => {
  const first = start();
  await first.until(/Ready in/);
  first.child.kill('SIGKILL');
  await first.ended;

  const second = start();
  await second.until(/Ready in/);
  expect(await ready()).toBe(200);
  for (const pid of everything()) process.kill(pid, 'SIGKILL');
  await second.ended;

  const third = start();
  await third.until(/Ready in/);
  expect(await ready()).toBe(200);
  third.child.kill('SIGTERM');
  expect(await third.ended).toBe(0);
});

test('the server and LiveKit come back when they die', async () => {
  const run = start();
  await run.until(/Ready in/);
  const [, app = 0, livekit = 0] = everything();
  process.kill(app, 'SIGKILL');
  process.kill(livekit, 'SIGKILL');
  await expect.poll(ready, { timeout: 20_000 }).toBe(200);
  await expect.poll(() => pidIn('livekit.pid') !== livekit && isAlive(pidIn('livekit.pid'))).toBe(true);
  run.child.kill('SIGTERM');
  await run.ended;
});

test('a second start beside the first says so', async () => {
  const first = start();
  await first.until(/Ready in/);
  const second = start();
  expect(await second.ended).toBe(6);
  expect(second.output()).toContain('It already runs here');
  expect(await ready()).toBe(200);
  first.child.kill('SIGTERM');
  await first.ended;
  expect(existsSync(path.join(dataDir, 'start.pid'))).toBe(false);
});
