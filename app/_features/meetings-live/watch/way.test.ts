import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nextWay, type Sight, type Way, wantsRoom, wantsSegments, wayAtFirst } from './way.ts';

const quiet: Sight = {
  now: 0,
  isWanted: true,
  hasSegments: true,
  refusal: null,
  isServing: false,
  chance: 0.5,
};

/** Looks once a second, as the page does, from `from` up to `to` seconds. */
function passing(way: Way, from: number, to: number, sight: Partial<Sight>): { way: Way; sight: Sight } {
  let seen: Sight = { ...quiet, ...sight };
  let next = way;
  for (let second = from; second <= to; second++) {
    seen = { ...quiet, ...sight, now: second * 1_000 };
    next = nextWay(next, seen);
  }
  return { way: next, sight: seen };
}
const shown = ({ way, sight }: { way: Way; sight: Sight }): [boolean, boolean] => [
  wantsRoom(way),
  wantsSegments(way, sight),
];

describe('the way of the broadcast', () => {
  it('R42 the room comes first; segments join it when it is slow, and end when its picture plays', () => {
    const first = passing(wayAtFirst, 0, 1, {});
    expect(shown(first)).toEqual([true, false]);
    const slow = passing(first.way, 2, 5, {});
    expect(shown(slow)).toEqual([true, true]);
    expect(shown(passing(slow.way, 6, 6, { isServing: true }))).toEqual([true, false]);
  });

  it('R42 a full room means segments at once, and the room is tried again behind them', () => {
    const trying = passing(wayAtFirst, 0, 0, {});
    const full = passing(trying.way, 1, 1, { refusal: 'refused' });
    expect(shown(full)).toEqual([false, true]);
    const again = passing(full.way, 2, 13, {});
    expect(shown(again)).toEqual([true, true]);
    expect(shown(passing(again.way, 14, 14, { isServing: true }))).toEqual([true, false]);
  });

  it('R42 a short break of the room is waited for, a long one is left', () => {
    const serving = passing(passing(wayAtFirst, 0, 0, {}).way, 1, 5, { isServing: true });
    const short = passing(serving.way, 6, 7, {});
    expect(shown(short)).toEqual([true, false]);
    const healed = passing(short.way, 8, 8, { isServing: true });
    expect(shown(passing(healed.way, 9, 10, {}))).toEqual([true, false]);
    expect(shown(passing(healed.way, 9, 13, {}))).toEqual([false, true]);
  });

  it('R42 the room is asked ever more rarely, and from the beginning once it has held', () => {
    let way = wayAtFirst;
    const askedAt: number[] = [];
    for (let second = 0; second < 900; second++) {
      const before = way;
      way = nextWay(way, { ...quiet, now: second * 1_000, refusal: wantsRoom(way) ? 'refused' : null });
      if (wantsRoom(way) && !wantsRoom(before)) askedAt.push(second);
    }
    const pauses = askedAt.slice(1).map((at, index) => at - (askedAt[index] ?? 0));
    expect(pauses.slice(0, 5)).toEqual([11, 21, 41, 81, 161]);
    expect(Math.max(...pauses)).toBe(161);
    const trying = passing(way, 1_100, 1_100, {});
    const held = passing(trying.way, 1_101, 1_170, { isServing: true });
    expect(held.way.failures).toBe(0);
  });

  it('R42 without segments it keeps trying; what is not public ends everything at once', () => {
    const alone = passing(wayAtFirst, 0, 60, { hasSegments: false });
    expect(shown(alone)).toEqual([true, false]);
    const closed = passing(alone.way, 61, 61, { isWanted: false });
    expect(shown(closed)).toEqual([false, false]);
    const refused = passing(passing(wayAtFirst, 0, 0, {}).way, 1, 1, { refusal: 'notYet' });
    expect(shown(passing(refused.way, 2, 4, {}))[0]).toBe(true);
  });

  it('R42 whatever happens, whoever may watch gets segments unless the room serves or is waited for', () => {
    const one = fc.record({
      isServing: fc.boolean(),
      refusal: fc.constantFrom(null, 'refused' as const, 'notYet' as const),
      pauseMs: fc.integer({ min: 1, max: 20_000 }),
      chance: fc.double({ min: 0, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (steps) => {
        let way = wayAtFirst;
        let now = 0;
        for (const { pauseMs, ...step } of steps) {
          now += pauseMs;
          const sight = { ...quiet, ...step, now };
          way = nextWay(way, sight);
          if (way.room.kind === 'out') expect(wantsSegments(way, sight)).toBe(true);
          if (way.room.kind === 'trying' && now - way.room.since >= 3_000) expect(wantsSegments(way, sight)).toBe(true);
          if (way.room.kind === 'serving' && way.room.brokenSince !== null)
            expect(now - way.room.brokenSince).toBeLessThan(3_000);
        }
      }),
    );
  });
});
