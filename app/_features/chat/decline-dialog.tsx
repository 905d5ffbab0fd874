'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog, ReasonField } from '#app/_ui/dialog.tsx';
import { DeclineReason } from '#server/modules/chat/contract.ts';
import type { PendingQuestion } from '#server/modules/chat/state.ts';

interface DeclineDialogProps {
  /** As the moderator sees the group; whoever joins it meanwhile goes on waiting (C17). */
  readonly questions: readonly PendingQuestion[];
  readonly onDone?: () => void;
  readonly onClose: () => void;
}

/** Declining names a reason, which every author of the group reads. A digit chooses it, Enter sends. */
export function DeclineDialog({ questions, onDone, onClose }: DeclineDialogProps) {
  const t = useTranslations('chat');
  const { problem, settle } = useSettling(() => {
    onDone?.();
    onClose();
  });
  const [reason, setReason] = useState<DeclineReason>('offTopic');
  const [note, setNote] = useState('');
  const [first, ...rest] = questions;
  if (!first) return null;
  const input = { messageId: first.messageId, reason, note, others: rest.map(({ messageId }) => messageId) };
  return (
    <AskDialog
      title={t('declineTitle', { count: questions.length })}
      onClose={onClose}
      onConfirm={() => void settle(['chat.declineMessage', input])}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('declineConfirm')}
    >
      <blockquote className="border-l-2 border-line-strong pl-3 text-note text-ink-2">{first.text}</blockquote>
      <fieldset className="mt-3 grid gap-1">
        <legend className="text-sm text-ink-3">{t('declineWhy')}</legend>
        {DeclineReason.options.map((option, index) => (
          <label key={option} className="flex min-h-target items-center gap-3">
            <input
              type="radio"
              className="size-5 flex-none"
              name="reason"
              // oxlint-disable-next-line jsx-a11y/no-autofocus -- the keyboard chooses a reason at once
              autoFocus={index === 0}
              checked={reason === option}
              onChange={() => setReason(option)}
              onKeyDown={({ key }) => {
                const chosen = DeclineReason.options[Number(key) - 1];
                if (chosen) setReason(chosen);
              }}
            />
            {t(`decline.${option}`)}
            <kbd className="ml-auto" aria-hidden>
              {index + 1}
            </kbd>
          </label>
        ))}
      </fieldset>
      <ReasonField label={t('declineNote')} value={note} onChange={setNote} />
    </AskDialog>
  );
}
