import { readdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import type { Bench } from '../load/bench.ts';
import { buildCrowd, type CrowdKind, startCrowd } from '../load/crowd.ts';
import { checkedLog, fillHall, type Hall, lastSeq } from '../load/hall.ts';
import { listen } from '../load/listening.ts';
import { cpuUs, type Measured, settledMemoryKb, startMeasuredProduct, startRival } from '../load/servers.ts';
import { VoteDesk } from '../load/voting.ts';

const LOAD = path.resolve(import.meta.dirname, '../load');
const cacheDir = path.resolve(import.meta.dirname, '../../.cache/bench/smoke');
const [followers, sockets, talkers] = [50, 20, 5];
// Twenty people at five a second for two seconds: within what each of them may say.
const plan = { perSecond: 5, count: 10 };

/** The machinery of `npm run bench` at a size that says nothing of speed: only whether it works and counts rightly. */
describe('load', () => {
  let database: TestDatabase;
  let hall: Hall;
  let product: Awaited<ReturnType<typeof startMeasuredProduct>>;
  let rival: Measured;

  beforeAll(async () => {
    database = await createTestDatabase();
    const filled = await fillHall(database.url, sockets, talkers);
    hall = filled.hall;
    product = await startMeasuredProduct(database.url);
    await filled.open(product.origin);
    rival = await startRival();
  });
  afterAll(async () => {
    await rival?.stop();
    await product?.stop();
    await database?.drop();
  });

  test('every benchmark has the name of its file', async () => {
    const files = readdirSync(LOAD).filter((file) => file.endsWith('.bench.ts'));
    expect(files.length).toBeGreaterThanOrEqual(3);
    for (const file of files) {
      const { bench } = (await import(pathToFileURL(path.join(LOAD, file)).href)) as { bench: Bench };
      expect(bench.name).toBe(file.slice(0, -'.bench.ts'.length));
      expect(typeof bench.run).toBe('function');
    }
  });

  const crowd = (kind: CrowdKind, count: number, cookies: readonly string[], isInterpreted: boolean) => {
    const { port, origin } = kind === 'rival' ? rival : product;
    return startCrowd({ kind, port, origin, meetingId: hall.meetingId, count, cookies, cacheDir, isInterpreted });
  };

  // The crowd in Node always; the compiled one wherever there is a compiler.
  const isCompiled = buildCrowd(cacheDir) !== null;
  for (const isInterpreted of isCompiled ? [false, true] : [true]) {
    const name = isInterpreted ? 'in Node' : 'compiled';

    test(`L5 a crowd ${name} hears every message once and in order, from the product and from the rival`, async () => {
      for (const kind of ['product', 'rival'] as const) {
        const people = crowd(kind, sockets, hall.members, isInterpreted);
        try {
          expect((await people.open()).open).toBe(sockets);
          const server = kind === 'rival' ? rival : product;
          const stretch = await listen(server, people, [people], { type: 'chat.postMessage', ...plan });
          expect(stretch.acked).toBe(plan.count);
          expect(stretch.deliveries).toBe(plan.count * sockets);
          expect(stretch.stats.maxMs).toBeGreaterThan(0);
        } finally {
          await people.quit();
        }
      }
    });

    test(`L5 followers ${name} come back by themselves after a kill and have missed nothing`, async () => {
      const streams = crowd('stream', followers, [], isInterpreted);
      const guests = crowd('product', talkers, hall.guests, isInterpreted);
      try {
        await streams.open();
        await guests.open();
        const ask = { type: 'chat.submitQuestion', perSecond: 5, count: 5 };
        const { deliveries } = await listen(product, guests, [streams], ask);
        expect(deliveries).toBe(5 * (followers + talkers));
        await product.product.kill9();
        await product.product.restart();
        const seq = await lastSeq(database.url, hall.meetingId, 'public');
        expect(await guests.reach(seq, 20_000)).toMatchObject({ reached: talkers, of: talkers });
        await guests.talk('chat.submitQuestion', 5, 5);
        const later = await lastSeq(database.url, hall.meetingId, 'public');
        expect(later).toBeGreaterThan(seq);
        expect(await streams.reach(later, 20_000)).toMatchObject({ reached: followers, of: followers });
        expect(await streams.stats()).toMatchObject({ least: 10, most: 10, gaps: 0, disorder: 0, losses: followers });
      } finally {
        await streams.quit();
        await guests.quit();
      }
    });

    test(`D25 a crowd ${name} votes: on hearing of the opening, or in turn; every ballot is counted once`, async () => {
      const desk = new VoteDesk(product.origin, hall);
      for (const [kind, secrecy, window] of [
        ['product', 'secret', 0],
        ['caller', 'named', 7],
      ] as const) {
        const people = crowd(kind, sockets, hall.members, isInterpreted);
        try {
          await people.open();
          const pollId = await desk.draft(secrecy);
          const opened = window === 0 ? null : await desk.open(pollId);
          const casting = people.cast(pollId, window);
          if (!opened) await desk.open(pollId);
          expect(await casting).toMatchObject({ sent: sockets, acked: sockets, refused: 0 });
          await desk.close(pollId);
          await desk.publish(pollId);
          await desk.expectExact(database.url, pollId, sockets);
        } finally {
          await people.quit();
        }
      }
    });
  }

  test('L1 the log holds what was said and verifies; processor time and memory of a server can be read', async () => {
    const log = await checkedLog(product.origin, hall);
    const turns = isCompiled ? 2 : 1;
    expect(log.count('chat.messagePosted')).toBe(turns * plan.count);
    expect(log.count('chat.questionPublished')).toBe(turns * 10);
    expect(cpuUs(product.pid())).toBeGreaterThan(0);
    expect(await settledMemoryKb(product)).toBeGreaterThan(10_000);
  });
});
