import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';

/** A program that is started again whenever it ends by itself. */
export type Supervised = {
  readonly pid: number | undefined;
  /** Ends it with SIGTERM, after `graceMs` with SIGKILL, and leaves it ended. */
  stop: () => Promise<void>;
  /** Ends it and starts it again at once. */
  restart: () => Promise<void>;
};

/** How to run and watch over a program. */
export type SuperviseOptions = {
  name: string;
  command: string;
  args: readonly string[];
  spawn?: SpawnOptions;
  log: (line: string) => void;
  /** Called with every child, the first included. */
  onStart?: (child: ChildProcess) => void;
  /** Called when it ended by itself; answers false to leave it ended. */
  onEnd?: (code: number | null, livedMs: number) => boolean;
  /** Time between SIGTERM and SIGKILL, milliseconds. */
  graceMs?: number;
};

const LONGEST_PAUSE_MS = 10_000;
// A program that ran this long was healthy: its next restart does not wait.
const HEALTHY_MS = 30_000;

/** Starts a program and keeps it running. */
export function supervise(options: SuperviseOptions): Supervised {
  const graceMs = options.graceMs ?? 10_000;
  let child: ChildProcess;
  let isWanted = true;
  let pauseMs = 250;
  let timer: NodeJS.Timeout | undefined;

  function start(): void {
    const startedAt = Date.now();
    // In a process group of its own: a Ctrl-C in the terminal must not end it before its supervisor decides to.
    child = spawn(options.command, [...options.args], { stdio: 'inherit', detached: true, ...options.spawn });
    let isOver = false;
    const ended = (code: number | null, reason: string) => {
      if (isOver) return;
      isOver = true;
      const livedMs = Date.now() - startedAt;
      if (!isWanted) return;
      if (options.onEnd && !options.onEnd(code, livedMs)) return;
      if (livedMs > HEALTHY_MS) pauseMs = 250;
      options.log(`${options.name} ended (${reason}); starting it again in ${pauseMs} ms`);
      timer = setTimeout(start, pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    };
    child.once('error', (error) => ended(null, error.message));
    child.once('exit', (code, signal) => ended(code, signal ?? `code ${code}`));
    options.onStart?.(child);
  }

  async function end(): Promise<void> {
    clearTimeout(timer);
    isWanted = false;
    await endProcess(child, graceMs);
  }

  start();
  return {
    get pid() {
      return child.pid;
    },
    stop: end,
    async restart() {
      await end();
      isWanted = true;
      start();
    },
  };
}

/** Ends a child with SIGTERM and, if it is still there after `graceMs`, with SIGKILL. */
export async function endProcess(child: ChildProcess, graceMs: number): Promise<void> {
  if (child.pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const over = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGTERM');
  const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
  await over;
  clearTimeout(killer);
}
