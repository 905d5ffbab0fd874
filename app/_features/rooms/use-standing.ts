import { useMemo } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { type Asking, askingOf, type Person, type Standing, standingOf } from './standing.ts';

/** This person's place to the floor of the current item, and what they may ask for. */
export function useStanding(userId: string): { readonly standing: Standing; readonly asking: Asking } {
  const speaking = useLive((state) => state.speaking);
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const isHere = useLive(
    ({ rooms, speaking: { checkedIn } }) => rooms.people[userId] !== undefined || checkedIn[userId] !== undefined,
  );
  return useMemo(() => {
    const person: Person = { userId, roles: roles ?? [], isHere };
    return { standing: standingOf(speaking, itemId, person), asking: askingOf(speaking, itemId, person) };
  }, [speaking, itemId, roles, isHere, userId]);
}
