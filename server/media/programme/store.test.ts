import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { Segment } from '#server/modules/recordings/contract.ts';
import { DiskStorage } from '#server/platform/storage.ts';
import { decodeSound, play, toneOf } from '#tests/support/played.ts';
import { Canvas } from './canvas.ts';
import { Run } from './run.ts';
import { type Piece, type Rows, Store } from './store.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'hub-programme-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const storage = new DiskStorage(folder);
const now = Date.parse('2026-11-29T01:00:00.000Z');

/** Rows in memory; files are real. `order` tells what was written when. */
function desk(known: readonly Segment[] = []) {
  const segments = [...known];
  const order: string[] = [];
  const rows: Rows = {
    lastSeq: () => Promise.resolve(Math.max(-1, ...segments.map(({ seq }) => seq))),
    segmentsAfter: (_id, seq) => Promise.resolve(segments.filter((one) => one.seq > seq)),
    async addSegment(segment) {
      order.push(`row ${segment.name} ${(await storage.get(segment.storageKey)) !== null}`);
      segments.push(segment);
    },
    removeSegments(_id, seqs) {
      for (const seq of seqs)
        segments.splice(
          segments.findIndex((one) => one.seq === seq),
          1,
        );
      return Promise.resolve();
    },
    addVoice: () => Promise.resolve(),
  };
  const fatal: unknown[] = [];
  const env = { storage, rows, meetingId: 'm', programmeId: 'p', onStored: () => undefined };
  const store = new Store({ ...env, onFatal: (error) => void fatal.push(error) });
  return { store, segments, order, fatal };
}

const piece = (name: string, change: Partial<Piece> = {}): Piece => ({
  name,
  bytes: Buffer.from(name),
  startsAt: now,
  durationMs: 2_000,
  initKey: 'recordings/m/p/i.mp4',
  hasDiscontinuity: false,
  audience: 'public',
  ...change,
});

test('G4 the row comes after the file, and numbers go on where the programme stood', async () => {
  const { store, segments, order } = desk([
    { ...piece('old'), programmeId: 'p', seq: 6, storageKey: 'k', sizeBytes: 1 },
  ]);
  await store.begin();
  store.segment(piece('a.m4s'));
  store.segment(piece('b.m4s'));
  await store.settled();
  expect(order).toEqual(['row a.m4s true', 'row b.m4s true']);
  expect(segments.map(({ seq }) => seq)).toEqual([6, 7, 8]);
});

test('G2 G3 what was stored of a closed item is taken back, file and row; of one for members what was public', async () => {
  const { store, segments } = desk();
  await store.begin();
  store.segment(piece('c0.m4s', { startsAt: now }));
  store.segment(piece('c1.m4s', { startsAt: now + 2_000 }));
  store.segment(piece('c2.m4s', { startsAt: now + 4_000, audience: 'room' }));
  store.narrow(now + 3_000, 'room');
  await store.settled();
  expect(segments.map(({ name }) => name)).toEqual(['c0.m4s', 'c2.m4s']);
  expect(await storage.get(store.keyOf('c1.m4s'))).toBeNull();
  store.narrow(now + 5_000, null);
  store.narrow(now, 'public');
  await store.settled();
  expect(segments.map(({ name }) => name)).toEqual(['c0.m4s']);
});

test('G8 another recorder at work ends this one', async () => {
  const { store, fatal } = desk();
  await store.begin();
  const taken = Object.assign(new Error('taken'), { code: 'P2002' });
  const busy = desk();
  const refusing = new Store({
    storage,
    rows: {
      ...({} as Rows),
      lastSeq: () => Promise.resolve(-1),
      segmentsAfter: () => Promise.resolve([]),
      addSegment: () => Promise.reject(taken),
    },
    meetingId: 'm',
    programmeId: 'p',
    onStored: () => undefined,
    onFatal: (error) => void busy.fatal.push(error),
  });
  await refusing.begin();
  refusing.segment(piece('d.m4s'));
  await refusing.settled();
  expect(busy.fatal).toEqual([taken]);
  expect(fatal).toEqual([]);
});

/** Records frames and a tone of 440 Hz; frames that are left out are left out. */
async function record(store: Store, frames: number, isLeftOut: (index: number) => boolean = () => false): Promise<Run> {
  const run = await Run.open(store, 'public', () => now);
  const canvas = new Canvas();
  let position = 0;
  for (let index = 0; index < frames; index++) {
    if (isLeftOut(index)) continue;
    await run.picture(canvas.frame, index);
    const count = run.soundMissing(index);
    await run.sound(
      Float32Array.from({ length: count }, (_, at) => 0.3 * Math.sin(((position + at) * 2 * Math.PI * 440) / 48_000)),
    );
    position += count;
  }
  return run;
}
async function played(segments: readonly Segment[]) {
  const listed = segments.map((one, index) => ({
    ...one,
    init: one.initKey,
    name: one.storageKey,
    isBreak: index === 0,
  }));
  const [stretch] = await play(listed, async (key) => (await storage.get(key)) ?? Buffer.alloc(0));
  if (!stretch) throw new Error('nothing was recorded');
  return stretch;
}

test('G4 G6 a run is cut into segments of two seconds that play as one, picture and sound together', async () => {
  const { store, segments } = desk();
  await store.begin();
  const run = await record(store, 130);
  await run.finish(now + 60_000);
  await store.settled();
  expect(segments.map(({ durationMs }) => durationMs)).toEqual([2_000, 2_000, 1_200]);
  expect(segments.map(({ startsAt }) => startsAt - now)).toEqual([0, 2_000, 4_000]);
  expect(segments.map(({ hasDiscontinuity }) => hasDiscontinuity)).toEqual([true, false, false]);
  const { pictures, sound } = await played(segments);
  expect(pictures).toHaveLength(130);
  expect(Math.abs(sound.length / 48 - 5_200)).toBeLessThan(50);
  expect(toneOf(sound.subarray(4_800, 240_000), 440)).toBeGreaterThan(0.2);
  // Every segment plays on its own: it begins with a whole picture.
  for (const one of segments) expect((await played([one])).pictures.length).toBeGreaterThanOrEqual(30);
});

test('G2 nothing composed from an instant on is in the recording, not even half a segment', async () => {
  const { store, segments } = desk();
  await store.begin();
  const run = await record(store, 96);
  await run.finish(now + 3_010);
  await store.settled();
  expect(segments.map(({ durationMs }) => durationMs)).toEqual([2_000, 1_040]);
  const { pictures, sound } = await played(segments);
  expect(pictures).toHaveLength(76);
  expect(sound.length / 48).toBeLessThan(3_100);
});

test('frames that could not be composed leave the time right', async () => {
  const { store, segments } = desk();
  await store.begin();
  const run = await record(store, 100, (index) => index > 20 && index < 60);
  await run.finish(now + 60_000);
  await store.settled();
  expect(segments.reduce((sum, { durationMs }) => sum + durationMs, 0)).toBe(4_000);
  const { pictures, sound } = await played(segments);
  expect(pictures.at(-1)?.at).toBe(now + 99 * 40);
  expect(Math.abs(sound.length / 48 - 4_000)).toBeLessThan(50);
  expect(
    (
      await decodeSound(
        Buffer.concat([
          (await storage.get(segments[0]?.initKey ?? '')) ?? Buffer.alloc(0),
          (await storage.get(segments[0]?.storageKey ?? '')) ?? Buffer.alloc(0),
        ]),
      )
    ).rate,
  ).toBe(48_000);
});
