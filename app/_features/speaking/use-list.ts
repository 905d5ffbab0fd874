'use client';

import { useLive } from '#app/_lib/live/live-context.tsx';
import { emptyList, listKey, type SpeakingList } from '#server/modules/speaking/state.ts';

/** What the current item's list has of its own; commands name its version (D12). */
export function useList(): { readonly itemId: string | null; readonly list: SpeakingList } {
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const list = useLive(({ speaking }) => speaking.lists[listKey(itemId)] ?? emptyList);
  return { itemId, list };
}

/** Names of the sectors that somebody of the meeting belongs to, by id. */
export function useSectorNames(): ReadonlyMap<string, string> {
  const participants = useLive(({ meetings }) => meetings.participants);
  return new Map(
    Object.values(participants).flatMap(({ sectorId, sectorName }) =>
      sectorId !== null && sectorName !== null ? [[sectorId, sectorName] as const] : [],
    ),
  );
}
