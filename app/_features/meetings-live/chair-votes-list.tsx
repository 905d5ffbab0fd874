'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { OpinionPicture } from '#app/_features/polls/opinion-picture.tsx';
import { useOutcomeWord, usePollLines } from '#app/_features/polls/poll-words.tsx';
import { usePolls } from '#app/_features/polls/use-polls.ts';
import { VoteFigures } from '#app/_features/polls/vote-figures.tsx';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import type { ChairDialog, OpenDialog } from './chair-dialogs.ts';
import { Reason } from './chair-vote.tsx';
import { useTakingUp } from './take-up.ts';
import type { Chairing } from './use-chair-acts.ts';

interface VotesListProps {
  readonly chairing: Chairing;
  readonly open: OpenDialog;
  readonly onClose: () => void;
}

/** Every vote and poll of the meeting with what became of it, and what may be done with each. */
export function VotesList({ chairing, open, onClose }: VotesListProps) {
  const t = useTranslations('votes.list');
  const polls = usePolls().toReversed();
  const phase = useLive(({ meetings }) => meetings.phase);
  const canPrepare = chairing.isRunner && phase !== 'ended' && phase !== 'archived';
  return (
    <Dialog isOpen isWide onClose={onClose} title={t('title')}>
      {polls.length === 0 && <p className="text-note text-ink-2">{t('empty')}</p>}
      <ol className="border-t border-line">
        {polls.map((poll) => (
          <Line key={poll.pollId} poll={poll} chairing={chairing} open={open} isLive={phase === 'live'} />
        ))}
      </ol>
      {canPrepare && (
        <button type="button" className="btn btn-nav mt-4" onClick={() => open({ kind: 'draft' })}>
          {t('prepare')}
        </button>
      )}
    </Dialog>
  );
}

function Line({
  poll,
  chairing,
  open,
  isLive,
}: Pick<VotesListProps, 'chairing' | 'open'> & { poll: Poll; isLive: boolean }) {
  const t = useTranslations('votes.list');
  const words = useTranslations('polls');
  const outcome = useOutcomeWord();
  const lines = usePollLines();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const { meetingId } = useLiveClient();
  const [isWhole, setWhole] = useState(false);
  const taking = useTakingUp();
  const takeUp = (statement: string) => {
    if (!taking) return null;
    if (taking.isTaken(statement)) return <span className="flex-none text-sm text-ink-3">{t('taken')}</span>;
    return (
      <button type="button" className="tool flex-none text-nav" onClick={() => taking.take(statement)}>
        {t('takeUp')}
      </button>
    );
  };
  const { definition, stage, pollId, openedAt } = poll;
  const { isChair, isRunner } = chairing;
  const item = agenda.find(({ itemId }) => itemId === definition.itemId);
  const isDone = stage !== 'draft' && stage !== 'open';
  const acts: readonly (readonly [boolean, Extract<ChairDialog, { pollId: string }>['kind'], string])[] = [
    [isChair && isLive && stage === 'draft', 'openVote', t('open')],
    [isRunner && stage === 'draft', 'reviseVote', t('revise')],
    [isChair && stage === 'open', 'closeVote', t('close')],
    [isChair && stage === 'closed' && poll.counted !== null, 'publishVote', t('publish')],
    [isRunner && stage !== 'draft', 'roll', t('roll')],
    [isRunner && isDone && stage !== 'closed', 'voteAgain', t('again')],
    [isChair && (stage === 'draft' || stage === 'open' || stage === 'closed'), 'cancelVote', t('cancel')],
  ];
  return (
    <li className="border-b border-line py-3">
      <p className="flex items-baseline gap-3">
        <b className="min-w-0 font-serif text-lg leading-snug">{definition.title}</b>
        <span className={`ml-auto flex-none text-sm ${stage === 'open' ? 'font-bold text-live' : 'text-ink-2'}`}>
          {stage === 'published' && definition.form === 'vote' ? outcome(poll) : words(`stage.${stage}`)}
        </span>
      </p>
      <p className="num text-sm text-ink-3">
        {words(`form.${definition.form}`)} · {lines.method(definition)}
        {item && ` · ${item.title}`}
        {openedAt !== null && ` · ${clockTime(openedAt)}`}
        {definition.againOf !== null && ` · ${t('repeats')}`}
      </p>
      {isWhole && (
        <div className="mt-2 grid gap-3">
          <Reason poll={poll} />
          {(poll.counted || poll.result) && stage !== 'cancelled' && stage !== 'invalid' && <VoteFigures poll={poll} />}
          <OpinionPicture poll={poll} {...(isRunner && { action: takeUp })} />
        </div>
      )}
      <p className="mt-1.5 flex flex-wrap gap-x-1 [&>*:first-child]:pl-0">
        {acts
          .filter(([isPossible]) => isPossible)
          .map(([, kind, label]) => (
            <button
              key={kind}
              type="button"
              className={`tool ${kind === 'openVote' || kind === 'cancelVote' ? 'text-live' : 'text-nav'}`}
              onClick={() => open({ kind, pollId })}
            >
              {label}
            </button>
          ))}
        {isRunner && poll.counted && (
          <a className="tool text-nav" href={`/api/live/${meetingId}/polls/${pollId}/export`} download>
            {t('export')}
          </a>
        )}
        {isDone && (
          <button type="button" className="tool text-nav" aria-expanded={isWhole} onClick={() => setWhole(!isWhole)}>
            {t(isWhole ? 'less' : 'more')}
          </button>
        )}
      </p>
    </li>
  );
}
