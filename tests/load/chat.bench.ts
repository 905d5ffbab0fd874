import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { checkedLog, fillHall, type Hall } from './hall.ts';
import { listen, type Stretch } from './listening.ts';
import { type Measured, postmasterPid, startMeasuredProduct, startRival } from './servers.ts';

interface Size {
  readonly sockets: number;
  readonly slow: number;
  readonly fast: number;
  readonly seconds: number;
}

const sizes: Record<'full' | 'quick', Size> = {
  full: { sockets: 1_000, slow: 20, fast: 100, seconds: 10 },
  quick: { sockets: 40, slow: 20, fast: 40, seconds: 2 },
};

interface Side {
  readonly server: Measured;
  readonly crowd: Crowd;
  readonly slow: Stretch[];
  readonly fast: Stretch[];
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const ends: (() => Promise<void>)[] = [() => postgres.stop()];
  try {
    env.say(`a meeting with ${size.sockets} people`);
    const { hall, open } = await fillHall(postgres.url, size.sockets, 0);
    const server = await startMeasuredProduct(postgres.url);
    ends.unshift(() => server.stop());
    await open(server.origin);
    const rival = await startRival();
    ends.unshift(() => rival.stop());
    const sides: Side[] = [
      { server, crowd: connect(env, server, hall, size, 'product'), slow: [], fast: [] },
      { server: rival, crowd: connect(env, rival, hall, size, 'rival'), slow: [], fast: [] },
    ];
    for (const { crowd } of sides) {
      ends.unshift(() => crowd.quit());
      await crowd.open();
    }
    // The first stretch of each is not counted: compilers warm up, arrivals settle.
    for (let round = 0; round <= env.rounds; round++) {
      for (const side of sides) {
        for (const speed of ['slow', 'fast'] as const) {
          const perSecond = size[speed];
          const seconds = round === 0 ? Math.min(3, size.seconds) : size.seconds;
          const plan = { type: 'chat.postMessage', perSecond, count: perSecond * seconds };
          const postmaster = side === sides[0] ? postmasterPid(postgres.dataDir) : undefined;
          const stretch = await listen(side.server, side.crowd, [side.crowd], plan, postmaster);
          if (round > 0) side[speed].push(stretch);
          env.say(
            `round ${round}, ${side === sides[0] ? 'product' : 'rival'}, ${perSecond}/s: p99 ${stretch.stats.p99Ms} ms, ${stretch.cpuUsPerDelivery.toFixed(2)} µs each`,
          );
        }
      }
    }
    await expectStored(sides[0] as Side, hall, size, env.rounds);
    return rowsOf(sides as [Side, Side], size);
  } finally {
    for (const end of ends) await end();
  }
}

function connect(env: BenchEnv, server: Measured, hall: Hall, size: Size, kind: 'product' | 'rival'): Crowd {
  return startCrowd({
    kind,
    port: server.port,
    origin: server.origin,
    meetingId: hall.meetingId,
    count: size.sockets,
    cookies: hall.members,
    cacheDir: env.cacheDir,
  });
}

async function expectStored({ server }: Side, hall: Hall, size: Size, rounds: number): Promise<void> {
  const log = await checkedLog(server.origin, hall);
  const said = (size.slow + size.fast) * (rounds * size.seconds + Math.min(3, size.seconds));
  const stored = log.count('chat.messagePosted');
  if (stored !== said) throw new Error(`${said} messages were acked, ${stored} are in the log`);
}

function rowsOf([product, rival]: [Side, Side], size: Size): readonly BenchRow[] {
  const p99 = (stretches: readonly Stretch[]): number[] => stretches.map(({ stats }) => stats.p99Ms);
  const cpu = (stretches: readonly Stretch[]): number[] => stretches.map((one) => one.cpuUsPerDelivery);
  const whole = (stretches: readonly Stretch[]): number[] =>
    stretches.map((one) => one.cpuUsPerDelivery + one.databaseUsPerDelivery);
  const name = (perSecond: number): string =>
    `chat, ${perSecond} msg/s to ${size.sockets.toLocaleString('en')} sockets`;
  return [
    {
      measure: `${name(size.fast)}: sent → received p99`,
      unit: 'ms',
      product: p99(product.fast),
      rival: p99(rival.fast),
      aim: { of: 'value', atMost: 150 },
      note: 'every message committed, acked and received once by every socket; the rival stores nothing',
    },
    {
      measure: `${name(size.fast)}: server CPU per delivered message`,
      unit: 'µs',
      product: cpu(product.fast),
      rival: cpu(rival.fast),
      aim: { of: 'ratio', atMost: 0.333 },
    },
    {
      measure: `${name(size.fast)}: the same with Postgres`,
      unit: 'µs',
      product: whole(product.fast),
      rival: whole(rival.fast),
      aim: null,
    },
    {
      measure: `${name(size.slow)}: sent → received p99`,
      unit: 'ms',
      product: p99(product.slow),
      rival: p99(rival.slow),
      aim: { of: 'value', atMost: 100 },
    },
    {
      measure: `${name(size.slow)}: server CPU per delivered message`,
      unit: 'µs',
      product: cpu(product.slow),
      rival: cpu(rival.slow),
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'chat',
  title: 'chat to signed-in sockets, all committed, against a bare Socket.IO broadcast that stores nothing',
  run,
};
