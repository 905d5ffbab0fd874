'use client';

import { useTranslations } from 'next-intl';
import { useDraft } from '#app/_lib/draft.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { SaveBar } from '#app/_lib/save-bar.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import { DetailsForm, newDetails } from './details-form.tsx';
import { LockedLine } from './locked-line.tsx';
import { useMayChange } from './may-change.ts';
import { useSaving } from './use-saving.ts';

const empty = newDetails(0);

/** Title, kind, time, place and who may watch. */
export function DetailsPart() {
  const t = useTranslations('office.plan');
  const current = useLive(({ meetings }) => meetings.details) ?? empty;
  const revision = useLive(({ meetings }) => meetings.revisions.details);
  const phase = useLive(({ meetings }) => meetings.phase);
  const mayChange = useMayChange('reviseMeeting');
  const draft = useDraft(current, revision);
  const saving = useSaving();
  useUnsaved(draft.isDirty);
  const details = draft.value;
  const save = async (isOver: boolean): Promise<void> => {
    const { access, ...others } = details;
    // Who may watch is not sent again once it is fixed (M1).
    const change = phase === 'scheduled' ? { ...others, access } : others;
    if (await saving.save('reviseMeeting', { ...change, basedOn: isOver ? revision : draft.basedOn }))
      draft.settle(details);
  };
  const obstacle =
    details.title.trim() === ''
      ? t('titleMissing')
      : details.plannedEndAt <= details.plannedStartAt
        ? t('endsTooSoon')
        : null;
  return (
    <form
      aria-label={t('details')}
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      {!mayChange && <LockedLine />}
      <DetailsForm
        details={details}
        onChange={draft.change}
        isLocked={!mayChange}
        isAccessFixed={phase !== 'scheduled'}
      />
      {mayChange && (
        <SaveBar
          saving={saving}
          isDirty={draft.isDirty}
          isBehind={draft.isBehind}
          onSave={(isOver) => void save(isOver)}
          onAdopt={draft.adopt}
          label={t('save')}
          obstacle={obstacle}
        />
      )}
    </form>
  );
}
