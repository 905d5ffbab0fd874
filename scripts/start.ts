import './dot-env.ts';
import type { ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statfsSync, watch, writeFileSync } from 'node:fs';
import { networkInterfaces } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseSettings } from '#server/platform/env.ts';
import { selfSignedCertificate } from '#server/platform/local/certificate.ts';
import { startHttpsFront } from '#server/platform/local/https-front.ts';
import { findLiveKit, isTcpFree, type LocalLiveKit, startLiveKit } from '#server/platform/local/livekit.ts';
import { connectOrExplain, migrate } from '#server/platform/local/migrate.ts';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { startEmbeddedPostgres } from '#server/platform/local/postgres.ts';
import { endRecorded, findRecorded, record } from '#server/platform/local/recorded.ts';
import { type Supervised, supervise } from '#server/platform/local/supervise.ts';
import { CACHE_DIR, DATA_DIR, MIGRATIONS_DIR, ROOT } from './paths.ts';
import {
  buildPages,
  emptyDatabase,
  generateClient,
  isBuildCurrent,
  isClientCurrent,
  isDatabaseEmpty,
  SEED_FILE,
  seedDemo,
} from './prepare.ts';
import { reportFatal, step } from './progress.ts';

const LEAST_FREE_BYTES = 300 * 1024 * 1024;
const READY_TIMEOUT_MS = 180_000;
const SELF = 'scripts/start.ts';
const SERVER = path.join(ROOT, 'server/main.ts');

const isDev = process.argv[2] === 'dev';
const say = (line: string) => process.stdout.write(`${line}\n`);

/** What has been started, ended in reverse order. */
const running: { name: string; stop: () => Promise<void> }[] = [];
let isStopping = false;
let stoppingSince = 0;

// A closed terminal must not keep the rest from being ended.
process.stdout.on('error', () => undefined);

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => void shutDown(0));
process.once('disconnect', () => void shutDown(0));

try {
  await start();
} catch (error) {
  await stopAll();
  if (!isStopping) reportFatal(error);
}

async function start(): Promise<void> {
  const startedAt = Date.now();
  const settings = parseSettings(process.env);
  await claimFolder();
  refuseFullDisk();
  if (!(await isTcpFree(settings.PORT, settings.HOST))) {
    throw new OperatorError(
      `Port ${settings.PORT} is taken: stop the program that uses it, or choose another one: PORT=${settings.PORT + 10} npm start`,
      { exitCode: 6 },
    );
  }
  const media = obtainLiveKit(settings.LIVEKIT_URL);
  const database = await prepareDatabase(settings.DATABASE_URL);
  const { environment, origin } = await configure(database.url);
  const seeded = settings.DEMO ? await seedWhenEmpty(database, environment) : '';
  if (!isDev && settings.SERVICES.includes('web') && !isBuildCurrent()) await step('building the pages', buildPages);
  const livekit = await runLiveKit(await media, settings.LIVEKIT_PORT, settings.PORT, settings.HTTPS);
  if (livekit.local) {
    environment['LIVEKIT_URL'] = livekit.local.url;
    environment['LIVEKIT_API_KEY'] = livekit.local.apiKey;
    environment['LIVEKIT_API_SECRET'] = livekit.local.apiSecret;
  }
  if (settings.HTTPS) await serveHttps(environment, origin, settings.PORT, settings.HTTPS_PORT, livekit.local);
  await serve(environment, settings.HOST, settings.PORT);
  printSummary({
    origin,
    database: database.isEmbedded ? `embedded Postgres, ${path.relative(ROOT, database.place)}` : 'DATABASE_URL',
    media: livekit.where,
    redis: settings.REDIS_URL ? 'REDIS_URL' : 'none (this node works alone)',
    services: settings.SERVICES.join(', '),
    seeded,
    seconds: Math.round((Date.now() - startedAt) / 100) / 10,
  });
}

/** One start at a time per data folder; leftovers of a killed one are ended. */
async function claimFolder(): Promise<void> {
  mkdirSync(DATA_DIR, { recursive: true, mode: 0o700 });
  const file = path.join(DATA_DIR, 'start.pid');
  // A start that lost its parent a moment ago is still cleaning up.
  for (let waited = 0; waited < 8_000 && findRecorded(file, SELF) !== null; waited += 200) await sleep(200);
  const other = findRecorded(file, SELF);
  if (other !== null && other !== process.pid) {
    throw new OperatorError(
      `It already runs here (process ${other}): use it, stop it with \`kill ${other}\`, or give this one another DATA_DIR and PORT.`,
      { exitCode: 6 },
    );
  }
  record(file, process.pid);
  running.push({ name: 'claim', stop: async () => rmSync(file, { force: true }) });
  await endRecorded(path.join(DATA_DIR, 'app.pid'), SERVER);
}

function refuseFullDisk(): void {
  const { bavail, bsize } = statfsSync(DATA_DIR);
  if (bavail * bsize >= LEAST_FREE_BYTES) return;
  throw new OperatorError(
    `The disk is full: less than 300 MB are free in ${DATA_DIR}. Free some space, or set DATA_DIR to another disk.`,
    { exitCode: 3 },
  );
}

type Database = { url: string; isEmbedded: boolean; place: string };

async function prepareDatabase(given: string | undefined): Promise<Database> {
  let database: Database;
  if (given) {
    await (await connectOrExplain(given)).end();
    database = { url: given, isEmbedded: false, place: '' };
  } else {
    const embedded = await step('embedded Postgres', () => startEmbeddedPostgres({ dir: DATA_DIR }));
    running.push({ name: 'Postgres', stop: embedded.stop });
    database = { url: embedded.url, isEmbedded: true, place: embedded.dataDir };
  }
  if (!isClientCurrent()) await step('generating the database client', generateClient);
  const report = await step('database schema', () => migrate(database.url, MIGRATIONS_DIR, (line) => say(`  ${line}`)));
  for (const name of report.edited) say(`  warning: migration ${name} was edited after it was applied`);
  return database;
}

async function configure(databaseUrl: string): Promise<{ environment: NodeJS.ProcessEnv; origin: string }> {
  const settings = parseSettings(process.env);
  const local = `http://localhost:${settings.PORT}`;
  const lan = `https://${lanAddress()}:${settings.HTTPS_PORT}`;
  const origin = settings.APP_URL ?? (settings.HTTPS ? lan : local);
  const numeric = `http://127.0.0.1:${settings.PORT}`;
  const environment: NodeJS.ProcessEnv = {
    NODE_ENV: isDev ? 'development' : 'production',
    PORT: String(settings.PORT),
    DATABASE_URL: databaseUrl,
    DATA_DIR,
    AUTH_SECRET: settings.AUTH_SECRET ?? readOrMakeSecret(path.join(DATA_DIR, 'auth.secret')),
    APP_URL: origin,
    TRUSTED_ORIGINS: [...new Set([...settings.TRUSTED_ORIGINS, local, numeric])]
      .filter((one) => one !== origin)
      .join(','),
  };
  return { environment, origin };
}

function readOrMakeSecret(file: string): string {
  if (!existsSync(file)) writeFileSync(file, randomBytes(32).toString('base64url'), { mode: 0o600 });
  return readFileSync(file, 'utf8').trim();
}

function lanAddress(): string {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  return addresses.find((one) => one.family === 'IPv4' && !one.internal)?.address ?? '127.0.0.1';
}

async function seedWhenEmpty(database: Database, environment: NodeJS.ProcessEnv): Promise<string> {
  if (!existsSync(SEED_FILE)) return '';
  const note = path.join(DATA_DIR, 'seeding');
  if (database.isEmbedded && existsSync(note))
    await step('clearing a half-made demo', () => emptyDatabase(database.url));
  if (!(await isDatabaseEmpty(database.url))) return '';
  return await step('demo district', () => seedDemo(database.url, environment, note));
}

type Obtained = { file: string } | { given: string } | { missing: string };

async function obtainLiveKit(given: string | undefined): Promise<Obtained> {
  if (given) return { given };
  try {
    const { file } = await step('LiveKit server', () => findLiveKit(path.join(CACHE_DIR, 'livekit')));
    return { file };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

async function runLiveKit(
  obtained: Obtained,
  livekitPort: number,
  appPort: number,
  isOnLan: boolean,
): Promise<{ where: string; local?: LocalLiveKit }> {
  if ('given' in obtained) return { where: 'LIVEKIT_URL' };
  if ('missing' in obtained) return mediaOff(obtained.missing);
  try {
    const local = await startLiveKit({
      binary: obtained.file,
      dir: DATA_DIR,
      port: livekitPort,
      nodeIp: isOnLan ? lanAddress() : '127.0.0.1',
      webhookUrl: `http://127.0.0.1:${appPort}/api/livekit/webhook`,
      log: say,
    });
    running.push({ name: 'LiveKit', stop: local.stop });
    return { where: `local LiveKit, ports ${local.port} to ${local.port + 2}`, local };
  } catch (error) {
    if (!(error instanceof OperatorError)) throw error;
    return mediaOff(error.message);
  }
}

function mediaOff(reason: string): { where: string } {
  say(`! Media is off: ${reason}`);
  return { where: 'OFF (see above)' };
}

async function serveHttps(
  environment: NodeJS.ProcessEnv,
  origin: string,
  appPort: number,
  httpsPort: number,
  livekit: LocalLiveKit | undefined,
): Promise<void> {
  if (!(await isTcpFree(httpsPort, '0.0.0.0'))) {
    throw new OperatorError(`Port ${httpsPort} is taken: choose another one with HTTPS_PORT.`, { exitCode: 6 });
  }
  const names = [...new Set(['localhost', '127.0.0.1', lanAddress(), new URL(origin).hostname])];
  const certificate = selfSignedCertificate(path.join(DATA_DIR, 'tls'), names);
  const routes = [...(livekit ? [{ prefix: '/livekit', port: livekit.port }] : []), { prefix: '', port: appPort }];
  const front = await startHttpsFront({ certificate, port: httpsPort, host: '0.0.0.0', routes });
  running.push({ name: 'HTTPS', stop: front.close });
  environment['TRUST_PROXY'] = '1';
  if (livekit) environment['LIVEKIT_PUBLIC_URL'] ??= `wss://${new URL(origin).host}/livekit`;
  say(`  certificate ${certificate.fingerprint}`);
}

/** Runs server/main.ts, waits until it is ready, and keeps it running. */
async function serve(environment: NodeJS.ProcessEnv, host: string, port: number): Promise<void> {
  const pidFile = path.join(DATA_DIR, 'app.pid');
  let isReady = false;
  let failed: number | null = null;
  const preload = path.join(ROOT, 'server/platform/local/end-with-parent.ts');
  const app: Supervised = supervise({
    name: 'the server',
    command: process.execPath,
    args: ['--disable-warning=ExperimentalWarning', '--import', preload, SERVER],
    spawn: {
      cwd: ROOT,
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      env: {
        ...process.env,
        NEXT_TELEMETRY_DISABLED: '1',
        // Halves what loading the server's own modules and its libraries costs: it is back sooner after a kill.
        NODE_COMPILE_CACHE: path.join(CACHE_DIR, 'compiled'),
        ...environment,
      },
    },
    log: say,
    onStart: (child: ChildProcess) => child.pid !== undefined && record(pidFile, child.pid),
    onEnd: (code) => {
      if (isReady && !isDev) return true;
      failed = code ?? 1;
      if (isDev && isReady) say('  the server ended; it starts again when a file changes');
      return false;
    },
  });
  running.push({
    name: 'server',
    async stop() {
      await app.stop();
      rmSync(pidFile, { force: true });
    },
  });
  if (isDev) restartOnChange(app);
  const address = `http://${host === '0.0.0.0' ? '127.0.0.1' : host}:${port}/ready`;
  await step('server', async () => {
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (!(await isOk(address))) {
      if (failed !== null && !isDev) {
        throw new OperatorError('The server ended while starting: see its message above.', { exitCode: failed || 1 });
      }
      if (Date.now() > deadline) throw new OperatorError('The server does not become ready: see its log above.');
      await sleep(150);
    }
  });
  isReady = true;
}

async function isOk(url: string): Promise<boolean> {
  try {
    return (await fetch(url, { signal: AbortSignal.timeout(5_000) })).ok;
  } catch {
    return false;
  }
}

// Next reloads what is under app/ by itself; the server's own code needs a new process.
function restartOnChange(app: Supervised): void {
  let timer: NodeJS.Timeout | undefined;
  for (const place of ['server', 'generated/prisma']) {
    watch(path.join(ROOT, place), { recursive: true }, (_event, file) => {
      if (!file || /\.(?:int\.)?test\.ts$|\.md$/.test(file)) return;
      clearTimeout(timer);
      timer = setTimeout(() => {
        say(`  ${place}/${file} changed; restarting the server`);
        void app.restart();
      }, 300);
    });
  }
}

function printSummary(facts: {
  origin: string;
  database: string;
  media: string;
  redis: string;
  services: string;
  seeded: string;
  seconds: number;
}): void {
  say('');
  say(`  ${facts.origin}`);
  say('');
  say(`  Services  ${facts.services}, in one process`);
  say(`  Database  ${facts.database}`);
  say(`  Media     ${facts.media}`);
  say(`  Redis     ${facts.redis}`);
  for (const line of demoAccounts()) say(line);
  say('');
  say(`  Ready in ${facts.seconds} s${isDev ? ' (development)' : ''}. Ctrl-C ends everything.`);
}

type DemoAccounts = { password: string; accounts: { username: string; about: string }[] };

// Written by the seed; a password that was changed since is no longer this one.
function demoAccounts(): string[] {
  const file = path.join(DATA_DIR, 'demo-accounts.json');
  if (!existsSync(file)) return [];
  const { password, accounts } = JSON.parse(readFileSync(file, 'utf8')) as DemoAccounts;
  const width = Math.max(...accounts.map((account) => account.username.length)) + 2;
  const lines = accounts.map((account) => `  ${account.username.padEnd(width)}${account.about}`);
  return ['', `  Demo accounts, all with the password ${password}:`, ...lines];
}

async function shutDown(code: number): Promise<void> {
  if (isStopping) {
    // One Ctrl-C arrives several times (from the terminal, npm and run.mjs); a real second one does not wait.
    if (Date.now() - stoppingSince > 2_000) process.exit(1);
    return;
  }
  isStopping = true;
  stoppingSince = Date.now();
  say('\n  stopping …');
  await stopAll();
  say('  everything has ended');
  process.exit(code);
}

async function stopAll(): Promise<void> {
  for (const one of running.splice(0).toReversed()) {
    try {
      await one.stop();
    } catch (error) {
      process.stderr.write(`  ${one.name} did not stop cleanly: ${error instanceof Error ? error.message : error}\n`);
    }
  }
}
