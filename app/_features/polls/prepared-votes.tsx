'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { DraftDialog } from './draft-dialog.tsx';
import { usePollLines } from './poll-words.tsx';
import { usePolls } from './use-polls.ts';

/** Votes that are prepared, for whoever prepares them without opening them: the clerk (D16). */
export function PreparedVotes() {
  const t = useTranslations('votes');
  const lines = usePollLines();
  const isOver = useLive(({ meetings }) => meetings.phase === 'ended' || meetings.phase === 'archived');
  const drafts = usePolls().filter(({ stage }) => stage === 'draft');
  const [draft, setDraft] = useState<Poll | 'new' | null>(null);
  if (isOver) return null;
  return (
    <section className="mt-6 max-w-3xl border-t border-line" aria-label={t('panel.title')}>
      <h2 className="flex min-h-target items-center gap-3 text-note">
        {t('panel.title')}
        <span className="num text-sm font-normal text-ink-3">{t('panel.prepared', { count: drafts.length })}</span>
      </h2>
      <ul>
        {drafts.map((poll) => (
          <li key={poll.pollId} className="flex items-center gap-3 border-t border-line py-2">
            <span className="min-w-0">
              <b className="block font-serif leading-snug">{poll.definition.title}</b>
              <span className="text-sm text-ink-3">{lines.method(poll.definition)}</span>
            </span>
            <button type="button" className="tool ml-auto flex-none text-nav" onClick={() => setDraft(poll)}>
              {t('list.revise')}
            </button>
          </li>
        ))}
      </ul>
      <button type="button" className="btn btn-line mt-2 px-3.5 text-note" onClick={() => setDraft('new')}>
        {t('panel.prepareFirst')}
      </button>
      {draft && <DraftDialog onClose={() => setDraft(null)} {...(draft !== 'new' && { from: draft })} />}
    </section>
  );
}
