'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { DraftElectorate, DraftMajority, DraftQuorum, DraftTiming } from './draft-electorate.tsx';
import { DraftQuestion } from './draft-question.tsx';
import { draftOf, missing, newDraft, type PollDraft, settingsOf, settled } from './draft-settings.ts';

export interface DraftProps {
  readonly draft: PollDraft;
  readonly change: (part: Partial<PollDraft>) => void;
}

interface DraftDialogProps {
  readonly onClose: () => void;
  /** A prepared poll that is revised; a poll that is over is repeated by a new one that names it (D19). */
  readonly from?: Poll;
}

/** Preparing a vote or a poll: everything that is fixed on opening. For chair and clerk alike (D16). */
export function DraftDialog({ onClose, from }: DraftDialogProps) {
  const t = useTranslations('votes.draft');
  const title = !from ? 'new' : from.stage === 'draft' ? 'revise' : 'again';
  return (
    <Dialog isOpen isWide onClose={onClose} title={t(title)}>
      <DraftForm onClose={onClose} {...(from && { from })} />
    </Dialog>
  );
}

function useFirstDraft(from: Poll | undefined): PollDraft {
  const details = useLive(({ meetings }) => meetings.details);
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const isPublicItem = useLive(({ meetings }) => meetings.currentVisibility === 'public');
  const fresh = newDraft(details?.kind ?? 'remote', itemId, details?.access === 'public' && isPublicItem);
  if (!from) return fresh;
  const known = draftOf(from.definition, from.lists, fresh);
  return from.stage === 'draft' ? known : { ...known, itemId, againOf: from.pollId };
}

function DraftForm({ onClose, from }: DraftDialogProps) {
  const t = useTranslations('votes');
  const say = useViolationText();
  const { send } = useLiveClient();
  const first = useFirstDraft(from);
  const [draft, setDraft] = useState(first);
  const [problem, setProblem] = useState<string | null>(null);
  const change = (part: Partial<PollDraft>): void => setDraft(settled({ ...draft, ...part }));
  const save = async (): Promise<void> => {
    const lack = missing(draft);
    if (lack) return setProblem(t(`missing.${lack}` as 'missing.title'));
    const input = settingsOf(draft);
    const ack = await (from?.stage === 'draft'
      ? send('polls.revisePoll', { ...input, pollId: from.pollId, basedOn: from.version })
      : send('polls.draftPoll', input));
    if (ack.ok) onClose();
    else setProblem(say(ack.error));
  };
  return (
    <form
      className="grid gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        void save();
      }}
    >
      {draft.againOf !== null && <p className="text-note text-ink-2">{t('draft.againText')}</p>}
      <DraftQuestion draft={draft} change={change} />
      <DraftElectorate draft={draft} change={change} />
      <div className="grid gap-4 sm:grid-cols-2">
        <DraftQuorum draft={draft} change={change} />
        <DraftMajority draft={draft} change={change} />
      </div>
      <DraftTiming draft={draft} change={change} />
      <Problem>{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="submit" className="btn btn-nav">
          {t(from?.stage === 'draft' ? 'draft.save' : 'draft.keep')}
        </button>
      </DialogActions>
    </form>
  );
}
