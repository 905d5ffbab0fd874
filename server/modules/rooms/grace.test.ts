import { expect, test } from 'vitest';
import { Grace } from './grace.ts';

const graceMs = 30_000;
const lateMs = 15_000;

test('R8 after a start, and after connections could not be noted for a while, everybody gets the grace time again', () => {
  const grace = new Grace(graceMs, lateMs, 0);
  for (let now = 0; now < 60_000; now += 5_000) {
    grace.noted(now);
    expect([now, grace.mayJudge(now)]).toEqual([now, now >= graceMs]);
  }
  // The database is away: what was seen last is old, and says nothing.
  expect(grace.mayJudge(75_000)).toBe(false);
  expect(grace.mayJudge(100_000)).toBe(false);
  for (let now = 100_000; now < 160_000; now += 5_000) {
    grace.noted(now);
    expect([now, grace.mayJudge(now)]).toEqual([now, now >= 100_000 + graceMs]);
  }
});
