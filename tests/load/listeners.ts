import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Mark } from './pages/marks.ts';

/** Many clients of a media room in a process of their own (floor-crowd/main.go): they receive everything and decode nothing. */
export interface Listeners {
  readonly join: (tickets: readonly { readonly url: string; readonly token: string }[]) => Promise<void>;
  /** What they noticed since they were last asked. */
  readonly take: () => Promise<readonly Mark[]>;
  readonly stop: () => Promise<void>;
}

/** Starts the program; nobody has joined yet. */
export function openListeners(file: string): Listeners {
  const child = spawn(file, { stdio: ['pipe', 'pipe', 'inherit'] });
  const answers = createInterface(child.stdout)[Symbol.asyncIterator]();
  let count = 0;
  const ask = async (order: object): Promise<{ marks?: readonly Mark[] }> => {
    child.stdin.write(`${JSON.stringify(order)}\n`);
    const answer = await answers.next();
    if (answer.done) throw new Error('the listening clients are gone');
    return JSON.parse(answer.value) as { marks?: readonly Mark[] };
  };
  return {
    join: async (tickets) =>
      void (await ask({ join: tickets.map(({ url, token }) => ({ name: `c${count++}`, url, token })) })),
    take: async () => (await ask({ take: true })).marks ?? [],
    async stop() {
      const over = once(child, 'exit');
      child.stdin.end();
      await over;
    },
  };
}

/** The listening clients' program, compiled; Go keeps what it has compiled once. */
export function compileCrowd(target: string): void {
  const cwd = path.join(import.meta.dirname, 'floor-crowd');
  const compiled = spawnSync('go', ['build', '-o', target, '.'], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
  if (compiled.status !== 0)
    throw new Error(`the listening clients need Go: ${compiled.error?.message ?? String(compiled.stderr)}`);
}
