import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Entry } from '#server/modules/speaking/state.ts';

/** The entries of one kind in their order; kinds never mix (D14). */
export const kindPlaces = (places: readonly QueuePlace[], kind: SpeakingKind): readonly QueuePlace[] =>
  places.filter(({ entry }) => entry.kind === kind);

/** The place in its kind, from 0, that an entry gets by moving `by` places; null beyond either end. */
export function shifted(places: readonly QueuePlace[], { entryId, kind }: Entry, by: -1 | 1): number | null {
  const own = kindPlaces(places, kind);
  const to = own.findIndex(({ entry }) => entry.entryId === entryId) + by;
  return to >= 0 && to < own.length ? to : null;
}

/** The entry that J or K goes to from the selected one: the first when none is, and never round the end. */
export function stepped(places: readonly QueuePlace[], selectedId: string | null, by: -1 | 1): string | null {
  const at = places.findIndex(({ entry }) => entry.entryId === selectedId);
  const to = at < 0 ? (by > 0 ? 0 : places.length - 1) : Math.min(places.length - 1, Math.max(0, at + by));
  return places[to]?.entry.entryId ?? null;
}

/**
 * The place in its kind that an entry gets when it is let go over another row. `isBelow` says which half of the row: what is let
 * go over another kind lands at that end of its own.
 */
export function droppedAt(
  places: readonly QueuePlace[],
  dragged: QueuePlace,
  over: QueuePlace,
  isBelow: boolean,
): number {
  const own = kindPlaces(places, dragged.entry.kind);
  const from = own.indexOf(dragged);
  if (over.entry.kind !== dragged.entry.kind) return over.place < dragged.place ? 0 : own.length - 1;
  const gap = own.indexOf(over) + (isBelow ? 1 : 0);
  return gap > from ? gap - 1 : gap;
}
