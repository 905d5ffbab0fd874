'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { ConsentBody } from '#app/_features/rooms/consent-parts.tsx';
import { post } from '#app/_lib/command.ts';
import { dayInLists } from '#app/_lib/format.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Field } from '#app/_ui/field.tsx';
import { Section } from '#app/_ui/section.tsx';
import type { ConsentText, ConsentWording } from '#server/modules/consents/contract.ts';
import { useSending } from './use-sending.ts';

/** The consent text and its versions; a new one stands beside the old ones, never in their place. */
export function ConsentDesk({ texts }: { texts: readonly ConsentText[] }) {
  const t = useTranslations('retention.consent');
  const locale = useLocale();
  const [shown, setShown] = useState<ConsentText | null>(null);
  const [isWriting, setWriting] = useState(false);
  const [newest] = texts;
  return (
    <Section title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('lead')}</p>
      <ul className="border-t border-line">
        {texts.map((text) => (
          <li key={text.version} className="flex flex-wrap items-center gap-x-3 border-b border-line">
            <b className="num flex-none">{t('version', { version: text.version })}</b>
            {text === newest && <span className="tag border-nav text-nav">{t('current')}</span>}
            <span className="num ml-auto text-right text-sm text-ink-3">
              {text.publishedBy ?? t('product')} · {dayInLists(text.publishedAt, locale, Date.now())}
            </span>
            <button
              type="button"
              className="min-h-target px-1 text-note text-nav underline underline-offset-4"
              onClick={() => setShown(text)}
            >
              {t('show')}
              <span className="sr-only">{t('version', { version: text.version })}</span>
            </button>
          </li>
        ))}
      </ul>
      {newest && (
        <button type="button" className="btn btn-line mt-4" onClick={() => setWriting(true)}>
          {t('write')}
        </button>
      )}
      {shown && (
        <Dialog isOpen onClose={() => setShown(null)} title={t('title')} isWide>
          <ConsentBody text={shown} />
          <DialogActions>
            <button type="button" className="btn btn-nav" onClick={() => setShown(null)}>
              {t('close')}
            </button>
          </DialogActions>
        </Dialog>
      )}
      {isWriting && newest && <NewVersion newest={newest} onClose={() => setWriting(false)} />}
    </Section>
  );
}

const languages = ['zh', 'en'] as const;

/** Starts from the present wording; publishing is asked for in so many words, because it cannot be taken back. */
function NewVersion({ newest, onClose }: { newest: ConsentText; onClose: () => void }) {
  const t = useTranslations('retention.consent');
  const [wording, setWording] = useState<ConsentWording>({ zh: newest.zh, en: newest.en });
  const { send, problem, isBusy } = useSending();
  const isSame = languages.every(
    (one) => wording[one].line === newest[one].line && wording[one].text === newest[one].text,
  );
  const submit = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    if (await send(post('/api/consents', { after: newest.version, wording }))) onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t('writeTitle')} isWide>
      <form onSubmit={(event) => void submit(event)} className="grid gap-4">
        <p className="text-note text-ink-2">{t('writeLead')}</p>
        {languages.map((one) => (
          <fieldset key={one} className="grid gap-3">
            <legend className="mb-2 font-bold">{t(one)}</legend>
            {(['line', 'text'] as const).map((part) => (
              <Field key={part} label={t(part)}>
                {({ id }) => (
                  <textarea
                    id={id}
                    required
                    rows={part === 'line' ? 2 : 8}
                    maxLength={part === 'line' ? 300 : 8000}
                    className="field"
                    value={wording[one][part]}
                    onChange={(event) =>
                      setWording({ ...wording, [one]: { ...wording[one], [part]: event.target.value } })
                    }
                  />
                )}
              </Field>
            ))}
          </fieldset>
        ))}
        <ProblemLine problem={problem} />
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('cancel')}
          </button>
          <button type="submit" className="btn btn-live" disabled={isSame || isBusy}>
            {t('publish', { version: String(Number(newest.version) + 1) })}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
