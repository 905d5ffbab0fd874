import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { uuidV7 } from '#server/kernel/ids.ts';
import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type CrowdStats, startCrowd } from './crowd.ts';
import { fillHall } from './hall.ts';
import { startSecondCache } from './second-cache.ts';
import { cpuUs, startMeasuredProduct } from './servers.ts';

const sizes = { full: { viewers: 10_000, seconds: 20 }, quick: { viewers: 200, seconds: 4 } };
const segmentMs = 2_000;
const windowLength = 15;

/** Rows of a programme as the recorder writes them, one every two seconds; there are no files behind them. */
async function recordRows(databaseUrl: string, meetingId: string): Promise<() => Promise<void>> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  const programmeId = uuidV7();
  const startedAt = Date.now() - windowLength * segmentMs;
  await db.query('insert into recording_programme (id, meeting_id, started_at) values ($1, $2, $3)', [
    programmeId,
    meetingId,
    new Date(startedAt),
  ]);
  let seq = 0;
  const add = (): Promise<unknown> => {
    const name = `${String(seq).padStart(6, '0')}-${uuidV7().slice(-12)}.m4s`;
    const key = `programmes/${programmeId}`;
    const row = [programmeId, seq, name, new Date(startedAt + seq++ * segmentMs), `${key}/${name}`, `${key}/init.mp4`];
    return db.query(
      `insert into recording_segment (programme_id, seq, name, starts_at, duration_ms, storage_key, init_key, has_discontinuity, audience, size_bytes)
         values ($1, $2, $3, $4, ${segmentMs}, $5, $6, false, 'public', 500000)`,
      row,
    );
  };
  while (seq < windowLength) await add();
  const timer = setInterval(() => void add().catch(() => undefined), segmentMs);
  return async () => {
    clearInterval(timer);
    await db.end();
  };
}

interface Sample {
  readonly p99Ms: number;
  readonly cores: number;
  readonly cacheCores: number;
  readonly perSecond: number;
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const { viewers, seconds } = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const ends: (() => Promise<unknown>)[] = [() => postgres.stop()];
  const samples: Sample[] = [];
  try {
    const { hall, open } = await fillHall(postgres.url, 1, 0);
    const server = await startMeasuredProduct(postgres.url);
    ends.unshift(() => server.stop());
    await open(server.origin);
    ends.unshift(await recordRows(postgres.url, hall.meetingId));
    const cache = await startSecondCache(server.origin, env.cacheDir);
    ends.unshift(() => cache.stop());
    const { origin } = server;
    const { meetingId } = hall;
    const crowd = startCrowd({
      kind: 'list',
      port: cache.port,
      origin,
      meetingId,
      count: viewers,
      cacheDir: env.cacheDir,
    });
    ends.unshift(() => crowd.quit());
    await crowd.open();
    for (let round = 0; round <= env.rounds; round++) {
      await crowd.reset();
      const before = { server: cpuUs(server.pid()), cache: cpuUs(cache.pid) };
      await sleep(seconds * 1_000);
      const stats = await crowd.stats();
      const spent = (after: number, since: number): number => (after - since) / 1e6 / seconds;
      const sample = {
        p99Ms: stats.p99Ms,
        cores: spent(cpuUs(server.pid()), before.server),
        cacheCores: spent(cpuUs(cache.pid), before.cache),
        perSecond: stats.messages / seconds,
      };
      check(stats, viewers, seconds);
      env.say(`round ${round}: ${JSON.stringify(sample)}`);
      // The first round is not counted: everything warms up.
      if (round > 0) samples.push(sample);
    }
  } finally {
    for (const end of ends) await end();
  }
  return rowsOf(viewers, samples);
}

/** Every viewer was answered as often as it should have asked, with a playlist. */
function check(stats: CrowdStats, viewers: number, seconds: number): void {
  const { least, losses, refusedConnections, disorder } = stats;
  const few = Math.floor((seconds * 1_000) / segmentMs) - 2;
  if (least < few || losses + refusedConnections + disorder > 0)
    throw new Error(`not all of ${viewers} viewers were answered: ${JSON.stringify(stats)}`);
}

function rowsOf(viewers: number, samples: readonly Sample[]): readonly BenchRow[] {
  const name = `playlist for ${viewers.toLocaleString('en')} HLS viewers behind a one-second cache`;
  const of = (key: keyof Sample): number[] => samples.map((sample) => sample[key]);
  return [
    {
      measure: `${name}: asked → answered p99`,
      unit: 'ms',
      product: of('p99Ms'),
      rival: null,
      aim: { of: 'value', atMost: 50 },
      note: 'each asks every two seconds on a connection of its own; rows as the recorder writes them, written by the benchmark; no segments are fetched',
    },
    {
      measure: `${name}: CPU of cache and server`,
      unit: 'cores',
      product: samples.map(({ cores, cacheCores }) => cores + cacheCores),
      rival: null,
      aim: { of: 'value', atMost: 0.5 },
      note: 'the cache is tests/load/second-cache (Go)',
    },
    { measure: `${name}: of that, server`, unit: 'cores', product: of('cores'), rival: null, aim: null },
    { measure: `${name}: answers a second`, unit: '', product: of('perSecond'), rival: null, aim: null },
  ];
}

export const bench: Bench = {
  name: 'playlist',
  title: 'the live playlist for ten thousand viewers behind a cache of one second',
  run,
};
