'use client';

import { useTranslations } from 'next-intl';
import { useUnanswered } from '#app/_features/polls/poll-sheet.tsx';
import type { Ballots } from '#app/_features/polls/use-ballots.ts';
import { useOpenVote } from '#app/_features/polls/use-polls.ts';
import { Line } from '#app/_ui/states.tsx';

interface PollLineProps {
  readonly ballots: Ballots;
  /** The open vote was put away and waits. */
  readonly onVote: (() => void) | null;
  /** Leads to where straw polls are answered; null where the person is already. */
  readonly onAnswer: (() => void) | null;
}

/** One line while something waits for this person's ballot and is not before their eyes. */
export function PollLine({ ballots, onVote, onAnswer }: PollLineProps) {
  const t = useTranslations('rooms.vote');
  const vote = useOpenVote();
  const unanswered = useUnanswered(ballots);
  const own = vote && ballots.ownOf(vote.pollId);
  const isVoteWaiting = own?.by === 'device' && !own.hasVoted;
  if (isVoteWaiting && onVote)
    return (
      <Line icon="warning">
        {t('waits')}{' '}
        <button type="button" className="font-bold text-nav" onClick={onVote}>
          {t('goVote')}
        </button>
      </Line>
    );
  const straws = unanswered - (isVoteWaiting ? 1 : 0);
  if (straws <= 0 || !onAnswer) return null;
  return (
    <Line icon="talk">
      {t('straws', { count: straws })}{' '}
      <button type="button" className="font-bold text-nav" onClick={onAnswer}>
        {t('goAnswer')}
      </button>
    </Line>
  );
}
