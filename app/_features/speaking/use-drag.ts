import { type PointerEvent as Press, type RefObject, useRef, useState } from 'react';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import { droppedAt, kindPlaces } from './queue-places.ts';

interface Over {
  readonly dragged: QueuePlace;
  readonly to: number;
}

export interface Drag {
  readonly dragged: string | null;
  /** Where the line is drawn that shows the new place. */
  readonly dropAt: (place: QueuePlace) => 'before' | 'after' | null;
  readonly begin: (event: Press, place: QueuePlace) => void;
}

/** Moves rows of the queue with a pointer; Shift and the arrows do the same without one. */
export function useDrag(
  list: RefObject<HTMLElement | null>,
  places: readonly QueuePlace[],
  onDrop: (place: QueuePlace, to: number) => void,
): Drag {
  const [over, setOver] = useState<Over | null>(null);
  const now = useRef<Over | null>(null);
  const placeUnder = (dragged: QueuePlace, y: number): number | null => {
    for (const row of list.current?.querySelectorAll<HTMLElement>('[data-entry]') ?? []) {
      const { top, bottom } = row.getBoundingClientRect();
      if (y < top || y > bottom) continue;
      const under = places.find(({ entry }) => entry.entryId === row.dataset['entry']);
      return under ? droppedAt(places, dragged, under, y > (top + bottom) / 2) : null;
    }
    return null;
  };
  const begin = (event: Press, dragged: QueuePlace): void => {
    if (event.button !== 0 || kindPlaces(places, dragged.entry.kind).length < 2) return;
    event.preventDefault();
    const grip = event.currentTarget;
    grip.setPointerCapture(event.pointerId);
    const move = (moved: Event): void => {
      const to = placeUnder(dragged, (moved as PointerEvent).clientY);
      now.current = to === null ? null : { dragged, to };
      setOver(now.current);
    };
    const end = (ended: Event): void => {
      grip.removeEventListener('pointermove', move);
      grip.removeEventListener('pointerup', end);
      grip.removeEventListener('pointercancel', end);
      const last = now.current;
      now.current = null;
      setOver(null);
      if (ended.type === 'pointerup' && last && last.to !== placeOf(last.dragged)) onDrop(last.dragged, last.to);
    };
    grip.addEventListener('pointermove', move);
    grip.addEventListener('pointerup', end);
    grip.addEventListener('pointercancel', end);
  };
  const placeOf = (place: QueuePlace): number => kindPlaces(places, place.entry.kind).indexOf(place);
  return {
    dragged: over?.dragged.entry.entryId ?? null,
    dropAt(place) {
      if (!over || place.entry.kind !== over.dragged.entry.kind || placeOf(place) !== over.to) return null;
      const from = placeOf(over.dragged);
      return over.to === from ? null : over.to < from ? 'before' : 'after';
    },
    begin,
  };
}
