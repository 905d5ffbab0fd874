import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

/** True while a process with this id runs, whoever owns it. */
export function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  // In containers without an init process the dead stay as zombies, which still answer to signal 0.
  if (statOf(pid)[0] === 'Z') return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}

// Fields of /proc/<pid>/stat from the third (state) on; empty where there is no /proc.
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

// Process ids are reused; on Linux the start time tells two lives of one id apart.
function startedAt(pid: number): string {
  return statOf(pid)[19] ?? '';
}

/**
 * Registers this process as a user of something shared (a database server that several commands attach to).
 * `leave` answers how many living users remain; users that were killed do not count.
 */
export function joinUsers(dir: string): { leave: () => number } {
  mkdirSync(dir, { recursive: true });
  const mine = path.join(dir, String(process.pid));
  writeFileSync(mine, startedAt(process.pid));
  return {
    leave() {
      rmSync(mine, { force: true });
      return countUsers(dir);
    },
  };
}

/** How many living processes use it; notes of the dead are removed. */
export function countUsers(dir: string): number {
  if (!existsSync(dir)) return 0;
  let living = 0;
  for (const name of readdirSync(dir)) {
    const file = path.join(dir, name);
    const pid = Number(name);
    if (isAlive(pid) && readFileSync(file, 'utf8') === startedAt(pid)) living += 1;
    else rmSync(file, { force: true });
  }
  return living;
}
