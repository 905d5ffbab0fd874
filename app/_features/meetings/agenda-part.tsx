'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useDraft } from '#app/_lib/draft.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { SaveBar } from '#app/_lib/save-bar.tsx';
import { useUnsaved } from '#app/_ui/leave-guard.tsx';
import { AgendaEditor } from './agenda-editor.tsx';
import { type Items, totalMinutes } from './agenda-tree.ts';
import { LockedLine } from './locked-line.tsx';
import { useMayChange } from './may-change.ts';
import { useSaving } from './use-saving.ts';

/** The agenda, written as a list and saved as a whole. */
export function AgendaPart() {
  const t = useTranslations('office.plan');
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const revision = useLive(({ meetings }) => meetings.revisions.agenda);
  const plannedMinutes = useLive(({ meetings: { details } }) =>
    details ? Math.round((details.plannedEndAt - details.plannedStartAt) / 60_000) : 0,
  );
  const mayChange = useMayChange('setAgenda');
  const current = useMemo<Items>(
    () =>
      agenda.map(({ itemId, parentId, title, kind, plannedMinutes: minutes, visibility }) => ({
        itemId,
        parentId,
        title,
        kind,
        plannedMinutes: minutes,
        visibility,
      })),
    [agenda],
  );
  const happened = useMemo(
    () => new Map(agenda.filter(({ state }) => state !== 'pending').map(({ itemId, state }) => [itemId, state])),
    [agenda],
  );
  const draft = useDraft(current, revision);
  const saving = useSaving();
  useUnsaved(draft.isDirty);
  const items = draft.value;
  const save = async (isOver: boolean): Promise<void> => {
    if (await saving.save('setAgenda', { items, basedOn: isOver ? revision : draft.basedOn })) draft.settle(items);
  };
  const total = totalMinutes(items);
  const over = total - plannedMinutes;
  const obstacle = items.some(({ title }) => title.trim() === '') ? t('itemTitleMissing') : null;
  return (
    <form
      aria-label={t('agenda')}
      onSubmit={(event) => {
        event.preventDefault();
        void save(false);
      }}
    >
      {!mayChange && <LockedLine />}
      <AgendaEditor items={items} onChange={draft.change} happened={happened} isLocked={!mayChange} />
      {mayChange && (
        <SaveBar
          saving={saving}
          isDirty={draft.isDirty}
          isBehind={draft.isBehind}
          onSave={(isOver) => void save(isOver)}
          onAdopt={draft.adopt}
          label={t('saveAgenda')}
          obstacle={obstacle}
        >
          {items.length > 0 && (
            <p className={`num text-note ${over > 0 ? 'font-bold text-time' : 'text-ink-2'}`}>
              {over > 0 ? t('minutesOver', { total, over }) : t('minutesOf', { total, planned: plannedMinutes })}
            </p>
          )}
        </SaveBar>
      )}
    </form>
  );
}
