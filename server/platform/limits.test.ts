import { expect, test } from 'vitest';
import { RateLimiter } from './limits.ts';

test('a key may burst, then waits for its pace; other keys do not notice', () => {
  let now = 0;
  const limiter = new RateLimiter({ person: { burst: 3, perSecond: 2 } }, () => now);
  expect([1, 2, 3, 4].map(() => limiter.take('person:a'))).toEqual([true, true, true, false]);
  expect(limiter.take('person:b')).toBe(true);
  now += 500;
  expect([1, 2].map(() => limiter.take('person:a'))).toEqual([true, false]);
  now += 60_000;
  expect([1, 2, 3, 4].map(() => limiter.take('person:a'))).toEqual([true, true, true, false]);
});

test('a kind without a limit is a bug', () => {
  expect(() => new RateLimiter({}).take('nothing:a')).toThrow(/no limit/);
});
