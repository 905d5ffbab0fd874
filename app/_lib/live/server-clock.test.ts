import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { serverClock } from './server-clock.ts';

describe('server clock', () => {
  it('L5 a clock that is wrong by hours is corrected to within half the quickest round trip', () => {
    const delays = fc.tuple(fc.integer({ min: 1, max: 400 }), fc.integer({ min: 1, max: 400 }));
    fc.assert(
      fc.property(
        fc.integer({ min: -86_400_000, max: 86_400_000 }),
        fc.array(delays, { minLength: 1, maxLength: 8 }),
        (skew, trips) => {
          let local = 1_000_000_000;
          const clock = serverClock(() => local);
          for (const [up, down] of trips) {
            const sentAt = local;
            const serverNow = local + up + skew;
            local += up + down;
            clock.take({ sentAt, receivedAt: local, serverNow });
          }
          const quickest = Math.min(...trips.map(([up, down]) => up + down));
          expect(Math.abs(clock.now() - (local + skew))).toBeLessThanOrEqual(quickest / 2);
        },
      ),
      { seed: 7, numRuns: 200 },
    );
  });
});
