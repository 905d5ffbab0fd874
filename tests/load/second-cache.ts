import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { freePort } from '#server/platform/local/postgres.ts';
import { endProcess } from '#server/platform/local/supervise.ts';

/** A shared cache in a process of its own. */
export interface SecondCache {
  readonly port: number;
  readonly pid: number;
  readonly stop: () => Promise<void>;
}

/** Starts the little cache of tests/load/second-cache before a server; needs Go. */
export async function startSecondCache(origin: string, cacheDir: string): Promise<SecondCache> {
  const target = path.join(cacheDir, 'second-cache');
  const cwd = path.join(import.meta.dirname, 'second-cache');
  const compiled = spawnSync('go', ['build', '-o', target, '.'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  if (compiled.status !== 0)
    throw new Error(`the cache needs Go: ${compiled.error?.message ?? String(compiled.stderr)}`);
  const port = await freePort();
  const child = spawn(target, [`127.0.0.1:${port}`, origin], { stdio: ['ignore', 'pipe', 'inherit'] });
  await once(child.stdout, 'data');
  return { port, pid: child.pid as number, stop: () => endProcess(child, 5_000) };
}
