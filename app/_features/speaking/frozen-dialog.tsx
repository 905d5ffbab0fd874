'use client';

import { useTranslations } from 'next-intl';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { frozenEntries } from '#server/modules/speaking/figures.ts';
import type { Closing } from './list-parts.tsx';

/** Who waits on other items: they wait again when those come back (D6). */
export function FrozenDialog({ onClose }: Closing) {
  const t = useTranslations('chair.frozen');
  const kindWords = useTranslations('speaking.kind');
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const speaking = useLive((state) => state.speaking);
  const entries = frozenEntries(speaking, current);
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <ul className="border-y border-line">
        {entries.map(({ entryId, speaker, kind, itemId }) => (
          <li
            key={entryId}
            className="flex min-h-11 flex-wrap items-center gap-2 border-b border-line text-note last:border-0"
          >
            <b>{speaker.name}</b> {kindWords(kind)}
            <span className="ml-auto text-sm text-ink-2">
              {agenda.find((item) => item.itemId === itemId)?.title ?? t('noItem')}
            </span>
          </li>
        ))}
      </ul>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('close')}
        </button>
      </DialogActions>
    </Dialog>
  );
}
