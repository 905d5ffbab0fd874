'use client';

import { useLocale, useTranslations } from 'next-intl';
import { type ReactNode, useEffect, useRef } from 'react';
import { numbersOf } from '#app/_features/meetings-live/agenda.tsx';
import { BallotBody, GiveButton, VoteFigures } from '#app/_features/polls/ballot-parts.tsx';
import { PollResultView } from '#app/_features/polls/poll-result.tsx';
import type { Ballot } from '#app/_features/polls/use-ballot.ts';
import { VoteClock, VoteFuse } from '#app/_features/polls/vote-clock.tsx';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { Bar } from './act-bar.tsx';
import { big } from './big-button.tsx';
import { StagePicture } from './stage-picture.tsx';
import { useSpeakerWords } from './stage-strap.tsx';
import type { RoomPlace } from './use-media.ts';

interface VoteStageProps {
  readonly place: RoomPlace;
  readonly ballot: Ballot;
  /** The press that gives the ballot stands on the paper, because the foot of the page is taken. */
  readonly hasOwnButton: boolean;
  readonly onAway: () => void;
  readonly onFind: () => void;
}

/** A vote on the stage: the hall stays in sight, small; the question and the answers lie on paper. */
export function VoteStage({ place, ballot, hasOwnButton, onAway, onFind }: VoteStageProps) {
  const t = useTranslations('rooms.vote');
  const { poll, state } = ballot;
  const isOpen = poll.stage === 'open';
  const paper = useRef<HTMLElement>(null);
  const heading = useRef<HTMLHeadingElement>(null);
  // Whoever works by keyboard or is read to lands on the question; nobody is torn out of what they write.
  useEffect(() => {
    const { activeElement } = document;
    const isWriting = activeElement instanceof HTMLInputElement || activeElement instanceof HTMLTextAreaElement;
    if (!isWriting || paper.current?.contains(activeElement)) heading.current?.focus({ preventScroll: true });
  }, [poll.pollId, poll.stage]);
  const isGiven = state.kind === 'voted';
  useEffect(() => {
    if (isGiven) paper.current?.querySelector<HTMLElement>('[data-autofocus]')?.focus({ preventScroll: true });
  }, [isGiven]);
  return (
    <>
      <HallStrip place={place} />
      <section
        ref={paper}
        aria-label={t('title')}
        data-paper
        className="min-h-0 flex-1 overflow-y-auto bg-ground text-ink"
      >
        <div className="mx-auto grid max-w-3xl gap-3 px-5 py-4 lg:px-8 lg:py-5">
          <p className="flex flex-wrap items-center gap-2.5 text-sm text-ink-2">
            <ItemNumber poll={poll} />
            <SecrecyTag poll={poll} />
            <VoteClock poll={poll} className="ml-auto text-5xl" />
          </p>
          <VoteFuse poll={poll} />
          <h2 ref={heading} tabIndex={-1} className="font-serif text-2xl leading-snug outline-none">
            {poll.definition.title}
          </h2>
          <ItemDocuments poll={poll} />
          {isOpen ? (
            <>
              <BallotBody ballot={ballot} onFind={onFind} />
              {hasOwnButton && <GiveButton ballot={ballot} className="btn btn-big" />}
              <VoteFigures poll={poll} />
            </>
          ) : (
            <>
              <PollResultView poll={poll} isLarge />
              {isGiven && <BallotBody ballot={ballot} onFind={onFind} />}
              {state.kind === 'missed' && poll.stage === 'closed' && <BallotBody ballot={ballot} />}
            </>
          )}
          <button type="button" className="btn btn-text justify-self-start" onClick={onAway}>
            {t(isOpen && !isGiven ? 'later' : 'back')}
          </button>
        </div>
      </section>
    </>
  );
}

/** The picture small, and who speaks beside it. */
function HallStrip({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms');
  const { main } = useFloor();
  const words = useSpeakerWords();
  const chair = useLive(
    ({ meetings }) => Object.values(meetings.participants).find(({ roles }) => roles.includes('chair'))?.name ?? '',
  );
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? '',
  );
  return (
    <div className="flex flex-none items-center gap-3 px-4 py-2 on-stage lg:px-6">
      <section
        aria-label={t('stage.title')}
        className="relative aspect-video w-37 flex-none overflow-hidden rounded-xs bg-stage-raised lg:w-44"
      >
        <StagePicture media={place.state} isSmall />
      </section>
      <p className="min-w-0 text-sm text-ink-2">
        <b className="text-ink">{main ? words(main).name : t('vote.chair', { name: chair })}</b>{' '}
        {main && words(main).note}
        <span className="line-clamp-2 text-note text-ink">{item}</span>
      </p>
    </div>
  );
}

function ItemNumber({ poll }: { poll: Poll }) {
  const t = useTranslations('rooms.vote');
  const locale = useLocale();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const number = numbersOf(agenda, locale).get(poll.definition.itemId ?? current ?? '');
  return number ? <span>{t('item', { number })}</span> : null;
}

function SecrecyTag({ poll }: { poll: Poll }) {
  const t = useTranslations('polls.secrecy');
  return <span className="tag">{t(poll.definition.secrecy)}</span>;
}

/** What is voted on, to read first. */
function ItemDocuments({ poll }: { poll: Poll }): ReactNode {
  const t = useTranslations('rooms.vote');
  const { meetingId } = useLiveClient();
  const documents = useLive(({ meetings }) => meetings.documents);
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const of = poll.definition.itemId ?? current;
  const own = documents.filter(({ itemId }) => itemId !== null && itemId === of);
  if (own.length === 0) return null;
  return (
    <p className="flex flex-wrap gap-x-4">
      {own.map(({ documentId, title, pageCount }) => (
        <a
          key={documentId}
          className="inline-flex min-h-target items-center gap-2 text-note text-nav"
          href={`/api/live/${meetingId}/documents/${documentId}`}
          target="_blank"
          rel="noreferrer"
        >
          <Icon name="document" />
          {pageCount > 0 ? t('document', { title, count: pageCount }) : title}
        </a>
      ))}
    </p>
  );
}

/** At the foot while a vote has the stage: what the press means, and the press. */
export function VoteActBar({ ballot }: { ballot: Ballot }) {
  const t = useTranslations('rooms.vote');
  const { state, poll } = ballot;
  const { secrecy } = poll.definition;
  return (
    <Bar isPaper>
      <p className="grid min-w-0 flex-1 text-sm text-ink-2 max-sm:text-center">
        <span>{t(`secrecyNote.${secrecy}`)}</span>
        <b className={secrecy === 'secret' ? 'text-live' : ''}>{t(`finality.${secrecy}`)}</b>
        {state.kind === 'sending' && <span role="status">{t('sending')}</span>}
      </p>
      {state.kind === 'voted' ? (
        <p className={`${big} btn-waiting`}>{t('given')}</p>
      ) : (
        <GiveButton ballot={ballot} className={big} />
      )}
    </Bar>
  );
}

/**
 * Whether the foot of the page belongs to the ballot: while there is something to give, and afterwards too, so that the second
 * half of a double click finds nothing else to press.
 */
export const hasBallotFoot = ({ state, poll }: Ballot): boolean =>
  poll.stage === 'open' && (state.kind === 'choosing' || state.kind === 'sending' || state.kind === 'voted');
