import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LiveState, LogEvent } from '#server/kernel/live.ts';

export interface ConsentsState {
  /** Whose consent is withdrawn, and since when. */
  withdrawn: Readonly<Record<string, InstantMs>>;
}

const initial = (): ConsentsState => ({ withdrawn: {} });

function evolve(state: ConsentsState, { type, payload, at }: LogEvent): ConsentsState {
  const { userId } = payload as { userId: string };
  if (type === 'consents.consentWithdrawn') state.withdrawn = { ...state.withdrawn, [userId]: at };
  if (type === 'consents.consentRenewed') {
    const { [userId]: _, ...others } = state.withdrawn;
    state.withdrawn = others;
  }
  return state;
}

export const consentsFold: Foldable<ConsentsState> = { context: 'consents', version: 1, initial, evolve };

/** Whether the person's consent is withdrawn: they are not recorded and not heard (K5). */
export const hasWithdrawn = (state: LiveState, userId: string): boolean =>
  (state['consents'] as ConsentsState).withdrawn[userId] !== undefined;
