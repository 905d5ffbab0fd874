import { useMemo } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import {
  innerTurn,
  mainTurn,
  type NextInLine,
  nextInLine,
  type QueuePlace,
  queueOf,
  runningTurn,
} from '#server/modules/speaking/figures.ts';
import type { SpeakingState, Turn } from '#server/modules/speaking/state.ts';

export interface Floor {
  readonly main: Turn | null;
  /** The interposed question on top of the main turn. */
  readonly inner: Turn | null;
  /** Whose clock runs; null while everything stands. */
  readonly running: Turn | null;
  /** Commands on the floor name it (D12). */
  readonly version: number;
}

const isSameFloor = (a: Floor, b: Floor): boolean =>
  a.main === b.main && a.inner === b.inner && a.running === b.running && a.version === b.version;

const floorIn = ({ speaking }: { speaking: SpeakingState }): Floor => ({
  main: mainTurn(speaking),
  inner: innerTurn(speaking),
  running: runningTurn(speaking),
  version: speaking.floorVersion,
});

/** Who has the floor. */
export const useFloor = (): Floor => useLive(floorIn, isSameFloor);

const speakingIn = ({ speaking }: { speaking: SpeakingState }): SpeakingState => speaking;

/** The queue of an item with the reason of every place; of the current item unless another one is named. */
export function useQueue(itemId?: string | null): readonly QueuePlace[] {
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const speaking = useLive(speakingIn);
  const of = itemId === undefined ? current : itemId;
  return useMemo(() => queueOf(speaking, of), [speaking, of]);
}

/** Who is next on the current item, and who would be passed because the connection is lost (D7). */
export function useNextInLine(): NextInLine | null {
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const speaking = useLive(speakingIn);
  return useMemo(() => nextInLine(speaking, current), [speaking, current]);
}
