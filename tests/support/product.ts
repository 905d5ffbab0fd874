import { type ChildProcess, spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '#server/platform/local/postgres.ts';
import { endProcess } from '#server/platform/local/supervise.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const READY_TIMEOUT_MS = 90_000;

/** How to run one node of the product. */
export type ProductOptions = {
  /** A free one when left out. */
  port?: number;
  databaseUrl: string;
  redisUrl?: string;
  livekit?: { url: string; apiKey: string; apiSecret: string };
  /** Further settings, for example SERVICES or LOG_LEVEL. */
  env?: Record<string, string>;
};

/** One running node. */
export type Product = {
  url: string;
  port: number;
  readonly pid: number | undefined;
  /** Everything the node wrote so far. */
  log: () => string;
  logFile: string;
  stop: () => Promise<void>;
  kill9: () => Promise<void>;
  /** Starts it again on the same port, after ending it if it runs, and waits until it is ready. */
  restart: () => Promise<void>;
};

/** The secret all nodes of a test share, so that a session of one is good on the others. */
export const TEST_AUTH_SECRET = 'test-secret-test-secret-test-secret';

/** Starts server/main.ts as production does, on a prepared database, and waits until it is ready. */
export async function startProduct(options: ProductOptions): Promise<Product> {
  const port = options.port ?? (await freePort());
  const url = `http://localhost:${port}`;
  const folder = path.join(ROOT, '.cache/product', String(port));
  mkdirSync(path.join(folder, 'data'), { recursive: true });
  const logFile = path.join(folder, 'server.log');
  const environment = configure(options, port, url, path.join(folder, 'data'));
  let child = launch(environment, logFile, 'w');
  await untilReady(child, port, logFile);

  return {
    url,
    port,
    get pid() {
      return child.pid;
    },
    log: () => readFileSync(logFile, 'utf8'),
    logFile,
    stop: () => endProcess(child, 10_000),
    kill9: () => kill9(child),
    async restart() {
      await endProcess(child, 10_000);
      child = launch(environment, logFile, 'a');
      await untilReady(child, port, logFile);
    },
  };
}

function configure(options: ProductOptions, port: number, url: string, dataDir: string): NodeJS.ProcessEnv {
  const { livekit } = options;
  return {
    PATH: process.env['PATH'],
    HOME: process.env['HOME'],
    NODE_ENV: 'production',
    NEXT_TELEMETRY_DISABLED: '1',
    NODE_COMPILE_CACHE: path.join(ROOT, '.cache/compiled'),
    PORT: String(port),
    HOST: '127.0.0.1',
    APP_URL: url,
    TRUSTED_ORIGINS: `http://127.0.0.1:${port}`,
    AUTH_SECRET: TEST_AUTH_SECRET,
    DATA_DIR: dataDir,
    LOG_LEVEL: 'warn',
    // A recorder costs half a core; the tests that are about it switch it on.
    EGRESS: 'none',
    DATABASE_URL: options.databaseUrl,
    ...(options.redisUrl ? { REDIS_URL: options.redisUrl } : {}),
    ...(livekit
      ? { LIVEKIT_URL: livekit.url, LIVEKIT_API_KEY: livekit.apiKey, LIVEKIT_API_SECRET: livekit.apiSecret }
      : {}),
    ...options.env,
  };
}

function launch(environment: NodeJS.ProcessEnv, logFile: string, mode: 'a' | 'w'): ChildProcess {
  const output = openSync(logFile, mode);
  // It ends with the test process, even when that is killed.
  const preload = path.join(ROOT, 'server/platform/local/end-with-parent.ts');
  const main = path.join(ROOT, 'server/main.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', '--import', preload, main], {
    cwd: ROOT,
    env: environment,
    stdio: ['ignore', output, output, 'ipc'],
  });
  closeSync(output);
  return child;
}

async function untilReady(child: ChildProcess, port: number, logFile: string): Promise<void> {
  const deadline = Date.now() + READY_TIMEOUT_MS;
  while (!(await isReady(port))) {
    const isOver = child.exitCode !== null || child.signalCode !== null;
    if (isOver || Date.now() > deadline) {
      await endProcess(child, 1_000);
      const state = isOver ? `ended with code ${child.exitCode}` : 'does not become ready';
      throw new Error(`the product ${state}:\n${readFileSync(logFile, 'utf8').slice(-4000)}`);
    }
    await sleep(100);
  }
}

async function isReady(port: number): Promise<boolean> {
  try {
    return (await fetch(`http://127.0.0.1:${port}/ready`, { signal: AbortSignal.timeout(3_000) })).ok;
  } catch {
    return false;
  }
}

async function kill9(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await over;
}
