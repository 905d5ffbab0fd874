'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { groupsOf, type QuestionGroup } from '#server/modules/chat/figures.ts';
import { QuestionFacts } from './question-facts.tsx';
import { showing, shownOf } from './showing.ts';

interface PublicQuestionsProps {
  /** How many groups stand on the panel; the rest is in a sheet. */
  readonly shown: number;
  readonly onDecline: (group: QuestionGroup) => void;
  /** Gives the question to somebody who speaks; left out where nobody can be put on the list. */
  readonly onFloor?: ((question: { messageId: string; text: string }) => void) | undefined;
}

/** What of the public's questions waits for a decision, near ones as one. */
export function PublicQuestions({ shown, onDecline, onFloor }: PublicQuestionsProps) {
  const t = useTranslations('chat');
  const pending = useLive(({ chat }) => chat.pending);
  const published = useLive(({ chat }) => chat.published);
  const counts = useLive(({ chat }) => chat.counts);
  const [isAllOpen, setAllOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const say = useViolationText();
  const { send } = useLiveClient();
  const groups = groupsOf({ pending, published });
  const rest = groups.length - shown;

  const show = async (group: QuestionGroup): Promise<boolean> => {
    const ack = await send(...showing(group));
    setProblem(ack.ok ? null : say(ack.error));
    return ack.ok;
  };
  const list = (some: readonly QuestionGroup[]) =>
    some.map((group, index) => (
      <li key={group.groupId} className="border-b border-line py-2 last:border-0">
        <p className="line-clamp-3 text-note break-words">{group.first.text}</p>
        <QuestionFacts group={group} />
        <div className="mt-1.5 flex flex-wrap gap-2">
          <button type="button" className="btn btn-line px-3 text-note" onClick={() => void show(group)}>
            {t(group.published ? 'join' : 'publish')} {index === 0 && <kbd>D</kbd>}
          </button>
          {onFloor && (
            <button
              type="button"
              className="btn btn-line px-3 text-note"
              onClick={() => void show(group).then((isShown) => isShown && onFloor(shownOf(group)))}
            >
              {t('toFloor')} {index === 0 && <kbd>T</kbd>}
            </button>
          )}
          <button type="button" className="btn btn-line px-3 text-note" onClick={() => onDecline(group)}>
            {t('declineAction')} {index === 0 && <kbd>R</kbd>}
          </button>
        </div>
      </li>
    ));

  return (
    <section aria-label={t('public')} className="flex min-h-0 flex-1 flex-col">
      <Problem className="pb-1">{problem}</Problem>
      {groups.length === 0 ? (
        <p className="py-2 text-note text-ink-3">{t('nothingPending')}</p>
      ) : (
        <ol className="min-h-0 overflow-y-auto">{list(groups.slice(0, shown))}</ol>
      )}
      <p className="mt-auto flex min-h-10 flex-none items-center gap-3 border-t border-line text-sm text-ink-3">
        {rest > 0 && (
          <button type="button" className="tool px-0 text-nav" onClick={() => setAllOpen(true)}>
            {t('morePending', { count: rest })}
          </button>
        )}
        <span>{t('shownCount', { count: counts.published })}</span>
        <span>{t('declinedCount', { count: counts.declined })}</span>
      </p>
      <Dialog isOpen={isAllOpen} onClose={() => setAllOpen(false)} title={t('pendingTitle')}>
        <ol>{list(groups)}</ol>
      </Dialog>
    </section>
  );
}
