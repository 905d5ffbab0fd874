'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Pick } from '#app/_ui/pick.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { Participant } from '#server/modules/meetings/contract.ts';
import { type Closing, SmallPress } from './list-parts.tsx';
import { PersonPicker } from './person-picker.tsx';
import { useList } from './use-list.ts';

/** Speeches that are handed in instead of held: they take no floor and no time (F6). */
export function WrittenDialog({ onClose }: Closing) {
  const t = useTranslations('chair.written');
  const { itemId } = useList();
  const written = useLive(({ speaking }) => speaking.written);
  const documents = useLive(({ meetings }) => meetings.documents);
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const [person, setPerson] = useState<Participant | null>(null);
  const [title, setTitle] = useState('');
  const [documentId, setDocumentId] = useState('');
  const { problem, settle } = useSettling(() => {
    setPerson(null);
    setTitle('');
  });
  const remove = (writtenId: string): void =>
    void settle(['speaking.removeWrittenSpeech', { writtenId, reason: t('removed') }]);
  const add = (): void => {
    if (person)
      void settle([
        'speaking.addWrittenSpeech',
        { userId: person.userId, itemId, title: title.trim(), documentId: documentId || null },
      ]);
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      {written.length === 0 ? (
        <p className="mb-3 text-note text-ink-3">{t('empty')}</p>
      ) : (
        <ul className="mb-4 max-h-[30dvh] overflow-y-auto border-y border-line">
          {written.map((one) => (
            <li key={one.writtenId} className="flex min-h-11 items-center gap-2 border-b border-line last:border-0">
              <span className="min-w-0 flex-1 truncate text-note">
                <b>{one.speaker.name}</b> {one.title}
                <span className="ml-2 text-sm text-ink-3">
                  {agenda.find((item) => item.itemId === one.itemId)?.title} {clockTime(one.addedAt)}
                </span>
              </span>
              <SmallPress
                icon="close"
                isOff={false}
                label={t('remove', { title: one.title })}
                onPress={() => remove(one.writtenId)}
              />
            </li>
          ))}
        </ul>
      )}
      <form
        className="grid gap-3"
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <PersonPicker label={t('who')} picked={person} onPick={setPerson} />
        <label className="grid gap-1 text-sm text-ink-2">
          {t('name')}
          <input
            className="field"
            required
            value={title}
            maxLength={160}
            onChange={(event) => setTitle(event.target.value)}
          />
        </label>
        {documents.length > 0 && (
          <Pick
            label={t('document')}
            options={[
              { value: '', label: t('noDocument') },
              ...documents.map((one) => ({ value: one.documentId, label: one.title })),
            ]}
            value={documentId}
            onPick={setDocumentId}
          />
        )}
        <Problem>{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('close')}
          </button>
          <button type="submit" className="btn btn-nav" disabled={!person}>
            {t('add')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
