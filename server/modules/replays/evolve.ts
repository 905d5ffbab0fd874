import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ReplaySettings, ReplayVisibility, Stretch } from './contract.ts';

export interface Takedown extends Stretch {
  readonly takedownId: string;
  readonly reason: string;
  readonly at: InstantMs;
}

export interface ReplaysState {
  visibility: ReplayVisibility | null;
  delayMinutes: number;
  /** Counts the changes of these two. */
  version: number;
  /** What is down now. */
  takedowns: readonly Takedown[];
  /** Why nothing of the meeting is erased; null while it is not held. */
  heldFor: string | null;
}

const initial = (): ReplaysState => ({ visibility: null, delayMinutes: 0, version: 0, takedowns: [], heldFor: null });

function evolve(state: ReplaysState, { type, payload, at }: LogEvent): ReplaysState {
  switch (type) {
    case 'replays.replaySet':
      Object.assign(state, payload as ReplaySettings);
      state.version++;
      break;
    case 'replays.stretchTakenDown': {
      const { takedownId, from, to, reason } = payload as unknown as Takedown;
      state.takedowns = [...state.takedowns, { takedownId, from, to, reason, at }];
      break;
    }
    case 'replays.takedownLifted': {
      const { takedownId } = payload as { takedownId: string };
      state.takedowns = state.takedowns.filter((one) => one.takedownId !== takedownId);
      break;
    }
    case 'replays.holdSet': {
      const { isHeld, reason } = payload as { isHeld: boolean; reason: string };
      state.heldFor = isHeld ? reason : null;
      break;
    }
  }
  return state;
}

export const replaysFold: Foldable<ReplaysState> = { context: 'replays', version: 1, initial, evolve };

/** The state that these events of one meeting leave, in order; others of theirs do not matter. */
export const foldReplays = (events: readonly LogEvent[]): ReplaysState =>
  events.filter(({ payload }) => payload !== null).reduce(evolve, initial());
