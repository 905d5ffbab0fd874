import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { isAlive } from './users.ts';

/** Notes the id of a process that a later start may have to end. */
export function record(file: string, pid: number): void {
  writeFileSync(file, String(pid));
}

/** The recorded process, if it still runs and its command line contains `mark`: ids are reused, so the id alone proves nothing. */
export function findRecorded(file: string, mark: string): number | null {
  let pid: number;
  try {
    // Postgres writes more lines after the id.
    pid = Number.parseInt(readFileSync(file, 'utf8'), 10);
  } catch {
    return null;
  }
  return isAlive(pid) && commandLine(pid).includes(mark) ? pid : null;
}

/** Ends the recorded process, first politely, and forgets it. */
export async function endRecorded(file: string, mark: string): Promise<void> {
  const pid = findRecorded(file, mark);
  if (pid !== null) {
    signal(pid, 'SIGTERM');
    for (let waited = 0; waited < 5_000 && isAlive(pid); waited += 50) await sleep(50);
    if (isAlive(pid)) signal(pid, 'SIGKILL');
    for (let waited = 0; waited < 2_000 && isAlive(pid); waited += 50) await sleep(50);
  }
  rmSync(file, { force: true });
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It ended in the meantime.
  }
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return spawnSync('ps', ['-p', String(pid), '-o', 'command='], { encoding: 'utf8' }).stdout ?? '';
  }
}
