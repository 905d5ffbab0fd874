import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** One run of scripts/start.ts. */
export type StartRun = {
  child: ChildProcess;
  output: () => string;
  /** Waits until the output matches, or fails with what came instead. */
  until: (pattern: RegExp, timeoutMs?: number) => Promise<void>;
  /** Its exit code. */
  ended: Promise<number | null>;
};

/** Runs `npm start` without npm, with these settings only. */
export function runStart(settings: Record<string, string>): StartRun {
  const child = spawn(process.execPath, [path.join(ROOT, 'scripts/start.ts')], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      HOME: process.env['HOME'],
      NODE_ENV: 'production',
      IGNORE_DOT_ENV: '1',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  return {
    child,
    output: () => output,
    ended,
    async until(pattern, timeoutMs = 90_000) {
      const deadline = Date.now() + timeoutMs;
      while (!pattern.test(output)) {
        if (child.exitCode !== null || Date.now() > deadline)
          throw new Error(`npm start did not say ${pattern}:\n${output}`);
        await sleep(50);
      }
    },
  };
}
