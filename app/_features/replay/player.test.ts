import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { ReplayPlayer } from './player.ts';

const minute = 60_000;
const closed = { from: 4 * minute, to: 6 * minute };
const player = (startAt = 0): ReplayPlayer =>
  new ReplayPlayer({ from: 0, to: 10 * minute, playlistUrl: null, cuts: [closed], startAt });

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

test('P7 without a recording the clock runs by itself, at the pace that was chosen, and stands when paused', () => {
  const replay = player(minute);
  replay.toggle();
  vi.advanceTimersByTime(10_000);
  expect(replay.getState()).toMatchObject({ isPlaying: true, instant: minute + 10_000 });
  replay.setRate(2);
  vi.advanceTimersByTime(10_000);
  expect(replay.getState().instant).toBe(minute + 30_000);
  replay.toggle();
  vi.advanceTimersByTime(10_000);
  expect(replay.getState()).toMatchObject({ isPlaying: false, instant: minute + 30_000 });
  replay.close();
});

test('P7 a closed item is jumped over, and that is said for a while; going into it goes behind it', () => {
  const replay = player(4 * minute - 1_000);
  replay.toggle();
  vi.advanceTimersByTime(1_200);
  expect(replay.getState().instant).toBeGreaterThanOrEqual(closed.to);
  expect(replay.getState().jumped?.to).toBe(closed.to);
  vi.advanceTimersByTime(6_000);
  expect(replay.getState().jumped).toBeNull();
  replay.seek(5 * minute);
  expect(replay.getState().instant).toBe(closed.to);
  replay.seek(-5);
  expect(replay.getState().instant).toBe(0);
  replay.close();
});

test('P7 it ends at the end, and playing again begins anew; whoever listens is told', () => {
  const replay = player(10 * minute - 1_000);
  let told = 0;
  const leave = replay.subscribe(() => told++);
  replay.toggle();
  vi.advanceTimersByTime(3_000);
  expect(replay.getState()).toMatchObject({ isPlaying: false, instant: 10 * minute });
  expect(told).toBeGreaterThan(2);
  leave();
  replay.toggle();
  vi.advanceTimersByTime(1_000);
  expect(replay.getState()).toMatchObject({ isPlaying: true, instant: 1_000 });
  expect(replay.gaps()).toEqual([]);
  replay.close();
});
