import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { startCrowd } from './crowd.ts';
import { checkedLog, fillHall } from './hall.ts';
import { startMeasuredProduct } from './servers.ts';
import { VoteDesk } from './voting.ts';

const INSERTS = path.join(import.meta.dirname, 'inserts.ts');
const sizes = {
  full: { voters: 10_000, window: 500 },
  quick: { voters: 200, window: 50 },
};
const connections = 64;
const kinds = ['secret', 'named'] as const;

interface Sample {
  readonly perSecond: number;
  readonly p99Ms: number;
}

/** Sixty-four connections in a process of their own, one INSERT per ballot. */
function startInserts(databaseUrl: string) {
  const child = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', INSERTS, databaseUrl, String(connections)],
    { stdio: ['pipe', 'pipe', 'inherit'] },
  );
  const lines = createInterface({ input: child.stdout });
  const answer = async (): Promise<unknown> => JSON.parse(((await once(lines, 'line')) as [string])[0]);
  const ready = answer();
  return {
    async insert(count: number): Promise<Sample> {
      await ready;
      const answered = answer();
      child.stdin.write(`${count}\n`);
      const { ms, p99Ms } = (await answered) as { ms: number; p99Ms: number };
      return { perSecond: count / (ms / 1_000), p99Ms };
    },
    async stop(): Promise<void> {
      const over = once(child, 'exit');
      child.stdin.end();
      await over;
    },
  };
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const { voters, window } = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const ends: (() => Promise<void>)[] = [() => postgres.stop()];
  try {
    env.say(`a meeting with ${voters} voters`);
    const { hall, open } = await fillHall(postgres.url, voters, 0);
    const server = await startMeasuredProduct(postgres.url);
    ends.unshift(() => server.stop());
    await open(server.origin);
    const { port, origin } = server;
    const { meetingId, members } = hall;
    const crowd = startCrowd({
      kind: 'caller',
      port,
      origin,
      meetingId,
      count: voters,
      cookies: members,
      cacheDir: env.cacheDir,
    });
    ends.unshift(() => crowd.quit());
    const rival = startInserts(postgres.url);
    ends.unshift(() => rival.stop());
    await crowd.open();
    const desk = new VoteDesk(origin, hall);
    const samples = { secret: [] as Sample[], named: [] as Sample[], rival: [] as Sample[] };
    // The first of each is not counted: compilers warm up.
    for (let round = 0; round <= env.rounds; round++) {
      for (const secrecy of kinds) {
        const pollId = await desk.draft(secrecy);
        await desk.open(pollId);
        const { acked, refused, ms, p50Ms, p99Ms } = await crowd.cast(pollId, window);
        if (acked !== voters || refused > 0)
          throw new Error(`${acked} of ${voters} ballots were acked, ${refused} refused`);
        await desk.close(pollId);
        await desk.publish(pollId);
        await desk.expectExact(postgres.url, pollId, voters);
        const sample = { perSecond: acked / (ms / 1_000), p99Ms };
        if (round > 0) samples[secrecy].push(sample);
        env.say(`round ${round}, ${secrecy}: ${Math.round(sample.perSecond)}/s, p50 ${p50Ms} ms, p99 ${p99Ms} ms`);
      }
      const sample = await rival.insert(voters);
      if (round > 0) samples.rival.push(sample);
      env.say(`round ${round}, rival: ${Math.round(sample.perSecond)}/s, p99 ${sample.p99Ms.toFixed(1)} ms`);
    }
    const log = await checkedLog(origin, hall);
    const cast = voters * kinds.length * (env.rounds + 1);
    if (log.count('polls.ballotCast') !== cast)
      throw new Error(`${cast} ballots were acked, ${log.count('polls.ballotCast')} are in the log`);
    return rowsOf(samples, voters, window);
  } finally {
    for (const end of ends) await end();
  }
}

function rowsOf(
  samples: Record<'secret' | 'named' | 'rival', readonly Sample[]>,
  voters: number,
  window: number,
): readonly BenchRow[] {
  const microseconds = (side: readonly Sample[]): number[] => side.map(({ perSecond }) => 1e6 / perSecond);
  const note = `${voters.toLocaleString('en')} signed-in sockets, ${window} ballots unanswered at a time, every rule checked, committed and acked; the rival: one-row INSERTs on ${connections} connections, nothing checked`;
  return kinds.flatMap((secrecy): readonly BenchRow[] => [
    {
      measure: `${secrecy} ballots: time per durable acked ballot`,
      unit: 'µs',
      product: microseconds(samples[secrecy]),
      rival: microseconds(samples.rival),
      aim: { of: 'ratio', atMost: 1 },
      note,
    },
    {
      measure: `${secrecy} ballots: sent → acked p99`,
      unit: 'ms',
      product: samples[secrecy].map(({ p99Ms }) => p99Ms),
      rival: samples.rival.map(({ p99Ms }) => p99Ms),
      aim: { of: 'value', atMost: 200 },
    },
  ]);
}

export const bench: Bench = {
  name: 'ballots',
  title: 'ballots of a vote over sockets, every rule checked, against bare one-row INSERTs on the same Postgres',
  run,
};
