import type { Audience, Frame, Snapshot } from '#server/kernel/live.ts';
import type { Folding } from './modules.ts';

/** What became of a frame: folded, already known, or not joined to what is known (ask for what is missing). */
export type FrameOutcome = 'folded' | 'known' | 'gap';

/** The reader's copy of one audience's log: state, how far it reaches, and how to carry it on. */
export interface LogView<S> {
  readonly state: () => S;
  readonly seq: () => number;
  readonly audience: () => Audience | null;
  readonly takeFrame: (frame: Frame) => FrameOutcome;
  /** Returns false when it is older than what is known. */
  readonly takeSnapshot: (snapshot: Snapshot) => boolean;
}

/** Order, loss and repetition of frames do not matter: every event is folded once, in order, or asked for again. */
export function logView<S>(folding: Folding<S>): LogView<S> {
  let state = folding.initial();
  let seq = 0;
  let audience: Audience | null = null;
  return {
    state: () => state,
    seq: () => seq,
    audience: () => audience,
    takeFrame(frame) {
      if (frame.seq <= seq) return 'known';
      if (frame.prev > seq) return 'gap';
      state = folding.fold(
        state,
        frame.events.filter((event) => event.seq > seq),
      );
      seq = frame.seq;
      return 'folded';
    },
    takeSnapshot(snapshot) {
      // At an equal seq it still counts: words may have been redacted, or the reader's rights changed.
      if (snapshot.audience === audience && snapshot.seq < seq) return false;
      state = { ...folding.initial(), ...(snapshot.state as Partial<S>) };
      seq = snapshot.seq;
      audience = snapshot.audience;
      return true;
    },
  };
}
