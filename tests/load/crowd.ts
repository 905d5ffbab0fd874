import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

const SOURCE = path.join(import.meta.dirname, 'crowd.c');
const FALLBACK = path.join(import.meta.dirname, 'crowd-node.ts');

/**
 * `stream`: the public's event streams. `pages`: the public without streams. `list`: viewers of the live playlist; both of
 * these need a compiler. `product`: signed-in sockets that follow. `caller`: signed-in sockets that only send.
 * `rival`: sockets of the bare broadcast.
 */
export type CrowdKind = 'stream' | 'pages' | 'list' | 'product' | 'caller' | 'rival';

export interface CrowdOptions {
  readonly kind: CrowdKind;
  readonly port: number;
  /** As browsers would send it; also names the host. */
  readonly origin: string;
  readonly meetingId: string;
  readonly count: number;
  /** One for each connection in turn. */
  readonly cookies?: readonly string[];
  readonly cacheDir: string;
  /** Runs the crowd in Node even where there is a compiler. */
  readonly isInterpreted?: boolean;
}

/** Counts since the last reset; delays go from the sender's write to the reader's read. */
export interface CrowdStats {
  readonly count: number;
  /** Connections that follow now. */
  readonly up: number;
  readonly frames: number;
  readonly messages: number;
  /** Messages of the connection that heard fewest, and most. */
  readonly least: number;
  readonly most: number;
  readonly leastSeq: number;
  readonly mostSeq: number;
  /** Frames whose `prev` a connection had not reached. */
  readonly gaps: number;
  readonly disorder: number;
  readonly snapshots: number;
  readonly losses: number;
  readonly refusedConnections: number;
  readonly bytes: number;
  readonly meanMs: number;
  readonly p50Ms: number;
  readonly p90Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** How casting went; delays go from a ballot's sending to its answer. */
export interface Cast {
  readonly sent: number;
  readonly acked: number;
  readonly refused: number;
  /** From the first ballot sent to the last answered. */
  readonly ms: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Events of queue and floor since the last reset, each timed from its place in the log to the last connection. */
export interface Lasts {
  readonly events: number;
  /** Events that some connections have not heard. */
  readonly partly: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly maxMs: number;
}

/** Many clients in a process of their own. Orders are answered one after the other. */
export interface Crowd {
  readonly open: (window?: number) => Promise<{ open: number; ms: number }>;
  readonly talk: (
    type: string,
    perSecond: number,
    count: number,
  ) => Promise<{ sent: number; acked: number; refused: number }>;
  /** Everyone casts one ballot, at most `window` unanswered at a time; 0: each on hearing of the opening. */
  readonly cast: (pollId: string, window: number) => Promise<Cast>;
  readonly reset: () => Promise<void>;
  readonly stats: () => Promise<CrowdStats>;
  readonly lasts: () => Promise<Lasts>;
  readonly reach: (seq: number, timeoutMs: number) => Promise<{ reached: number; of: number; ms: number }>;
  readonly quit: () => Promise<void>;
}

/** The compiled crowd, built once for each source; null where there is no compiler. */
export function buildCrowd(cacheDir: string): string | null {
  const hash = createHash('sha256').update(readFileSync(SOURCE)).digest('hex').slice(0, 12);
  const program = path.join(cacheDir, `crowd-${process.platform}-${process.arch}-${hash}`);
  if (existsSync(program)) return program;
  if (process.platform !== 'linux') return null;
  mkdirSync(cacheDir, { recursive: true });
  const draft = `${program}.${process.pid}`;
  const built = spawnSync('cc', ['-O2', '-o', draft, SOURCE], { encoding: 'utf8' });
  if (built.error) return null;
  if (built.status !== 0) throw new Error(`the crowd cannot be compiled:\n${built.stderr}`);
  renameSync(draft, program);
  return program;
}

let crowds = 0;

/** Of `voters` ballots of a crowd, how many say what. */
export function expectedCounts(voters: number): { yes: number; no: number; abstain: number } {
  const counts = { yes: 0, no: 0, abstain: 0 };
  for (let number = 0; number < voters; number++)
    counts[number % 10 < 6 ? 'yes' : number % 10 < 9 ? 'no' : 'abstain']++;
  return counts;
}

/** Starts a crowd; nobody is connected yet. */
export function startCrowd(options: CrowdOptions): Crowd {
  const { kind, port, origin, meetingId, count, cookies, cacheDir } = options;
  mkdirSync(cacheDir, { recursive: true });
  const cookieFile = path.join(cacheDir, `cookies-${process.pid}-${crowds++}`);
  if (cookies) writeFileSync(cookieFile, `${cookies.join('\n')}\n`, { mode: 0o600 });
  const args = [kind, '127.0.0.1', String(port), origin, meetingId, String(count), cookies ? cookieFile : '-'];
  const program = options.isInterpreted ? null : buildCrowd(cacheDir);
  const child = program
    ? spawn(program, args, { stdio: ['pipe', 'pipe', 'inherit'] })
    : spawn(process.execPath, ['--disable-warning=ExperimentalWarning', FALLBACK, ...args], {
        stdio: ['pipe', 'pipe', 'inherit'],
      });
  const ask = asking(child);
  return {
    open: (window = 256) => ask(`open 0 ${window}`),
    talk: (type, perSecond, number) => ask(`talk ${type} ${perSecond} ${number}`),
    cast: (pollId, window) => ask(`cast ${pollId} ${window}`),
    reset: async () => void (await ask('reset')),
    stats: () => ask('stats'),
    lasts: () => ask('lasts'),
    reach: (seq, timeoutMs) => ask(`reach ${seq} ${timeoutMs}`),
    async quit() {
      await quit(child);
      rmSync(cookieFile, { force: true });
    },
  };
}

function asking(child: ChildProcess): <T>(order: string) => Promise<T> {
  const waiting: { resolve: (answer: never) => void; reject: (error: Error) => void }[] = [];
  if (!child.stdout) throw new Error('a crowd answers on its standard output');
  createInterface({ input: child.stdout }).on('line', (line) => waiting.shift()?.resolve(JSON.parse(line) as never));
  const fail = (why: string): void => {
    for (const one of waiting.splice(0)) one.reject(new Error(`the crowd ended: ${why}`));
  };
  child.once('error', (error) => fail(error.message));
  child.once('exit', (code, signal) => fail(signal ?? `code ${code}`));
  child.stdin?.on('error', () => undefined);
  return (order) =>
    new Promise((resolve, reject) => {
      if (child.exitCode !== null || child.signalCode !== null) return reject(new Error('the crowd has ended'));
      waiting.push({ resolve, reject });
      child.stdin?.write(`${order}\n`);
    });
}

async function quit(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.stdin?.end('quit\n');
  const timer = setTimeout(() => child.kill('SIGKILL'), 5_000);
  await over;
  clearTimeout(timer);
}
