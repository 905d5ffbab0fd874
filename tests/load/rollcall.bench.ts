import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { startCrowd } from './crowd.ts';
import { checkedLog, fillHall } from './hall.ts';
import { startMeasuredProduct } from './servers.ts';
import { VoteDesk } from './voting.ts';

const sizes = { full: { voters: 10_000, window: 64 }, quick: { voters: 100, window: 20 } };
const screens = 20;
const patienceMs = 60_000;

/** Where the time of one roll call went, in milliseconds. */
interface Times {
  /** From the chair's opening to the result on the last screen. */
  readonly whole: number;
  /** To the last ballot acked. */
  readonly voting: number;
  /** From the chair's closing to the published result, which waits for the count. */
  readonly counting: number;
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
    const place = { port, origin, meetingId: hall.meetingId, cacheDir: env.cacheDir };
    const people = startCrowd({ ...place, kind: 'product', count: voters, cookies: hall.members });
    ends.unshift(() => people.quit());
    const wall = startCrowd({ ...place, kind: 'stream', count: screens });
    ends.unshift(() => wall.quit());
    const { ms } = await people.open(window);
    await wall.open();
    env.say(`everyone is in after ${(ms / 1_000).toFixed(1)} s`);
    const desk = new VoteDesk(origin, hall);
    const samples: Times[] = [];
    // The first is not counted: compilers warm up.
    for (let round = 0; round <= env.rounds; round++) {
      const pollId = await desk.draft('named');
      const casting = people.cast(pollId, 0);
      const openedAt = performance.now();
      await desk.open(pollId);
      const { acked, refused, p99Ms } = await casting;
      const votedAt = performance.now();
      if (acked !== voters || refused > 0)
        throw new Error(`${acked} of ${voters} ballots were acked, ${refused} refused`);
      await desk.close(pollId);
      const seq = await desk.publish(pollId);
      const publishedAt = performance.now();
      const { reached } = await wall.reach(seq, patienceMs);
      const times = {
        whole: performance.now() - openedAt,
        voting: votedAt - openedAt,
        counting: publishedAt - votedAt,
      };
      if (reached < screens) throw new Error('not every screen shows the result');
      await desk.expectExact(postgres.url, pollId, voters);
      const { gaps, disorder, losses } = await people.stats();
      if (gaps + disorder + losses > 0) throw new Error(`heard wrongly: ${JSON.stringify({ gaps, disorder, losses })}`);
      if (round > 0) samples.push(times);
      const told = Object.entries(times).map(([name, value]) => `${name} ${Math.round(value)} ms`);
      env.say(`round ${round}: ${told.join(', ')}; sent → acked p99 ${p99Ms} ms`);
    }
    const log = await checkedLog(origin, hall);
    if (log.count('polls.ballotCast') !== voters * (env.rounds + 1))
      throw new Error('the log does not hold every ballot');
    return rowsOf(samples, voters);
  } finally {
    for (const end of ends) await end();
  }
}

function rowsOf(samples: readonly Times[], voters: number): readonly BenchRow[] {
  const row = (measure: string, key: keyof Times, atMost: number | null, note?: string): BenchRow => ({
    measure: `roll call of ${voters.toLocaleString('en')}: ${measure}`,
    unit: 'ms',
    product: samples.map((times) => times[key]),
    rival: null,
    aim: atMost === null ? null : { of: 'value', atMost },
    ...(note && { note }),
  });
  return [
    row(
      `opening → exact result on ${screens} screens`,
      'whole',
      1_500,
      'a named vote; every voter follows over a socket and casts on hearing of the opening; then the chair closes and publishes; roll, list, tables and export are checked each time',
    ),
    row('of that, opening → last ballot acked', 'voting', null),
    row('of that, closing → counted and published', 'counting', null),
  ];
}

export const bench: Bench = {
  name: 'rollcall',
  title: 'a roll call from its opening to the exact result on the screens',
  run,
};
