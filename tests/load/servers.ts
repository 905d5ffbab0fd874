import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';
import { endProcess } from '#server/platform/local/supervise.ts';
import { type Product, startProduct } from '#tests/support/product.ts';

const COLLECT = pathToFileURL(path.join(import.meta.dirname, 'collect-on-signal.ts')).href;
const RIVAL = path.join(import.meta.dirname, 'rival.ts');
const nodeOptions = `--expose-gc --import=${COLLECT}`;

/** A server under measurement. */
export interface Measured {
  readonly port: number;
  readonly origin: string;
  readonly pid: () => number;
  /** Where it tells what it holds. */
  readonly memoryFile: string;
  readonly stop: () => Promise<void>;
}

/** One node of the product without pages, as it runs beside nodes that serve them. */
export async function startMeasuredProduct(databaseUrl: string): Promise<Measured & { readonly product: Product }> {
  const product = await startProduct({
    databaseUrl,
    env: {
      SERVICES: 'realtime,worker',
      LOG_LEVEL: 'error',
      NODE_OPTIONS: `${process.env['BENCH_NODE_OPTIONS'] ?? ''} ${nodeOptions}`,
      BENCH_MEMORY_FILE: memoryFile('product'),
    },
  });
  return {
    product,
    port: product.port,
    origin: product.url,
    memoryFile: memoryFile('product'),
    pid() {
      if (product.pid === undefined) throw new Error('the product does not run');
      return product.pid;
    },
    stop: () => product.stop(),
  };
}

/** On a free port, or on the one a killed rival had. */
export async function startRival(port = 0): Promise<Measured & { readonly kill9: () => Promise<void> }> {
  const child: ChildProcess = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', RIVAL], {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
    env: {
      PATH: process.env['PATH'],
      PORT: String(port),
      NODE_ENV: 'production',
      NODE_OPTIONS: nodeOptions,
      BENCH_MEMORY_FILE: memoryFile('rival'),
    },
  });
  const [message] = (await once(child, 'message')) as [{ port: number }];
  return {
    port: message.port,
    origin: `http://localhost:${message.port}`,
    memoryFile: memoryFile('rival'),
    pid: () => child.pid as number,
    stop: () => endProcess(child, 5_000),
    async kill9() {
      const over = once(child, 'exit');
      child.kill('SIGKILL');
      await over;
    },
  };
}

// Linux counts in ticks of 10 ms whatever the kernel's own rate is.
const ticksPerSecond = 100;

/** Processor time a process has used so far, all its threads together, in microseconds. */
export function cpuUs(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e6;
}

/** Processor time of a process and of all its children, also ended ones, in microseconds. */
export function cpuOfTreeUs(pid: number): number {
  let sum = 0;
  for (const entry of readdirSync('/proc')) {
    if (!/^\d+$/.test(entry)) continue;
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
      const isOwn = Number(entry) === pid;
      if (!isOwn && Number(fields[1]) !== pid) continue;
      const spent = Number(fields[11]) + Number(fields[12]) + (isOwn ? Number(fields[13]) + Number(fields[14]) : 0);
      sum += (spent / ticksPerSecond) * 1e6;
    } catch {
      // It ended while the list was read.
    }
  }
  return sum;
}

/** The process that all processes of a Postgres descend from. */
export const postmasterPid = (dataDir: string): number =>
  Number(readFileSync(path.join(dataDir, 'postmaster.pid'), 'utf8').split('\n')[0]);

const memoryFile = (name: string): string => path.join(tmpdir(), `hub-bench-memory-${process.pid}-${name}`);

/** Memory in use after full collections, in KB: resident, less the heap that is committed and empty. */
export async function settledMemoryKb({ pid, memoryFile: file }: Measured): Promise<number> {
  for (let turn = 0; turn < 3; turn++) {
    rmSync(file, { force: true });
    process.kill(pid(), 'SIGUSR2');
    await sleep(500);
  }
  for (let turn = 0; !existsSync(file); turn++) {
    if (turn > 100) throw new Error('the server does not tell what it holds');
    await sleep(100);
  }
  const kb = Number(readFileSync(file, 'utf8'));
  rmSync(file, { force: true });
  return kb;
}
