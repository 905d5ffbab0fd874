'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { shortDay } from '#app/_lib/format.ts';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import type { ConsentText } from '#server/modules/consents/contract.ts';

/** The wording in the page's language. */
export const useWording = (text: ConsentText | null) => {
  const locale = useLocale();
  return text && (locale === 'en' ? text.en : text.zh);
};

/** The whole text as it was published, paragraph by paragraph. */
export function ConsentBody({ text }: { text: ConsentText }) {
  const t = useTranslations('rooms.consent');
  const locale = useLocale();
  const wording = useWording(text);
  return (
    <>
      <p className="text-sm text-ink-3">
        {t('version', { version: text.version, day: shortDay(text.publishedAt, locale) })}
      </p>
      {wording?.text.split(/\n\s*\n/).map((paragraph) => (
        <p key={paragraph} className="mt-3 text-note leading-relaxed">
          {paragraph}
        </p>
      ))}
    </>
  );
}

/** A press that lays the whole text over the page. */
export function ConsentLink({ text }: { text: ConsentText | null }) {
  const t = useTranslations('rooms.consent');
  const [isOpen, setOpen] = useState(false);
  if (!text) return null;
  return (
    <>
      <button
        type="button"
        className="min-h-target flex-none px-1 text-sm text-nav underline underline-offset-4"
        onClick={() => setOpen(true)}
      >
        {t('read')}
      </button>
      <Dialog isOpen={isOpen} onClose={() => setOpen(false)} title={t('title')} isWide>
        <ConsentBody text={text} />
        <DialogActions>
          <button type="button" className="btn btn-nav" onClick={() => setOpen(false)}>
            {t('close')}
          </button>
        </DialogActions>
      </Dialog>
    </>
  );
}
