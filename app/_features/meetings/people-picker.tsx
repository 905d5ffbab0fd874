'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { Choices } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { InvitablePerson, NamedGroup } from '#server/modules/members/contract.ts';
import { addGroup, give, type Invitation, removeGroup, search, usualRole, withdraw } from './invitation.ts';
import type { Directory } from './plan-page.tsx';

interface PickerProps {
  readonly directory: Directory;
  readonly invitation: Invitation;
  readonly onChange: (invitation: Invitation) => void;
}
type By = 'sector' | 'committee' | 'person';

/** Three ways to invite; all of them write into the same list. */
export function PeoplePicker({ directory, invitation, onChange }: PickerProps) {
  const t = useTranslations('office.plan');
  const [by, setBy] = useState<By>('sector');
  return (
    <section className="min-w-0">
      <Choices
        label={t('inviteBy')}
        value={by}
        onChange={setBy}
        options={(['sector', 'committee', 'person'] as const).map((value) => ({ value, label: t(`by.${value}`) }))}
      />
      <div className="border-t border-line">
        {by === 'person' ? (
          <PersonPicker directory={directory} invitation={invitation} onChange={onChange} />
        ) : (
          <GroupPicker
            groups={by === 'sector' ? directory.sectors : directory.committees}
            belongs={(person, id) => (by === 'sector' ? person.sectorId === id : person.committeeIds.includes(id))}
            directory={directory}
            invitation={invitation}
            onChange={onChange}
          />
        )}
      </div>
    </section>
  );
}

interface GroupPickerProps extends PickerProps {
  readonly groups: readonly NamedGroup[];
  readonly belongs: (person: InvitablePerson, groupId: string) => boolean;
}

function GroupPicker({ groups, belongs, directory, invitation, onChange }: GroupPickerProps) {
  return (
    <ul className="max-h-[34rem] overflow-y-auto">
      {groups.map((group) => {
        const people = directory.people.filter((person) => person.memberId !== null && belongs(person, group.id));
        return (
          people.length > 0 && (
            <Group key={group.id} name={group.name} people={people} invitation={invitation} onChange={onChange} />
          )
        );
      })}
    </ul>
  );
}

function Group({
  name,
  people,
  invitation,
  onChange,
}: {
  name: string;
  people: readonly InvitablePerson[];
  invitation: Invitation;
  onChange: (invitation: Invitation) => void;
}) {
  const box = useRef<HTMLInputElement>(null);
  const count = people.filter(({ userId }) => invitation.has(userId)).length;
  const isAll = count === people.length;
  useEffect(() => {
    if (box.current) box.current.indeterminate = count > 0 && !isAll;
  }, [count, isAll]);
  return (
    <li className="border-b border-line">
      <label className="grid min-h-target cursor-pointer grid-cols-[auto_1fr_auto] items-center gap-3 py-1">
        <input
          ref={box}
          type="checkbox"
          className="size-4.5 accent-nav"
          checked={isAll}
          onChange={() => onChange(isAll ? removeGroup(invitation, people) : addGroup(invitation, people))}
        />
        <span className="min-w-0">
          <span className="text-note">{name}</span>
          <span className="mt-0.5 flex flex-wrap gap-[3px]" aria-hidden="true">
            {people.map(({ userId }) => (
              <i
                key={userId}
                className={`size-1.5 rounded-[1px] ${invitation.has(userId) ? 'bg-nav' : 'bg-well-strong'}`}
              />
            ))}
          </span>
        </span>
        <span className="num text-sm text-ink-2">
          {count} / {people.length}
        </span>
      </label>
    </li>
  );
}

const shownAtOnce = 30;

function PersonPicker({ directory, invitation, onChange }: PickerProps) {
  const t = useTranslations('office.plan');
  const [words, setWords] = useState('');
  const found = search(directory.people, words);
  return (
    <div className="pt-3">
      <input
        type="search"
        aria-label={t('findPerson')}
        placeholder={t('findPerson')}
        className="field"
        value={words}
        onChange={(event) => setWords(event.target.value)}
        onKeyDown={(event) => {
          // Enter invites who is found first instead of saving the whole list.
          if (event.key !== 'Enter' || event.nativeEvent.isComposing) return;
          event.preventDefault();
          const [first] = found;
          if (first && !invitation.has(first.userId)) onChange(give(invitation, first, usualRole(first)));
        }}
      />
      <ul className="mt-2 max-h-[30rem] overflow-y-auto" aria-label={t('found')}>
        {found.slice(0, shownAtOnce).map((person) => {
          const isInvited = invitation.has(person.userId);
          return (
            <li key={person.userId} className="flex min-h-target items-center gap-3 border-b border-line">
              <span className="min-w-0 flex-1 py-1">
                <b className="text-note">{person.name}</b>
                <span className="ml-2 text-sm text-ink-3">{person.sectorName ?? person.post}</span>
              </span>
              <button
                type="button"
                aria-pressed={isInvited}
                className={`btn px-3 text-sm ${isInvited ? 'btn-text' : 'btn-line'}`}
                onClick={() =>
                  onChange(
                    isInvited ? withdraw(invitation, [person.userId]) : give(invitation, person, usualRole(person)),
                  )
                }
              >
                {isInvited && <Icon name="check" className="size-4.5" />}
                {isInvited ? t('invited') : t('invite')}
                <span className="sr-only">{person.name}</span>
              </button>
            </li>
          );
        })}
      </ul>
      <p className="py-3 text-sm text-ink-3" role="status">
        {words.trim() === ''
          ? t('findPersonHint')
          : found.length === 0
            ? t('foundNobody')
            : found.length > shownAtOnce && t('foundMore', { count: found.length - shownAtOnce })}
      </p>
    </div>
  );
}
