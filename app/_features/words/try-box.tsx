'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { Field } from '#app/_ui/field.tsx';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import type { TriedText } from '#server/modules/chat/contract.ts';

const pauseMs = 250;
const icons: Readonly<Record<TriedText['verdict'], IconName>> = { blocked: 'close', review: 'pause', clean: 'check' };

/** Which words would catch a text, answered by the same matcher that stands before every message. */
export function TryBox({ count }: { count: number }) {
  const t = useTranslations('office.words');
  const [text, setText] = useState('');
  const [tried, setTried] = useState<TriedText | 'unavailable' | null>(null);
  useEffect(() => {
    if (text.trim() === '') {
      setTried(null);
      return undefined;
    }
    let isLate = false;
    const timer = setTimeout(() => {
      void post<TriedText>('/api/chat/words/test', { text }).then((answer) => {
        if (!isLate) setTried(answer?.verdict ? answer : 'unavailable');
      });
    }, pauseMs);
    return () => {
      isLate = true;
      clearTimeout(timer);
    };
    // The lists changed: the text is tried again.
  }, [text, count]);
  return (
    <section
      aria-label={t('try')}
      className="grid gap-x-10 gap-y-4 border-t-3 border-rule bg-sheet p-5 shadow-sheet md:grid-cols-2"
    >
      <Field label={t('tryLabel')}>
        {({ id }) => (
          <textarea
            id={id}
            rows={3}
            maxLength={2000}
            className="field text-lg"
            placeholder={t('tryPlaceholder')}
            value={text}
            onChange={(event) => setText(event.target.value)}
          />
        )}
      </Field>
      <div role="status" className="self-center">
        {tried === null ? (
          <p className="text-note text-ink-3">{t('tryHint')}</p>
        ) : tried === 'unavailable' ? (
          <p className="flex items-center gap-2 text-note">
            <Icon name="warning" />
            {t('tryUnavailable')}
          </p>
        ) : (
          <Verdict tried={tried} />
        )}
      </div>
    </section>
  );
}

function Verdict({ tried }: { tried: TriedText }) {
  const t = useTranslations('office.words');
  const { verdict, blocked, review, hasLink, seenAs } = tried;
  const reasons = [...blocked, ...(verdict === 'blocked' ? [] : review)];
  return (
    <div className="grid gap-2">
      <p className={`flex items-center gap-2 text-xl font-bold ${verdict === 'clean' ? 'text-nav' : ''}`}>
        <Icon name={icons[verdict]} className="size-6" />
        {t(`verdicts.${verdict}.title`)}
      </p>
      <p className="text-note text-ink-2">{t(`verdicts.${verdict}.text`)}</p>
      {(reasons.length > 0 || hasLink) && (
        <p className="flex flex-wrap items-center gap-2 text-note">
          {t('caughtBy')}
          {reasons.map((word) => (
            <b key={word} className="tag border-ink font-bold text-ink">
              {word}
            </b>
          ))}
          {hasLink && <b className="tag border-ink font-bold text-ink">{t('link')}</b>}
        </p>
      )}
      <p className="text-sm break-all text-ink-3">{t('seenAs', { text: seenAs || '—' })}</p>
    </div>
  );
}
