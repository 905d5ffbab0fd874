'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useDraft } from '#app/_lib/draft.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { SaveBar } from '#app/_lib/save-bar.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { InvitablePerson } from '#server/modules/members/contract.ts';
import { countByRole, givenRoles, type Invitation } from './invitation.ts';
import { InvitedList } from './invited-list.tsx';
import { LockedLine } from './locked-line.tsx';
import { useMayChange } from './may-change.ts';
import { PeoplePicker } from './people-picker.tsx';
import type { Directory } from './plan-page.tsx';
import { useSaving } from './use-saving.ts';

/** People of the meeting who are in the directory no longer stay listed until somebody takes them out. */
function everyone(directory: Directory, participants: readonly Participant[]): ReadonlyMap<string, InvitablePerson> {
  const known = new Map(directory.people.map((person) => [person.userId, person]));
  for (const one of participants) {
    if (!known.has(one.userId)) known.set(one.userId, { ...one, role: 'former', committeeIds: [] });
  }
  return known;
}

/** Who takes part and as what; chosen by sector, by committee or one by one. */
export function PeoplePart({ directory }: { directory: Directory }) {
  const t = useTranslations('office.plan');
  const r = useTranslations('common.role');
  const participants = useLive(({ meetings }) => meetings.participants);
  const revision = useLive(({ meetings }) => meetings.revisions.participants);
  const mayChange = useMayChange('setParticipants');
  const current = useMemo<Invitation>(
    () => new Map(Object.values(participants).map(({ userId, roles }) => [userId, roles])),
    [participants],
  );
  const people = useMemo(() => everyone(directory, Object.values(participants)), [directory, participants]);
  const draft = useDraft(current, revision);
  const saving = useSaving();
  useUnsaved(draft.isDirty);
  const invitation = draft.value;
  const counts = countByRole(invitation);
  const save = async (isOver: boolean): Promise<void> => {
    const persons = [...invitation].map(([userId, roles]) => ({ userId, roles }));
    const input = { persons, sectorIds: [], committeeIds: [], basedOn: isOver ? revision : draft.basedOn };
    if (await saving.save('setParticipants', input)) draft.settle(invitation);
  };
  return (
    <form
      aria-label={t('people')}
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      {!mayChange && <LockedLine />}
      <div className={mayChange ? 'grid gap-8 xl:grid-cols-2' : ''}>
        {mayChange && <PeoplePicker directory={directory} invitation={invitation} onChange={draft.change} />}
        <InvitedList people={people} invitation={invitation} onChange={draft.change} isLocked={!mayChange} />
      </div>
      {mayChange && (
        <SaveBar
          saving={saving}
          isDirty={draft.isDirty}
          isBehind={draft.isBehind}
          onSave={(isOver) => void save(isOver)}
          onAdopt={draft.adopt}
          label={t('saveAll')}
        >
          <p className="num text-note text-ink-2" role="status">
            <b className="text-ink">{t('count', { count: invitation.size })}</b>
            {givenRoles
              .filter((role) => counts[role] > 0)
              .map((role) => `${r(role)} ${counts[role]}`)
              .map((text) => (
                <span key={text} className="ml-3">
                  {text}
                </span>
              ))}
          </p>
        </SaveBar>
      )}
    </form>
  );
}
