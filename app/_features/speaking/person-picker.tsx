'use client';

import { useTranslations } from 'next-intl';
import { useId, useMemo, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';

const most = 8;

interface PickerProps {
  readonly label: string;
  readonly picked: Participant | null;
  readonly onPick: (person: Participant | null) => void;
  readonly among?: (person: Participant) => boolean;
  /** What a person is beside their name, such as that they are not here. */
  readonly noteOf?: (person: Participant) => string;
}

const words = ({ name, sectorName, post }: Participant): string => `${name} ${sectorName ?? ''} ${post ?? ''}`;
const everybody = (): boolean => true;

/** Finds somebody with a place in the meeting by name, sector or post, with the keyboard alone. */
export function PersonPicker({ label, picked, onPick, among = everybody, noteOf }: PickerProps) {
  const t = useTranslations('chair.picker');
  const id = useId();
  const participants = useLive(({ meetings }) => meetings.participants);
  const [text, setText] = useState('');
  const [at, setAt] = useState(0);
  const [isOpen, setOpen] = useState(false);
  const found = useMemo(() => {
    const parts = text.trim().toLowerCase().split(/\s+/);
    return Object.values(participants)
      .filter((person) => among(person) && parts.every((part) => words(person).toLowerCase().includes(part)))
      .slice(0, most);
  }, [participants, among, text]);
  const pick = (person: Participant | undefined): void => {
    if (!person) return;
    onPick(person);
    setText('');
    setOpen(false);
  };
  const active = found[Math.min(at, found.length - 1)];
  return (
    <div className="grid gap-1">
      <label htmlFor={id} className="text-sm text-ink-2">
        {label}
      </label>
      <input
        id={id}
        className="field"
        role="combobox"
        aria-expanded={isOpen}
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={isOpen && active ? `${id}-${active.userId}` : undefined}
        autoComplete="off"
        placeholder={picked ? undefined : t('hint')}
        value={text || (picked && !isOpen ? picked.name : text)}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onChange={(event) => {
          if (picked) onPick(null);
          setText(event.target.value);
          setAt(0);
          setOpen(true);
        }}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return;
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault();
            setOpen(true);
            setAt(Math.max(0, Math.min(found.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1))));
          } else if (event.key === 'Enter' && isOpen && (text !== '' || !picked)) {
            event.preventDefault();
            pick(active);
          } else if (event.key === 'Escape' && isOpen && text !== '') {
            event.stopPropagation();
            setText('');
          }
        }}
      />
      {/* Stays in its place while the dialog is open, so that nothing below it jumps. */}
      <div
        id={`${id}-list`}
        role="listbox"
        aria-label={label}
        className={`max-h-64 overflow-y-auto rounded-sm border border-line ${isOpen && !picked ? '' : 'hidden'}`}
      >
        {found.map((person) => (
          // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the field above has the keys
          <div
            key={person.userId}
            id={`${id}-${person.userId}`}
            role="option"
            aria-selected={person === active}
            className={`flex min-h-10 cursor-pointer items-center gap-2 px-3 text-note elder:min-h-target ${person === active ? 'bg-nav-tint' : ''}`}
            onPointerDown={(event) => {
              event.preventDefault();
              pick(person);
            }}
          >
            <b>{person.name}</b>
            <span className="truncate text-sm text-ink-2">{person.sectorName ?? person.post}</span>
            <span className="ml-auto flex-none text-sm text-ink-3">{noteOf?.(person)}</span>
          </div>
        ))}
        {found.length === 0 && <p className="px-3 py-2 text-sm text-ink-3">{t('nobody')}</p>}
      </div>
    </div>
  );
}
