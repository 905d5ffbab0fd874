import { mkdtempSync, rmSync } from 'node:fs';
import net from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { afterAll, afterEach, beforeEach, expect, test } from 'vitest';
import { freePort } from '#server/platform/local/postgres.ts';
import { createTestDatabase, leaveTestPostgres } from '#tests/support/database.ts';
import { runStart } from '#tests/support/start.ts';

let dataDir: string;
let port: number;

beforeEach(async () => {
  dataDir = mkdtempSync(path.join(tmpdir(), 'start-'));
  port = await freePort();
});
afterEach(() => rmSync(dataDir, { recursive: true, force: true }));
afterAll(() => leaveTestPostgres());

// One sentence that says what to do, and no stack.
async function refusal(settings: Record<string, string>): Promise<{ code: number | null; sentence: string }> {
  const run = runStart({ DATA_DIR: dataDir, PORT: String(port), LIVEKIT_PORT: String(port + 1), ...settings });
  const code = await run.ended;
  expect(run.output()).not.toMatch(/\n {4}at /);
  return { code, sentence: run.output().split('✗ ')[1]?.trim() ?? run.output() };
}

test('a taken port', async () => {
  const other = net.createServer().listen(port, '127.0.0.1');
  const { code, sentence } = await refusal({});
  other.close();
  expect(sentence).toMatch(new RegExp(`^Port ${port} is taken: stop the program that uses it, or choose another one`));
  expect(code).toBe(6);
});

test('a database that cannot be reached', async () => {
  const { code, sentence } = await refusal({ DATABASE_URL: 'postgresql://a:b@127.0.0.1:1/none' });
  expect(sentence).toMatch(
    /^The database of DATABASE_URL cannot be reached \(.*ECONNREFUSED.*\): correct the variable/,
  );
  expect(code).toBe(4);
});

test('a database that is newer than the code', async () => {
  const database = await createTestDatabase();
  const client = new pg.Client({ connectionString: database.url });
  await client.connect();
  await client.query(
    `insert into _prisma_migrations (id, checksum, migration_name, finished_at) values ('x', 'x', '99990101000000_from_tomorrow', now())`,
  );
  await client.end();
  const { code, sentence } = await refusal({ DATABASE_URL: database.url });
  await database.drop();
  expect(sentence).toMatch(/^The database is newer than this version \(it has 99990101000000_from_tomorrow\)/);
  expect(code).toBe(5);
});

test('a wrong setting', async () => {
  const { code, sentence } = await refusal({ HASH: 'md5' });
  expect(sentence).toBe('HASH must be one of sha256, sm3 (it is "md5").');
  expect(code).toBe(2);
});
