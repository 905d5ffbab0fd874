'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { DeclineReason } from '#server/modules/chat/contract.ts';
import type { PendingQuestion } from '#server/modules/chat/state.ts';

export interface QuestionGroup {
  readonly first: PendingQuestion;
  readonly others: readonly PendingQuestion[];
}

/** Near-equal questions stand as one, oldest first. */
export function grouped(pending: readonly PendingQuestion[]): readonly QuestionGroup[] {
  const groups = new Map<string, PendingQuestion[]>();
  const groupOf = new Map<string, string>();
  for (const question of pending) {
    const twin = question.screening.repeatOf;
    const key = (twin !== null && groupOf.get(twin)) || question.messageId;
    groupOf.set(question.messageId, key);
    groups.set(key, [...(groups.get(key) ?? []), question]);
  }
  return [...groups.values()].flatMap(([first, ...others]) => (first ? [{ first, others }] : []));
}

/** What of the public's questions waits for a decision; `shown` of them stand on the panel, the rest in a sheet. */
export function PublicQuestions({
  shown,
  declining,
  onDeclining,
}: {
  shown: number;
  /** The question being declined; owned by the page, because a key opens it too. */
  declining: PendingQuestion | null;
  onDeclining: (question: PendingQuestion | null) => void;
}) {
  const t = useTranslations('chat');
  const pending = useLive(({ chat }) => chat.pending);
  const counts = useLive(({ chat }) => chat.counts);
  const [isAllOpen, setAllOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const say = useViolationText();
  const { send } = useLiveClient();
  const groups = grouped(pending);
  const rest = groups.length - shown;

  const publish = async (question: PendingQuestion): Promise<void> => {
    const ack = await send('chat.publishMessage', { messageId: question.messageId });
    setProblem(ack.ok ? null : say(ack.error));
  };
  const list = (some: readonly QuestionGroup[]) =>
    some.map((group, index) => (
      <Question
        key={group.first.messageId}
        group={group}
        hasKeys={index === 0}
        onPublish={publish}
        onDecline={onDeclining}
      />
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
      <DeclineDialog key={declining?.messageId ?? 'none'} question={declining} onClose={() => onDeclining(null)} />
    </section>
  );
}

function Question({
  group: { first, others },
  hasKeys,
  onPublish,
  onDecline,
}: {
  group: QuestionGroup;
  hasKeys: boolean;
  onPublish: (question: PendingQuestion) => Promise<void>;
  onDecline: (question: PendingQuestion) => void;
}) {
  const t = useTranslations('chat');
  const { words, hasLink } = first.screening;
  return (
    <li className="border-b border-line py-2 last:border-0">
      <p className="line-clamp-3 text-note break-words">{first.text}</p>
      <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
        <span>{first.name}</span>
        <span>{clockTime(first.at)}</span>
        {others.length > 0 && <span>{t('alike', { count: others.length })}</span>}
        {words.length > 0 && <span className="text-time">{t('foundWords', { words: words.join('、') })}</span>}
        {hasLink && <span className="text-time">{t('foundLink')}</span>}
      </p>
      <div className="mt-1.5 flex gap-2">
        <button type="button" className="btn btn-line px-3 text-note" onClick={() => void onPublish(first)}>
          {t('publish')} {hasKeys && <kbd>D</kbd>}
        </button>
        <button type="button" className="btn btn-line px-3 text-note" onClick={() => onDecline(first)}>
          {t('declineAction')} {hasKeys && <kbd>R</kbd>}
        </button>
      </div>
    </li>
  );
}

/** Declining names a reason; the author reads it. */
function DeclineDialog({ question, onClose }: { question: PendingQuestion | null; onClose: () => void }) {
  const t = useTranslations('chat');
  const say = useViolationText();
  const { send } = useLiveClient();
  const [reason, setReason] = useState<DeclineReason>('offTopic');
  const [note, setNote] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const decline = async (): Promise<void> => {
    if (!question) return;
    const ack = await send('chat.declineMessage', { messageId: question.messageId, reason, note });
    if (ack.ok) onClose();
    else setProblem(say(ack.error));
  };
  return (
    <Dialog isOpen={question !== null} onClose={onClose} title={t('declineTitle')}>
      <blockquote className="border-l-2 border-line-strong pl-3 text-note text-ink-2">{question?.text}</blockquote>
      <fieldset className="mt-3 grid gap-1">
        <legend className="text-sm text-ink-3">{t('declineWhy')}</legend>
        {DeclineReason.options.map((option) => (
          <label key={option} className="flex min-h-target items-center gap-3">
            <input
              type="radio"
              className="size-5"
              name="reason"
              checked={reason === option}
              onChange={() => setReason(option)}
            />
            {t(`decline.${option}`)}
          </label>
        ))}
      </fieldset>
      <label className="mt-2 grid gap-1 text-sm text-ink-3">
        {t('declineNote')}
        <input className="field" value={note} maxLength={200} onChange={(event) => setNote(event.target.value)} />
      </label>
      <Problem className="mt-3">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" className="btn btn-nav" onClick={() => void decline()}>
          {t('declineConfirm')}
        </button>
      </DialogActions>
    </Dialog>
  );
}
