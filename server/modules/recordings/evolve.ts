import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { InterruptReason } from './contract.ts';

/** The meeting's programme; null until it goes live. */
export interface Programme {
  readonly programmeId: string;
  readonly startedAt: InstantMs;
  readonly endedAt: InstantMs | null;
  readonly interrupted: { readonly since: InstantMs; readonly reason: InterruptReason } | null;
}

export interface RecordingsState {
  programme: Programme | null;
}

export const initial = (): RecordingsState => ({ programme: null });

export function evolve(state: RecordingsState, { type, payload, at }: LogEvent): RecordingsState {
  const { programme } = state;
  switch (type) {
    case 'recordings.programmeStarted': {
      const { programmeId, startedAt } = payload as { programmeId: string; startedAt: InstantMs };
      state.programme = { programmeId, startedAt, endedAt: null, interrupted: null };
      break;
    }
    case 'recordings.programmeInterrupted': {
      const { reason } = payload as { reason: InterruptReason };
      if (programme) state.programme = { ...programme, interrupted: { since: at, reason } };
      break;
    }
    case 'recordings.programmeResumed':
      if (programme) state.programme = { ...programme, interrupted: null };
      break;
    case 'recordings.programmeEnded':
      if (programme)
        state.programme = { ...programme, interrupted: null, endedAt: (payload as { endedAt: InstantMs }).endedAt };
      break;
  }
  return state;
}

export const recordingsFold: Foldable<RecordingsState> = { context: 'recordings', version: 1, initial, evolve };
