'use client';

import { useTranslations } from 'next-intl';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';

/** Questions of the public that were published, newest first. */
export function PublishedQuestions() {
  const t = useTranslations('chat');
  const published = useLive(({ chat }) => chat.published);
  if (published.length === 0) return <p className="px-5 py-4 text-note text-ink-3">{t('nothingPublished')}</p>;
  return (
    <ol className="px-5">
      {published.toReversed().map((question) => (
        <li key={question.messageId} className="border-b border-line py-3 last:border-0">
          <p className={`break-words ${question.text === null ? 'text-ink-3' : ''}`}>{question.text ?? t('deleted')}</p>
          <p className="num text-sm text-ink-3">
            {question.name} {clockTime(question.at)}
          </p>
        </li>
      ))}
    </ol>
  );
}
