import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { checkedLog, fillHall, type Hall, lastSeq } from './hall.ts';
import { listen } from './listening.ts';
import { type SecondCache, startSecondCache } from './second-cache.ts';
import { cpuUs, type Measured, startMeasuredProduct } from './servers.ts';

interface Size {
  readonly streams: number;
  /** Fewer: without compression every one of them gets each event one and a half times, and all are on one machine. */
  readonly pages: number;
  readonly talkers: number;
  readonly perSecond: number;
  readonly seconds: number;
}

const sizes: Record<'full' | 'quick', Size> = {
  full: { streams: 10_000, pages: 2_000, talkers: 1_200, perSecond: 50, seconds: 15 },
  quick: { streams: 100, pages: 50, talkers: 100, perSecond: 20, seconds: 3 },
};
const type = 'chat.submitQuestion';
const patienceMs = 60_000;

interface Sample {
  /** Of the product, over the time in which was talked. */
  readonly cores: number;
  readonly cacheCores: number;
  readonly staleP50Ms: number;
  readonly staleP99Ms: number;
  readonly frames: number;
}

interface Place {
  readonly env: BenchEnv;
  readonly size: Size;
  readonly databaseUrl: string;
  readonly hall: Hall;
  readonly server: Measured;
}

async function measure(place: Place, kind: 'stream' | 'pages', cache: SecondCache | null): Promise<Sample> {
  const { env, size, hall, server, databaseUrl } = place;
  const base = { origin: server.origin, meetingId: hall.meetingId, cacheDir: env.cacheDir };
  const count = kind === 'stream' ? size.streams : size.pages;
  const listeners = startCrowd({ ...base, kind, port: cache?.port ?? server.port, count });
  const talkers = startCrowd({ ...base, kind: 'caller', port: server.port, count: size.talkers, cookies: hall.guests });
  try {
    await talkers.open();
    await listeners.open();
    await arrive(listeners, await lastSeq(databaseUrl, hall.meetingId, 'public'));
    const { perSecond, seconds } = size;
    // The first seconds are not counted: compilers warm up.
    await listen(server, talkers, [listeners], { type, perSecond, count: perSecond * Math.min(3, seconds) });
    const cacheBefore = cache ? cpuUs(cache.pid) : 0;
    const stretch = await listen(server, talkers, [listeners], { type, perSecond, count: perSecond * seconds });
    const cacheUs = cache ? cpuUs(cache.pid) - cacheBefore : 0;
    return {
      cores: (stretch.cpuUsPerDelivery * stretch.deliveries) / 1e6 / seconds,
      cacheCores: cacheUs / 1e6 / seconds,
      staleP50Ms: stretch.stats.p50Ms,
      staleP99Ms: stretch.stats.p99Ms,
      frames: stretch.stats.frames / count / seconds,
    };
  } finally {
    for (const crowd of [listeners, talkers]) await crowd.quit();
  }
}

async function arrive(crowd: Crowd, seq: number): Promise<void> {
  const { reached, of } = await crowd.reach(seq, patienceMs);
  if (reached < of) throw new Error(`${of - reached} of ${of} followers did not arrive`);
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const ends: (() => Promise<unknown>)[] = [() => postgres.stop()];
  try {
    const { hall, open } = await fillHall(postgres.url, 1, size.talkers);
    const server = await startMeasuredProduct(postgres.url);
    ends.unshift(() => server.stop());
    await open(server.origin);
    const cache = await startSecondCache(server.origin, env.cacheDir);
    ends.unshift(() => cache.stop());
    const place = { env, size, databaseUrl: postgres.url, hall, server };
    const streams: Sample[] = [];
    const pages: Sample[] = [];
    for (let round = 1; round <= env.rounds; round++) {
      const sample = await measure(place, 'stream', null);
      env.say(`round ${round}, ${size.streams} streams: ${JSON.stringify(sample)}`);
      streams.push(sample);
      const other = await measure(place, 'pages', cache);
      env.say(`round ${round}, ${size.pages} by pages: ${JSON.stringify(other)}`);
      pages.push(other);
    }
    await checkedLog(server.origin, hall);
    return rowsOf(size, streams, pages);
  } finally {
    for (const end of ends) await end();
  }
}

function rowsOf(size: Size, streams: readonly Sample[], pages: readonly Sample[]): readonly BenchRow[] {
  const byStream = `${size.streams.toLocaleString('en')} followers × ${size.perSecond} events/s by streams`;
  const byPages = `${size.pages.toLocaleString('en')} followers × ${size.perSecond} events/s by pages`;
  const of = (samples: readonly Sample[], key: keyof Sample): number[] => samples.map((sample) => sample[key]);
  return [
    {
      measure: `${byStream}: server CPU`,
      unit: 'cores',
      product: of(streams, 'cores'),
      rival: null,
      aim: { of: 'value', atMost: 0.6 },
      note: 'everything it did in that time: questions checked, committed, folded and sent; every follower heard each once, in order, without a gap',
    },
    {
      measure: `${byStream}: sent → received p99`,
      unit: 'ms',
      product: of(streams, 'staleP99Ms'),
      rival: null,
      aim: { of: 'value', atMost: 600 },
    },
    {
      measure: `${byStream}: sent → received p50`,
      unit: 'ms',
      product: of(streams, 'staleP50Ms'),
      rival: null,
      aim: null,
    },
    { measure: `${byStream}: frames a second`, unit: '', product: of(streams, 'frames'), rival: null, aim: null },
    {
      measure: `${byPages}: server CPU`,
      unit: 'cores',
      product: of(pages, 'cores'),
      rival: null,
      aim: { of: 'value', atMost: 0.6 },
      note: 'behind a one-second cache of our own making (tests/load/second-cache, Go); the same whatever the number of followers',
    },
    {
      measure: `${byPages}: sent → received p99`,
      unit: 'ms',
      product: of(pages, 'staleP99Ms'),
      rival: null,
      aim: { of: 'value', atMost: 3_000 },
    },
    {
      measure: `${byPages}: CPU of the cache`,
      unit: 'cores',
      product: of(pages, 'cacheCores'),
      rival: null,
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'followers',
  title: 'the public in numbers at fifty events a second, by event streams and by cached pages',
  run,
};
