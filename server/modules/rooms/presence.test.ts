import { expect, test } from 'vitest';
import { coalesced } from './coalesced.ts';
import { initial, type RoomsState } from './evolve.ts';
import { type MediaPerson, missedFacts } from './presence.ts';

const userId = '01900000-0000-7000-8000-000000000001';
const device = { userId, deviceId: 'device-one' };
const key = `${userId} device-one`;
const camera = { sid: 'TR_1', source: 'camera' };
const person = (change: Partial<MediaPerson> = {}): MediaPerson => ({
  identity: `${userId}.device-one`,
  isActive: true,
  tracks: [],
  ...change,
});
const state = (change: Partial<RoomsState> = {}): RoomsState => ({ ...initial(), ...change });

test('R9 nothing is missing when log and media server agree', () => {
  const known = state({ media: { [key]: 1 }, tracks: { TR_1: { ...device, source: 'camera' } } });
  expect(missedFacts(known, [person({ tracks: [camera] })], 5)).toEqual([]);
  expect(missedFacts(state(), [], 5)).toEqual([]);
});

test('R9 an arrival and a track that no webhook told of are found', () => {
  expect(missedFacts(state(), [person({ tracks: [camera] })], 5)).toEqual([
    { kind: 'joined', ...device, at: 5 },
    { kind: 'published', ...device, trackId: 'TR_1', source: 'camera', at: 5 },
  ]);
});

test('R9 intervals and tracks without anybody behind them end', () => {
  const known = state({ media: { [key]: 1 }, tracks: { TR_1: { ...device, source: 'camera' } } });
  expect(missedFacts(known, [], 5)).toEqual([
    { kind: 'left', ...device, at: 5 },
    { kind: 'unpublished', ...device, trackId: 'TR_1', at: 5 },
  ]);
  expect(missedFacts(known, [person()], 5)).toEqual([{ kind: 'unpublished', ...device, trackId: 'TR_1', at: 5 }]);
});

test('R9 public viewers and people still connecting are no presence', () => {
  expect(missedFacts(state(), [person({ identity: 'public.abc' }), person({ isActive: false })], 5)).toEqual([]);
});

test('R11 a check asked for while one runs starts after it, once for all who ask', async () => {
  let runs = 0;
  const gates: (() => void)[] = [];
  const check = coalesced<string>(() => {
    runs++;
    return new Promise((resolve) => gates.push(resolve));
  });
  const first = check('a');
  const second = check('a');
  expect(check('a')).toBe(second);
  void check('b');
  expect(runs).toBe(2);
  gates[0]?.();
  await first;
  await expect.poll(() => runs).toBe(3);
  gates[2]?.();
  await second;
});

test('R11 a check that fails does not stop the next', async () => {
  let runs = 0;
  const check = coalesced<string>(() => (++runs === 1 ? Promise.reject(new Error('gone')) : Promise.resolve()));
  const first = check('a');
  const second = check('a');
  await expect(first).rejects.toThrow('gone');
  await second;
  await check('a');
  expect(runs).toBe(3);
});
