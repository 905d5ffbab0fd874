import type { Folding } from '#app/_lib/live/modules.ts';
import type { LogEvent } from '#server/kernel/live.ts';

/** Events between two kept states: what a jump backwards folds again at most. */
export const checkpointEvery = 400;

/** The whole log of one audience, readable at any instant. */
export interface SeekableLog<S> {
  /** The state at an instant: every event up to and at it is folded. */
  readonly stateAt: (at: number) => S;
  readonly last: () => S;
}

/**
 * Folds the log once and keeps the state every few hundred events, so that going back costs as little as going on. Kept
 * states are copies: modules may change a slice in place.
 */
export function seekableLog<S>(
  events: readonly LogEvent[],
  folding: Folding<S>,
  every = checkpointEvery,
): SeekableLog<S> {
  const kept: S[] = [folding.initial()];
  const fresh = (index: number): S => structuredClone(kept[index] ?? folding.initial());
  let whole = folding.initial();
  for (let at = 0; at < events.length; at += every) {
    whole = folding.fold(whole, events.slice(at, at + every));
    kept.push(structuredClone(whole));
  }
  let count = events.length;
  let state = whole;

  /** How many events had happened; the log's time never runs backwards (L11). */
  const countAt = (at: number): number => {
    let [low, high] = [0, events.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((events[middle]?.at ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    stateAt(at) {
      const wanted = countAt(at);
      if (wanted === count) return state;
      const checkpoint = Math.floor(wanted / every);
      if (wanted < count || checkpoint * every > count) {
        state = fresh(checkpoint);
        count = checkpoint * every;
      }
      state = folding.fold(state, events.slice(count, wanted));
      count = wanted;
      return state;
    },
    last: () => structuredClone(kept.at(-1) ?? folding.initial()),
  };
}
