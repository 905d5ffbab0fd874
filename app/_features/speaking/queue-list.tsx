'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { duration } from '#app/_lib/format.ts';
import { useServerNow } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Menu, MenuItem, MenuLine } from '#app/_ui/menu.tsx';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Entry } from '#server/modules/speaking/state.ts';
import { useFloorActs } from './conduct.tsx';
import { usePlaceReason } from './place-reason.tsx';
import { kindPlaces, shifted } from './queue-places.ts';
import { useDrag } from './use-drag.ts';

interface QueueListProps {
  readonly places: readonly QueuePlace[];
  readonly selectedId: string | null;
  readonly onSelect: (entryId: string) => void;
  readonly onRemove: (entry: Entry) => void;
  /** Gives the floor to an entry; absent while that cannot be done. */
  readonly onGrant: ((place: QueuePlace) => void) | null;
}

/** Who waits, with the reason of every place; one row is selected and shows what can be done with it. */
export function QueueList({ places, selectedId, onSelect, onRemove, onGrant }: QueueListProps) {
  const t = useTranslations('chair.queue');
  const acts = useFloorActs();
  const list = useRef<HTMLOListElement>(null);
  const drag = useDrag(list, places, ({ entry }, to) => void acts.place(entry, to));
  const selected = places.find(({ entry }) => entry.entryId === selectedId);
  return (
    <>
      <ol
        ref={list}
        aria-label={t('title')}
        className="min-h-0 flex-1 overflow-y-auto px-5 pb-px [scrollbar-width:thin]"
      >
        {places.map((place) => (
          <Row
            key={place.entry.entryId}
            place={place}
            places={places}
            isSelected={place.entry.entryId === selectedId}
            dropAt={drag.dropAt(place)}
            isDragged={drag.dragged === place.entry.entryId}
            onGrip={(event) => drag.begin(event, place)}
            onSelect={() => onSelect(place.entry.entryId)}
            onRemove={() => onRemove(place.entry)}
            onGrant={onGrant && (() => onGrant(place))}
          />
        ))}
      </ol>
      <p className="sr-only" aria-live="polite">
        {selected && t('selected', { place: selected.place, name: selected.entry.speaker.name })}
      </p>
    </>
  );
}

interface RowProps {
  readonly place: QueuePlace;
  readonly places: readonly QueuePlace[];
  readonly isSelected: boolean;
  readonly dropAt: 'before' | 'after' | null;
  readonly isDragged: boolean;
  readonly onGrip: (event: React.PointerEvent) => void;
  readonly onSelect: () => void;
  readonly onRemove: () => void;
  readonly onGrant: (() => void) | null;
}

const drops = {
  before: 'before:absolute before:inset-x-0 before:-top-px before:h-0.75 before:bg-nav',
  after: 'before:absolute before:inset-x-0 before:-bottom-px before:h-0.75 before:bg-nav',
} as const;

function Row({ place, isSelected, dropAt, isDragged, onGrip, onSelect, ...rest }: RowProps) {
  const t = useTranslations('chair.queue');
  const kinds = useTranslations('speaking.kind');
  const reasonOf = usePlaceReason();
  const { entry } = place;
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isSelected) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isSelected]);
  return (
    <li
      ref={row}
      aria-current={isSelected ? 'true' : undefined}
      data-entry={entry.entryId}
      className={`relative grid min-h-13.75 grid-cols-[1.25rem_1.75rem_minmax(0,1fr)_auto] items-center gap-x-1 border-t border-line text-sm sm:grid-cols-[1.25rem_1.75rem_5.25rem_minmax(0,1fr)_auto] [@media(max-height:739px)]:min-h-11.5 ${
        isSelected ? 'z-1 -mx-2 rounded-sm bg-sheet px-2 outline-3 -outline-offset-3 outline-focus' : ''
      } ${isDragged ? 'opacity-50' : ''} ${dropAt ? drops[dropAt] : ''}`}
    >
      <span
        className="relative z-1 cursor-grab touch-none self-stretch text-line-strong active:cursor-grabbing"
        onPointerDown={onGrip}
        aria-hidden="true"
      >
        <Icon name="grip" className="h-full w-4.5" />
      </span>
      <span className="num text-lg text-ink-3">{place.place}</span>
      <span className="text-ink-2 max-sm:hidden">{kinds(entry.kind)}</span>
      <button type="button" className="min-w-0 text-left after:absolute after:inset-0" onClick={onSelect}>
        <span className="block truncate leading-5 text-ink-2">
          <b className="mr-2 text-base/5 text-ink">{entry.speaker.name}</b>
          {entry.speaker.sectorName ?? entry.speaker.post}
          <span className="ml-2 sm:hidden">{kinds(entry.kind)}</span>
        </span>
        <span className="block truncate leading-4.5 text-ink-3" title={reasonOf(place)}>
          {reasonOf(place)}
        </span>
      </button>
      {isSelected ? <RowActs place={place} {...rest} /> : <Standing entry={entry} label={t('away')} />}
    </li>
  );
}

/** Where they speak from and how long they wait. */
function Standing({ entry, label }: { entry: Entry; label: string }) {
  const t = useTranslations('chair.queue');
  const sources = useTranslations('speaking.source');
  const now = useServerNow();
  return (
    <span className="flex items-center justify-end">
      <span className={entry.isAway ? 'font-bold text-time' : 'text-ink-2'}>
        {entry.isAway ? label : sources(entry.source)}
      </span>
      <span className="num min-w-17 text-right whitespace-nowrap text-ink-3">
        {t('waits', { time: duration(now - entry.requestedAt) })}
      </span>
    </span>
  );
}

function RowActs({ place, places, onRemove, onGrant }: Pick<RowProps, 'place' | 'places' | 'onRemove' | 'onGrant'>) {
  const t = useTranslations('chair.queue');
  const acts = useFloorActs();
  const { entry } = place;
  const inKind = kindPlaces(places, entry.kind);
  const [higher, lower] = [shifted(places, entry, -1), shifted(places, entry, 1)];
  const other = entry.source === 'online' ? 'venue' : 'online';
  const small = 'btn min-h-11 px-3 text-note elder:min-h-target [@media(max-height:739px)]:min-h-10';
  return (
    <span className="relative z-1 flex gap-1.5">
      {onGrant && (
        <button type="button" className={`${small} btn-nav`} onClick={onGrant}>
          {t(entry.kind === 'interposedQuestion' ? 'allow' : 'grant')}
        </button>
      )}
      {inKind.length > 1 && (
        <button type="button" className={`${small} btn-line max-sm:hidden`} onClick={() => void acts.skip(entry)}>
          {t('skip')}
        </button>
      )}
      <Menu
        icon="more"
        label={t('more', { name: entry.speaker.name })}
        isQuiet
        className="border border-line-strong [@media(max-height:739px)]:min-h-10"
      >
        {higher !== null && (
          <MenuItem icon="up" onSelect={() => void acts.place(entry, higher)}>
            {t('up')}
          </MenuItem>
        )}
        {lower !== null && (
          <MenuItem icon="down" onSelect={() => void acts.place(entry, lower)}>
            {t('down')}
          </MenuItem>
        )}
        {inKind.length > 1 && (
          <MenuItem icon="down" onSelect={() => void acts.skip(entry)}>
            {t('skip')}
          </MenuItem>
        )}
        {entry.pin && (
          <MenuItem icon="back" onSelect={() => void acts.release(entry)}>
            {t('release')}
          </MenuItem>
        )}
        <MenuItem
          icon={other === 'venue' ? 'people' : 'camera'}
          onSelect={() => void acts.setEntrySource(entry, other)}
        >
          {t(other === 'venue' ? 'toVenue' : 'toOnline')}
        </MenuItem>
        <MenuLine />
        <MenuItem icon="close" onSelect={onRemove}>
          {t('remove')}
        </MenuItem>
      </Menu>
    </span>
  );
}
