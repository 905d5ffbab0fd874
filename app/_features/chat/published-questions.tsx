'use client';

import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { byUpvotes } from '#server/modules/chat/figures.ts';
import { QuestionAnswer } from './question-answer.tsx';

/** Questions of the public that were published, the most wanted first, with their answers. */
export function PublishedQuestions() {
  const t = useTranslations('chat');
  const published = useLive(({ chat }) => chat.published);
  if (published.length === 0) return <p className="px-5 py-4 text-note text-ink-3">{t('nothingPublished')}</p>;
  const deleted = published.filter(({ text }) => text === null);
  return (
    <ol className="px-5">
      {byUpvotes(published).map(({ messageId, text, name, at, upvotes, joined, raised, answer }) => (
        <li key={messageId} className="border-b border-line py-3 last:border-0">
          <p className="break-words">{text}</p>
          <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
            <span>{`${name ?? ''} ${clockTime(at)}`}</span>
            {upvotes > 0 && <span>{t('upvotes', { count: upvotes })}</span>}
            {joined > 0 && <span>{t('alike', { count: joined })}</span>}
            {raised && <span>{t('board.raised', { by: raised.by, time: clockTime(raised.at) })}</span>}
          </p>
          <QuestionAnswer answer={answer} />
        </li>
      ))}
      {deleted.map(({ messageId }) => (
        <li key={messageId} className="border-b border-line py-3 text-ink-3 last:border-0">
          {t('deleted')}
        </li>
      ))}
    </ol>
  );
}
