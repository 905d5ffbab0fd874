import { setTimeout as sleep } from 'node:timers/promises';
import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type Crowd, type CrowdKind, startCrowd } from './crowd.ts';
import { checkedLog, fillHall, type Hall } from './hall.ts';
import { listen } from './listening.ts';
import { type Measured, settledMemoryKb, startMeasuredProduct, startRival } from './servers.ts';

interface Size {
  readonly followers: number;
  readonly sockets: number;
  /** People in the meeting; with fewer of them than sockets each has several devices. */
  readonly people: number;
  readonly talkers: number;
  readonly perSecond: number;
  readonly events: number;
}

const sizes: Record<'full' | 'quick', Size> = {
  full: { followers: 10_000, sockets: 5_000, people: 1_000, talkers: 20, perSecond: 2.5, events: 40 },
  quick: { followers: 80, sockets: 40, people: 40, talkers: 10, perSecond: 5, events: 10 },
};

/** What one audience of one server cost. */
interface Sample {
  readonly cpuUs: number;
  readonly memoryKb: number;
  readonly p99Ms: number;
}

interface Place {
  readonly env: BenchEnv;
  readonly size: Size;
  readonly databaseUrl: string;
  readonly hall: Hall;
}

interface Audience {
  readonly kind: CrowdKind;
  readonly count: number;
  readonly cookies?: readonly string[];
}

/** A fresh server each time: memory that others left behind would be counted as its own. */
async function measure(place: Place, server: Measured, { kind, count, cookies }: Audience): Promise<Sample> {
  const { env, size, hall } = place;
  const { port, origin } = server;
  const base = { port, origin, meetingId: hall.meetingId, cacheDir: env.cacheDir };
  const half = (): Crowd => startCrowd({ ...base, kind, count: count / 2, ...(cookies ? { cookies } : {}) });
  const halves = [half(), half()] as const;
  const talkers = startCrowd({
    ...base,
    kind: kind === 'rival' ? 'rival' : 'product',
    count: size.talkers,
    cookies: hall.guests,
  });
  try {
    await talkers.open();
    // What the second half adds: the first also fills what an empty server had in reserve.
    await halves[0].open();
    const before = await settledMemoryKb(server);
    await halves[1].open();
    await sleep(env.isQuick ? 200 : 1_500);
    const memoryKb = (await settledMemoryKb(server)) - before;
    const { perSecond, events } = size;
    // The first few are not counted: compilers warm up.
    await listen(server, talkers, halves, { type: 'chat.submitQuestion', perSecond, count: Math.min(6, events) });
    const stretch = await listen(server, talkers, halves, { type: 'chat.submitQuestion', perSecond, count: events });
    return { cpuUs: stretch.cpuUsPerFrame, memoryKb: memoryKb / (count / 2), p99Ms: stretch.stats.p99Ms };
  } finally {
    for (const crowd of [...halves, talkers]) await crowd.quit();
    await server.stop();
  }
}

async function briefly(databaseUrl: string, use: (origin: string) => Promise<unknown>): Promise<void> {
  const server = await startMeasuredProduct(databaseUrl);
  try {
    await use(server.origin);
  } finally {
    await server.stop();
  }
}

const onProduct = async (place: Place, audience: Audience): Promise<Sample> => {
  const server = await startMeasuredProduct(place.databaseUrl);
  return await measure(place, server, audience);
};
const onRival = async (place: Place, count: number): Promise<Sample> =>
  await measure(place, await startRival(), { kind: 'rival', count });

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  try {
    env.say(`a meeting with ${size.people} people`);
    const { hall, open } = await fillHall(postgres.url, size.people, size.talkers);
    await briefly(postgres.url, open);
    const place = { env, size, databaseUrl: postgres.url, hall };
    const samples = { streams: [] as Sample[], many: [] as Sample[], sockets: [] as Sample[], few: [] as Sample[] };
    const tell = (what: string, sample: Sample): Sample => {
      env.say(`${what}: ${sample.cpuUs.toFixed(2)} µs each, ${sample.memoryKb.toFixed(1)} KB, p99 ${sample.p99Ms} ms`);
      return sample;
    };
    for (let round = 1; round <= env.rounds; round++) {
      const streams = await onProduct(place, { kind: 'stream', count: size.followers });
      samples.streams.push(tell(`round ${round}, ${size.followers} event streams`, streams));
      const many = await onRival(place, size.followers);
      samples.many.push(tell(`round ${round}, rival's ${size.followers} sockets`, many));
      const sockets = await onProduct(place, { kind: 'product', count: size.sockets, cookies: hall.members });
      samples.sockets.push(tell(`round ${round}, ${size.sockets} signed-in sockets`, sockets));
      const few = await onRival(place, size.sockets);
      samples.few.push(tell(`round ${round}, rival's ${size.sockets} sockets`, few));
    }
    await briefly(postgres.url, (origin) => checkedLog(origin, hall));
    return rowsOf(size, samples);
  } finally {
    await postgres.stop();
  }
}

function rowsOf(
  { followers, sockets }: Size,
  samples: Record<'streams' | 'many' | 'sockets' | 'few', readonly Sample[]>,
): readonly BenchRow[] {
  const pick = (side: keyof typeof samples, key: keyof Sample): number[] => samples[side].map((sample) => sample[key]);
  const public_ = `one event to ${followers.toLocaleString('en')} public followers`;
  const signedIn = `one event to ${sockets.toLocaleString('en')} signed-in sockets`;
  return [
    {
      measure: `${public_}: server CPU per delivery`,
      unit: 'µs',
      product: pick('streams', 'cpuUs'),
      rival: pick('many', 'cpuUs'),
      aim: { of: 'ratio', atMost: 0.6 },
      note: 'a question of the public, committed; server-sent events against a Socket.IO broadcast',
    },
    {
      measure: `${public_}: sent → received p99`,
      unit: 'ms',
      product: pick('streams', 'p99Ms'),
      rival: pick('many', 'p99Ms'),
      aim: null,
    },
    {
      measure: `${signedIn}: server CPU per delivery`,
      unit: 'µs',
      product: pick('sockets', 'cpuUs'),
      rival: pick('few', 'cpuUs'),
      aim: { of: 'ratio', atMost: 1.1 },
      note: 'authenticated, redacted for the audience, sequenced and committed',
    },
    {
      measure: `${signedIn}: sent → received p99`,
      unit: 'ms',
      product: pick('sockets', 'p99Ms'),
      rival: pick('few', 'p99Ms'),
      aim: null,
    },
    {
      measure: `memory per idle public follower (of ${followers.toLocaleString('en')})`,
      unit: 'KB',
      product: pick('streams', 'memoryKb'),
      rival: pick('many', 'memoryKb'),
      aim: { of: 'value', atMost: 8 },
      note: 'memory in use after full collections, that the second half of them adds',
    },
    {
      measure: `memory per idle signed-in socket (of ${sockets.toLocaleString('en')})`,
      unit: 'KB',
      product: pick('sockets', 'memoryKb'),
      rival: pick('few', 'memoryKb'),
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'fanout',
  title: 'one event to everyone who follows, and what an idle follower holds, against a bare Socket.IO broadcast',
  run,
};
