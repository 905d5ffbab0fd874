'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { AskDialog, ReasonField } from '#app/_ui/dialog.tsx';
import { presentResult } from '#server/modules/polls/domain.ts';
import { isRevealing } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { useElectorate } from './use-electorate.ts';
import { VoteFigures } from './vote-figures.tsx';

interface Asked {
  /** As the page showed it when it was asked: another version is refused as stale (D12). */
  readonly poll: Poll;
  readonly onClose: () => void;
}

/** The next step of a vote, as the page showed it. */
function useStep({ poll, onClose }: Asked): {
  readonly problem: string | null;
  readonly take: (step: string, input?: object) => void;
} {
  const { problem, settle } = useSettling(onClose);
  const basis = { pollId: poll.pollId, basedOn: poll.version };
  return { problem, take: (step, input) => void settle([`polls.${step}`, { ...basis, ...input }]) };
}

/** Opening fixes who votes; it says so with the number, and asks once. */
export function OpenVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep({ poll, onClose });
  const { figures, isQuorate, quorum } = useElectorate(poll);
  const { electorate, form } = poll.definition;
  return (
    <AskDialog
      title={t('open.title')}
      onClose={onClose}
      onConfirm={() => take('openPoll')}
      problem={problem}
      cancel={t('cancel')}
      confirm={t(form === 'vote' ? 'open.confirm' : 'open.confirmStraw')}
      isIrreversible
    >
      <p className="mb-2 font-serif text-lg font-bold">{poll.definition.title}</p>
      {electorate === 'public' ? (
        <p className="text-note text-ink-2">{t('open.public')}</p>
      ) : (
        <p className="text-note text-ink-2">
          {t(electorate === 'present' ? 'open.present' : 'open.others', { count: figures.electors })}
        </p>
      )}
      {form === 'vote' && quorum !== null && !isQuorate && (
        <p className="mt-2 text-note font-bold text-time">
          {t(`open.${poll.definition.belowQuorum}`, { present: figures.present, needed: quorum })}
        </p>
      )}
    </AskDialog>
  );
}

export function CloseVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep({ poll, onClose });
  return (
    <AskDialog
      title={t('close.title')}
      onClose={onClose}
      onConfirm={() => take('closePoll')}
      problem={problem}
      cancel={t('cancel')}
      confirm={t('close.confirm')}
      isIrreversible
    >
      <p className="text-note text-ink-2">
        {t('close.text', { voted: poll.voted, electors: poll.figures?.electors ?? 0 })}
      </p>
    </AskDialog>
  );
}

/** Publishing shows the result once more, and warns when it would show how somebody voted (D26). */
export function PublishVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep({ poll, onClose });
  const result = presentResult(poll);
  const isTelling = result !== null && isRevealing(poll.definition, result);
  return (
    <AskDialog
      title={t('publish.title')}
      onClose={onClose}
      onConfirm={() => take('publishPoll', { isConfirmed: isTelling })}
      problem={problem}
      cancel={t('cancel')}
      confirm={t(isTelling ? 'publish.allTheSame' : 'publish.confirm')}
      isIrreversible
    >
      <VoteFigures poll={poll} />
      {isTelling && <p className="mt-3 text-note font-bold text-time">{t('publish.revealing')}</p>}
      <p className="mt-2 text-note text-ink-2">{t('publish.text')}</p>
    </AskDialog>
  );
}

/** Cancelling names a reason, which everybody who saw the vote reads (D19). */
export function CancelVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep({ poll, onClose });
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={t('cancelling.title')}
      onClose={onClose}
      onConfirm={() => take('cancelPoll', { reason: reason.trim() })}
      problem={problem}
      cancel={t('cancelling.keep')}
      confirm={t('cancelling.confirm')}
      isIrreversible
    >
      <p className="text-note text-ink-2">{t(poll.stage === 'draft' ? 'cancelling.draft' : 'cancelling.text')}</p>
      <ReasonField label={t('cancelling.reason')} value={reason} onChange={setReason} isRequired />
    </AskDialog>
  );
}
