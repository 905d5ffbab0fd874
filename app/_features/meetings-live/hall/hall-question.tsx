'use client';

import { useTranslations } from 'next-intl';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';
import { headline, units } from './fitted.ts';
import { HallLow } from './hall-low.tsx';
import { HallTop } from './hall-top.tsx';

/** A question of the public, as large as its length allows; its answer below once there is one in words. */
export function HallQuestion({ question }: { question: PublishedQuestion }) {
  const t = useTranslations('hall.question');
  const { text, name, upvotes, joined, answer } = question;
  return (
    <>
      <HallTop />
      <main className="flex min-h-0 flex-1 flex-col px-18">
        <p className="mt-9 text-hall-base text-nav">{t('kicker')}</p>
        <h2
          className="mt-8 line-clamp-5 font-serif leading-snug font-bold"
          style={{ fontSize: units(headline(text ?? '', 1_776, 96, 56)) }}
        >
          {text}
        </h2>
        <p className="num mt-9 flex flex-wrap gap-x-10 text-hall-base leading-normal text-ink-2">
          <span>{name}</span>
          {upvotes > 0 && <span>{t('upvotes', { count: upvotes })}</span>}
          {joined > 0 && <span>{t('alike', { count: joined })}</span>}
        </p>
        {answer?.text != null && (
          <p className="mt-auto mb-10 line-clamp-4 border-l-4 border-line-strong pl-8 text-hall-base leading-normal">
            <b className="mr-6">{answer.by}</b>
            {answer.text}
          </p>
        )}
      </main>
      <HallLow hasQueue />
    </>
  );
}
