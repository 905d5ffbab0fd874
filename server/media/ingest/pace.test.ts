import { expect, test } from 'vitest';
import { Pace } from './pace.ts';

test('a file is played in its own time', () => {
  let now = 100;
  const pace = new Pace(true, () => now);
  expect(pace.dueIn(5)).toBe(0);
  expect(pace.dueIn(5.04)).toBeCloseTo(0.04);
  now = 100.5;
  // Late: at once, and the clock stays.
  expect(pace.dueIn(5.1)).toBe(0);
  expect(pace.dueIn(6)).toBeCloseTo(0.5);
});

test('what a live source has kept is caught up with, and a jump of its clock begins anew', () => {
  let now = 10;
  const pace = new Pace(false, () => now);
  expect(pace.dueIn(1_000)).toBe(0);
  expect(pace.dueIn(1_000.04)).toBeCloseTo(0.04);
  // Three seconds that were kept ready come at once.
  expect(pace.dueIn(1_003)).toBe(0);
  expect(pace.dueIn(1_003.04)).toBeCloseTo(0.04);
  now = 11;
  expect(pace.dueIn(5)).toBe(0);
  expect(pace.dueIn(5.04)).toBeCloseTo(0.04);
});
