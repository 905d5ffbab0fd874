import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { freePort } from '#server/platform/local/postgres.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from './database.ts';
import { startTestLiveKit } from './livekit.ts';
import { startProduct, TEST_AUTH_SECRET } from './product.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/**
 * Starts the whole product for the browser journeys: a fresh database with the demo district, LiveKit and one node.
 * With JOURNEY_URL, JOURNEY_DATABASE_URL, JOURNEY_LOG and JOURNEY_MEDIA set they run against a product that is already up.
 */
export default async function setUp(): Promise<() => Promise<void>> {
  if (process.env['JOURNEY_URL']) return async () => undefined;
  await testPostgres();
  const database = await createTestDatabase();
  const port = await freePort();
  seed(database.url, port);
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  const product = await startProduct({ port, databaseUrl: database.url, livekit });
  process.env['JOURNEY_URL'] = product.url;
  process.env['JOURNEY_DATABASE_URL'] = database.url;
  process.env['JOURNEY_LOG'] = product.logFile;
  const { url, apiKey, apiSecret } = livekit;
  process.env['JOURNEY_MEDIA'] = JSON.stringify({ url, apiKey, apiSecret });
  return async () => {
    await product.stop();
    await livekit.stop();
    await database.drop();
    await leaveTestPostgres();
  };
}

function seed(databaseUrl: string, port: number): void {
  const dataDir = path.join(ROOT, '.cache/product', String(port), 'data');
  mkdirSync(dataDir, { recursive: true });
  const result = spawnSync(process.execPath, [path.join(ROOT, 'prisma/seed/main.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      AUTH_SECRET: TEST_AUTH_SECRET,
      APP_URL: `http://localhost:${port}`,
    },
  });
  if (result.status !== 0) throw new Error(`the demo seed failed:\n${result.stdout}${result.stderr}`);
}
