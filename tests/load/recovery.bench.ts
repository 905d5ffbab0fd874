import { setTimeout as sleep } from 'node:timers/promises';
import { ownPostgres } from '#tests/support/database.ts';
import { TestClient } from '#tests/support/district.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type Crowd, startCrowd } from './crowd.ts';
import { checkedLog, fillHall, type Hall, lastSeq } from './hall.ts';
import { type Measured, startMeasuredProduct, startRival } from './servers.ts';
import { markedText } from './words.ts';

interface Size {
  readonly followers: number;
  readonly sockets: number;
  readonly talkers: number;
  readonly perSecond: number;
}

const sizes: Record<'full' | 'quick', Size> = {
  full: { followers: 10_000, sockets: 300, talkers: 10, perSecond: 4 },
  quick: { followers: 100, sockets: 20, talkers: 10, perSecond: 10 },
};
const patienceMs = 60_000;
const talkBeforeMs = 2_000;

/** How long a kill was felt. */
interface Outage {
  /** From the kill until the last client follows again and has everything that was said before it. */
  readonly untilBackMs: number;
  /** Of that, until the new process answered. */
  readonly untilReadyMs: number;
}

/** The public asks, from a few signed-in guests who repeat each question until it is answered. */
function talk(clients: readonly TestClient[], perSecond: number) {
  const sent: Promise<boolean>[] = [];
  let isOver = false;
  const done = (async () => {
    for (let n = 0; !isOver; n++) {
      const client = clients[n % clients.length];
      if (client) sent.push(client.send('chat.submitQuestion', { text: markedText(n) }).then((ack) => ack.ok));
      await sleep(1_000 / perSecond);
    }
  })();
  return async (): Promise<number> => {
    isOver = true;
    await done;
    const acks = await Promise.all(sent);
    if (!acks.every(Boolean)) throw new Error('a question was refused');
    return acks.length;
  };
}

/** Resolves when nobody is connected any more: everyone has noticed the kill. */
async function noticed(crowds: readonly Crowd[]): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while ((await Promise.all(crowds.map((crowd) => crowd.stats()))).some(({ up }) => up > 0)) {
    if (Date.now() > deadline) throw new Error('connections stand although their server was killed');
    await sleep(20);
  }
}

/** Kills and restarts at once; resolves when all crowds are back at `seqs`. */
async function outage(
  crowds: readonly { readonly crowd: Crowd; readonly seq: () => Promise<number> }[],
  kill: () => Promise<void>,
  restart: () => Promise<void>,
): Promise<Outage> {
  const killedAt = performance.now();
  await kill();
  let readyAt = Number.NaN;
  const restarted = restart().then(() => {
    readyAt = performance.now();
  });
  await noticed(crowds.map(({ crowd }) => crowd));
  const answers = await Promise.all(crowds.map(async ({ crowd, seq }) => crowd.reach(await seq(), patienceMs)));
  const untilBackMs = performance.now() - killedAt;
  await restarted;
  for (const { reached, of } of answers)
    if (reached < of) throw new Error(`${of - reached} of ${of} clients did not come back`);
  return { untilBackMs, untilReadyMs: readyAt - killedAt };
}

/** One kill of the product while the public asks; afterwards everyone must have heard everything once. */
async function killProduct(
  env: BenchEnv,
  size: Size,
  databaseUrl: string,
  hall: Hall,
  server: Awaited<ReturnType<typeof startMeasuredProduct>>,
): Promise<Outage> {
  const base = { port: server.port, origin: server.origin, meetingId: hall.meetingId, cacheDir: env.cacheDir };
  const streams = startCrowd({ ...base, kind: 'stream', count: size.followers });
  const sockets = startCrowd({ ...base, kind: 'product', count: size.sockets, cookies: hall.members });
  const clients = hall.guests.map((cookie) => new TestClient(server.origin, cookie, hall.meetingId));
  const at = (audience: 'public' | 'room') => () => lastSeq(databaseUrl, hall.meetingId, audience);
  const both = [
    { crowd: streams, seq: at('public') },
    { crowd: sockets, seq: at('room') },
  ];
  try {
    for (const { crowd } of both) await crowd.open();
    for (const client of clients) await client.reached(1);
    for (const { crowd } of both) await crowd.reset();
    const stop = talk(clients, size.perSecond);
    await sleep(talkBeforeMs);
    const felt = await outage(
      both,
      () => server.product.kill9(),
      () => server.product.restart(),
    );
    const acked = await stop();
    for (const { crowd, seq } of both) await expectHeard(crowd, await seq(), acked);
    return felt;
  } finally {
    for (const client of clients) client.close();
    for (const { crowd } of both) await crowd.quit();
  }
}

async function expectHeard(crowd: Crowd, seq: number, acked: number): Promise<void> {
  await crowd.reach(seq, patienceMs);
  const { least, most, gaps, disorder } = await crowd.stats();
  if (least !== acked || most !== acked || gaps > 0 || disorder > 0)
    throw new Error(`${acked} were acked, ${least} to ${most} heard, ${gaps} gaps, ${disorder} out of order`);
}

/** The same kill of a bare Socket.IO server: what was said meanwhile is gone, but its clients come back too. */
async function killRival(env: BenchEnv, size: Size): Promise<Outage> {
  const first = await startRival();
  let present: Measured = first;
  const { port, origin } = first;
  const count = size.followers + size.sockets;
  const crowd = startCrowd({ kind: 'rival', port, origin, meetingId: '-', count, cacheDir: env.cacheDir });
  try {
    await crowd.open();
    await sleep(talkBeforeMs);
    const restart = async (): Promise<void> => {
      present = await startRival(port);
    };
    return await outage([{ crowd, seq: () => Promise.resolve(0) }], () => first.kill9(), restart);
  } finally {
    await crowd.quit();
    await present.stop();
  }
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const product: Outage[] = [];
  const rival: Outage[] = [];
  try {
    const { hall, open } = await fillHall(postgres.url, size.sockets, size.talkers);
    const server = await startMeasuredProduct(postgres.url);
    try {
      await open(server.origin);
      for (let round = 1; round <= env.rounds; round++) {
        const felt = await killProduct(env, size, postgres.url, hall, server);
        product.push(felt);
        env.say(`round ${round}, product: all back after ${Math.round(felt.untilBackMs)} ms`);
        const rivals = await killRival(env, size);
        rival.push(rivals);
        env.say(`round ${round}, rival: all back after ${Math.round(rivals.untilBackMs)} ms`);
      }
      await checkedLog(server.origin, hall);
    } finally {
      await server.stop();
    }
  } finally {
    await postgres.stop();
  }
  const who = `${size.followers.toLocaleString('en')} public followers and ${size.sockets} sockets`;
  const seconds = (outages: readonly Outage[], key: keyof Outage): number[] => outages.map((one) => one[key] / 1_000);
  return [
    {
      measure: `${who} back after kill -9`,
      unit: 's',
      product: seconds(product, 'untilBackMs'),
      rival: seconds(rival, 'untilBackMs'),
      aim: { of: 'value', atMost: 8 },
      note: 'from the kill; the process is started again at once; nothing acked lost, doubled or out of order for anyone; the rival loses what is said meanwhile',
    },
    {
      measure: 'of that, until the new process answered',
      unit: 's',
      product: seconds(product, 'untilReadyMs'),
      rival: seconds(rival, 'untilReadyMs'),
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'recovery',
  title: 'kill -9 of the server before thousands of clients, against a bare Socket.IO server',
  run,
};
