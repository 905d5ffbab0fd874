'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { InvitablePerson } from '#server/modules/members/contract.ts';
import { type GivenRole, give, givenRoles, type Invitation, leadingRole, withdraw } from './invitation.ts';

interface InvitedListProps {
  readonly people: ReadonlyMap<string, InvitablePerson>;
  readonly invitation: Invitation;
  readonly onChange: (invitation: Invitation) => void;
  readonly isLocked: boolean;
}

interface Block {
  readonly name: string;
  readonly people: readonly InvitablePerson[];
}

/** Those who run the meeting first, then members by sector, then who sits in on it. */
function blocksOf({ people, invitation }: InvitedListProps, running: string, sittingIn: string): readonly Block[] {
  const invited = [...invitation.keys()].flatMap((userId) => people.get(userId) ?? []);
  const roleOf = (person: InvitablePerson): GivenRole => leadingRole(invitation.get(person.userId) ?? []);
  const staff = ['chair', 'clerk', 'technician'];
  const byRole = (a: InvitablePerson, b: InvitablePerson): number =>
    givenRoles.indexOf(roleOf(a)) - givenRoles.indexOf(roleOf(b));
  const members = Map.groupBy(
    invited.filter((person) => roleOf(person) === 'member'),
    (person) => person.sectorName ?? sittingIn,
  );
  const others = invited.filter((person) => roleOf(person) === 'guest' || roleOf(person) === 'observer');
  return [
    { name: running, people: invited.filter((person) => staff.includes(roleOf(person))).toSorted(byRole) },
    ...[...members].map(([name, group]) => ({ name, people: group })),
    { name: sittingIn, people: others.toSorted(byRole) },
  ].filter((block) => block.people.length > 0);
}

/** Everyone invited, with the role each has. */
export function InvitedList(props: InvitedListProps) {
  const { invitation, onChange, isLocked } = props;
  const t = useTranslations('office.plan');
  const blocks = blocksOf(props, t('running'), t('sittingIn'));
  if (blocks.length === 0)
    return (
      <Notice icon="people" title={t('nobodyYet.title')}>
        {t('nobodyYet.text')}
      </Notice>
    );
  return (
    <section aria-label={t('invitedList')} className="min-w-0">
      <h3 className="flex min-h-target items-center text-note font-bold">{t('invitedList')}</h3>
      <div className="max-h-[34rem] overflow-y-auto border-t border-line">
        {blocks.map((block, index) => (
          <InvitedBlock
            key={block.name}
            block={block}
            isOpenAtFirst={index === 0 || blocks.length < 4}
            invitation={invitation}
            onChange={onChange}
            isLocked={isLocked}
          />
        ))}
      </div>
    </section>
  );
}

function InvitedBlock({
  block,
  isOpenAtFirst,
  invitation,
  onChange,
  isLocked,
}: Omit<InvitedListProps, 'people'> & { block: Block; isOpenAtFirst: boolean }) {
  const [isOpen, setOpen] = useState(isOpenAtFirst);
  return (
    <div className="border-b border-line">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-target w-full items-center gap-2 text-left text-note"
      >
        <Icon name="chevron" className={`size-4 text-ink-3 ${isOpen ? 'rotate-90' : ''}`} />
        <span className="flex-1">{block.name}</span>
        <span className="num text-sm text-ink-3">{block.people.length}</span>
      </button>
      {isOpen && (
        <ul className="pb-1">
          {block.people.map((person) => (
            <InvitedLine
              key={person.userId}
              person={person}
              invitation={invitation}
              onChange={onChange}
              isLocked={isLocked}
            />
          ))}
        </ul>
      )}
    </div>
  );
}

function InvitedLine({
  person,
  invitation,
  onChange,
  isLocked,
}: Omit<InvitedListProps, 'people'> & { person: InvitablePerson }) {
  const t = useTranslations('office.plan');
  const r = useTranslations('common.role');
  const role = leadingRole(invitation.get(person.userId) ?? []);
  return (
    <li className="flex items-center gap-2 border-t border-line pl-6">
      <span className="min-w-0 flex-1 truncate py-1.5">
        <b className="text-note">{person.name}</b>
        <span className="ml-2 text-sm text-ink-3">{person.sectorName ?? person.post}</span>
      </span>
      {isLocked ? (
        <span className="text-sm text-ink-2">{r(role)}</span>
      ) : (
        <>
          <select
            aria-label={t('roleOf', { name: person.name })}
            className="min-h-target rounded-sm border border-transparent bg-transparent text-sm hover:border-line-strong"
            value={role}
            onChange={(event) => onChange(give(invitation, person, event.target.value as GivenRole))}
          >
            {givenRoles
              // A member's rights are a member's alone.
              .filter((one) => one !== 'member' || person.memberId !== null)
              .map((one) => (
                <option key={one} value={one}>
                  {r(one)}
                </option>
              ))}
          </select>
          <button
            type="button"
            aria-label={t('uninviteOne', { name: person.name })}
            className="grid size-target place-items-center text-ink-3 hover:text-ink"
            onClick={() => onChange(withdraw(invitation, [person.userId]))}
          >
            <Icon name="close" className="size-4.5" />
          </button>
        </>
      )}
    </li>
  );
}
