'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
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

function useStep(onClose: () => void): {
  readonly problem: string | null;
  readonly take: (type: string, input: object) => void;
} {
  const { send } = useLiveClient();
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const take = (type: string, input: object): void =>
    void send(type, input).then((ack) => (ack.ok ? onClose() : setProblem(say(ack.error))));
  return { problem, take };
}

/** Opening fixes who votes; it says so with the number, and asks once. */
export function OpenVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep(onClose);
  const { figures, isQuorate, quorum } = useElectorate(poll);
  const { electorate, form } = poll.definition;
  return (
    <Dialog isOpen onClose={onClose} title={t('open.title')}>
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
      <Problem className="mt-2">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="btn btn-live"
          onClick={() => take('polls.openPoll', { pollId: poll.pollId, basedOn: poll.version })}
        >
          {t(form === 'vote' ? 'open.confirm' : 'open.confirmStraw')}
        </button>
      </DialogActions>
    </Dialog>
  );
}

export function CloseVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep(onClose);
  return (
    <Dialog isOpen onClose={onClose} title={t('close.title')}>
      <p className="text-note text-ink-2">
        {t('close.text', { voted: poll.voted, electors: poll.figures?.electors ?? 0 })}
      </p>
      <Problem className="mt-2">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="btn btn-live"
          onClick={() => take('polls.closePoll', { pollId: poll.pollId, basedOn: poll.version })}
        >
          {t('close.confirm')}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** Publishing shows the result once more, and warns when it would show how somebody voted (D26). */
export function PublishVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep(onClose);
  const result = presentResult(poll);
  const isTelling = result !== null && isRevealing(poll.definition, result);
  return (
    <Dialog isOpen onClose={onClose} title={t('publish.title')}>
      <VoteFigures poll={poll} />
      {isTelling && <p className="mt-3 text-note font-bold text-time">{t('publish.revealing')}</p>}
      <p className="mt-2 text-note text-ink-2">{t('publish.text')}</p>
      <Problem className="mt-2">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('cancel')}
        </button>
        <button
          type="button"
          className="btn btn-live"
          onClick={() =>
            take('polls.publishPoll', { pollId: poll.pollId, basedOn: poll.version, isConfirmed: isTelling })
          }
        >
          {t(isTelling ? 'publish.allTheSame' : 'publish.confirm')}
        </button>
      </DialogActions>
    </Dialog>
  );
}

/** Cancelling names a reason, which everybody who saw the vote reads (D19). */
export function CancelVoteDialog({ poll, onClose }: Asked) {
  const t = useTranslations('votes');
  const { problem, take } = useStep(onClose);
  const [reason, setReason] = useState('');
  return (
    <Dialog isOpen onClose={onClose} title={t('cancelling.title')}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          take('polls.cancelPoll', { pollId: poll.pollId, basedOn: poll.version, reason: reason.trim() });
        }}
      >
        <p className="text-note text-ink-2">{t(poll.stage === 'draft' ? 'cancelling.draft' : 'cancelling.text')}</p>
        <label className="mt-3 grid gap-1 text-sm text-ink-2">
          {t('cancelling.reason')}
          <input
            className="field"
            required
            value={reason}
            maxLength={200}
            onChange={(event) => setReason(event.target.value)}
          />
        </label>
        <Problem className="mt-2">{problem}</Problem>
        <DialogActions>
          <button type="button" className="btn btn-line" onClick={onClose}>
            {t('cancelling.keep')}
          </button>
          <button type="submit" className="btn btn-live">
            {t('cancelling.confirm')}
          </button>
        </DialogActions>
      </form>
    </Dialog>
  );
}
