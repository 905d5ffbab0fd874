'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { BallotBody, GiveButton, ReceiptLine, VoteFigures } from './ballot-parts.tsx';
import { FindReceipt, hasList } from './find-receipt.tsx';
import { PollResultView } from './poll-result.tsx';
import { usePollLines } from './poll-words.tsx';
import { useBallot } from './use-ballot.ts';
import type { Ballots } from './use-ballots.ts';
import { usePolls } from './use-polls.ts';
import { VoteClock } from './vote-clock.tsx';

/** Every vote and poll of the meeting, the open ones first: to answer, and to look up what became of them. */
export function PollSheet({
  userId,
  ballots,
  onStage,
}: {
  userId: string;
  ballots: Ballots;
  /** Brings an open vote back onto the stage. */
  onStage: (poll: Poll) => void;
}) {
  const t = useTranslations('polls.ballot');
  const polls = usePolls().filter(({ openedAt }) => openedAt !== null);
  const open = polls.filter(({ stage }) => stage === 'open').toReversed();
  const over = polls.filter(({ stage }) => stage !== 'open').toReversed();
  if (polls.length === 0) return <Notice title={t('none')}>{t('noneText')}</Notice>;
  return (
    <div className="grid gap-4 px-5 py-3">
      {open.map((poll) =>
        poll.definition.form === 'vote' ? (
          <OpenVote key={poll.pollId} poll={poll} onStage={onStage} />
        ) : (
          <OpenStraw key={poll.pollId} poll={poll} ballots={ballots} />
        ),
      )}
      {over.map((poll) => (
        <OverPoll key={poll.pollId} poll={poll} userId={userId} ballots={ballots} />
      ))}
    </div>
  );
}

function Head({ poll, children }: { poll: Poll; children?: ReactNode }) {
  const t = useTranslations('polls');
  const { form, secrecy, electorate } = poll.definition;
  return (
    <>
      <p className="flex flex-wrap items-center gap-2 text-sm text-ink-2">
        <span className="tag">{t(`form.${form}`)}</span>
        {electorate !== 'public' && <span className="tag">{t(`secrecy.${secrecy}`)}</span>}
        {children}
      </p>
      <h3 className="font-serif text-lg leading-snug">{poll.definition.title}</h3>
    </>
  );
}

/** A formal vote is given on the stage; here stands that it runs. */
function OpenVote({ poll, onStage }: { poll: Poll; onStage: (poll: Poll) => void }) {
  const t = useTranslations('polls.ballot');
  return (
    <article className="grid gap-2 border-t-3 border-live pt-2">
      <Head poll={poll}>
        <VoteClock poll={poll} className="ml-auto text-xl" />
      </Head>
      <VoteFigures poll={poll} />
      <button type="button" className="btn btn-nav justify-self-start" onClick={() => onStage(poll)}>
        {t('toStage')}
      </button>
    </article>
  );
}

function OpenStraw({ poll, ballots }: { poll: Poll; ballots: Ballots }) {
  const t = useTranslations('polls.ballot');
  const ballot = useBallot(poll, ballots);
  if (poll.definition.electorate === 'public')
    return (
      <article className="grid gap-2 border-t-3 border-nav pt-2">
        <Head poll={poll} />
        <p className="text-note text-ink-2">{t('publicOnly')}</p>
        <VoteFigures poll={poll} />
      </article>
    );
  return (
    <article className="grid gap-3 border-t-3 border-nav pt-2">
      <Head poll={poll}>
        <VoteClock poll={poll} className="ml-auto text-xl" />
      </Head>
      <BallotBody ballot={ballot} />
      <GiveButton ballot={ballot} className="btn justify-self-start" />
      <VoteFigures poll={poll} />
    </article>
  );
}

function OverPoll({ poll, userId, ballots }: { poll: Poll; userId: string; ballots: Ballots }) {
  const t = useTranslations('polls.ballot');
  const find = useTranslations('polls.find');
  const lines = usePollLines();
  const ownName = useLive(({ meetings }) => meetings.participants[userId]?.name ?? null);
  const own = ballots.ownOf(poll.pollId);
  const receipt = own?.hasVoted ? ballots.receiptOf(poll.pollId) : null;
  const at = poll.publishedAt ?? poll.closedAt;
  const isListed = hasList(poll);
  return (
    <article className="grid gap-2.5 border-t border-line-strong pt-2">
      <Head poll={poll}>{at !== null && <span className="num ml-auto">{clockTime(at)}</span>}</Head>
      <PollResultView poll={poll} />
      <p className="text-sm text-ink-2">{own?.hasVoted ? t('youVoted') : t('youDidNot')}</p>
      {receipt && poll.definition.secrecy !== 'named' && <ReceiptLine receipt={receipt} note={t('receiptNote')} />}
      {isListed && (
        <details>
          <summary className="flex min-h-target cursor-pointer items-center text-note text-nav">
            {find('title')}
          </summary>
          <div className="grid gap-2 pb-2">
            <p className="text-sm text-ink-2">{lines.method(poll.definition)}</p>
            <FindReceipt poll={poll} receipt={receipt} ownName={ownName} />
          </div>
        </details>
      )}
    </article>
  );
}

/** How many polls wait for this person's answer. */
export function useUnanswered(ballots: Ballots): number {
  const polls = usePolls();
  return polls.filter(({ stage, pollId }) => {
    const own = ballots.ownOf(pollId);
    return stage === 'open' && own?.by === 'device' && !own.hasVoted;
  }).length;
}
