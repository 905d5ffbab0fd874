import { useMemo } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { placeOf } from '#server/modules/attendance/state.ts';
import type { SpeakingSource } from '#server/modules/speaking/contract.ts';
import { type Asking, askingOf, type Person, type Standing, standingOf } from './standing.ts';

export interface OwnStanding {
  readonly standing: Standing;
  readonly asking: Asking;
  /** Who sits in the hall speaks at its microphones, whatever device they ask with (D3). */
  readonly source: SpeakingSource;
}

/** This person's place to the floor of the current item, and what they may ask for. */
export function useStanding(userId: string): OwnStanding {
  const speaking = useLive((state) => state.speaking);
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const at = useLive(({ attendance }) => placeOf(attendance, userId));
  return useMemo(() => {
    const person: Person = { userId, roles: roles ?? [], isHere: at !== null };
    return {
      standing: standingOf(speaking, itemId, person),
      asking: askingOf(speaking, itemId, person),
      source: at === 'venue' ? 'venue' : 'online',
    };
  }, [speaking, itemId, roles, at, userId]);
}
