'use client';

import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import type { QuestionGroup } from '#server/modules/chat/figures.ts';

/** Who asked and when, how many ask alike, and what screening found in any of them. */
export function QuestionFacts({ group: { first, questions, published } }: { group: QuestionGroup }) {
  const t = useTranslations('chat');
  const words = [...new Set(questions.flatMap(({ screening }) => screening.words))];
  return (
    <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
      <span>{first.name}</span>
      <span>{clockTime(first.at)}</span>
      {questions.length > 1 && <span>{t('alike', { count: questions.length })}</span>}
      {published && <span className="text-nav">{t('nearShown', { text: published.text?.slice(0, 20) ?? '' })}</span>}
      {words.length > 0 && <span className="text-time">{t('foundWords', { words: words.join('、') })}</span>}
      {questions.some(({ screening }) => screening.hasLink) && <span className="text-time">{t('foundLink')}</span>}
    </p>
  );
}
