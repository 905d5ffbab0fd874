'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import { PresenceAsk } from '#app/_features/attendance/presence-ask.tsx';
import { Announcements } from '#app/_features/meetings-live/announcements.tsx';
import { useBallot } from '#app/_features/polls/use-ballot.ts';
import { type Ballots, useBallots } from '#app/_features/polls/use-ballots.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { ReadAloud } from '#app/_ui/read-aloud.tsx';
import { StageBones } from '#app/_ui/states.tsx';
import type { Poll } from '#server/modules/polls/state.ts';
import { ActBar } from './act-bar.tsx';
import { MediaLine } from './media-line.tsx';
import { PollLine } from './poll-line.tsx';
import { RoomAnnouncements } from './room-announcements.tsx';
import { RoomBar } from './room-bar.tsx';
import { RoomRail, type RoomSheet } from './room-rail.tsx';
import { RoomStage } from './room-stage.tsx';
import { Sounds } from './track-view.tsx';
import { type RoomPlace, useEarlyTicket, useRoomPlace } from './use-media.ts';
import { type OwnTurn, useOwnTurn } from './use-own-turn.ts';
import { useStageVote } from './use-stage-vote.ts';
import { useStanding } from './use-standing.ts';
import { hasBallotFoot, VoteActBar, VoteStage } from './vote-stage.tsx';

export interface RoomPageProps {
  readonly meetingId: string;
  readonly userId: string;
}

/** The room as a member has it: the hall is dark, the papers beside it are white. */
export function RoomPage({ meetingId, userId }: RoomPageProps) {
  useEarlyTicket(meetingId);
  return (
    <LiveRoot meetingId={meetingId} bones={<StageBones />}>
      <Room userId={userId} />
    </LiveRoot>
  );
}

function Room({ userId }: { userId: string }) {
  const place = useRoomPlace(userId);
  const phase = useLive(({ meetings }) => meetings.phase);
  const own = useRoomTurn(place, userId);
  const [hasCaptions, setCaptions] = useState(true);
  const [isChecking, setChecking] = useState(false);
  const [sheet, setSheet] = useState<RoomSheet>('agenda');
  const composer = useRef<HTMLInputElement>(null);
  const isOver = phase === 'ended' || phase === 'archived';
  // The device check is longer than a phone: the page then scrolls as a whole, with the button at its foot.
  const isLobby = !isOver && (!(place.isInside || place.isEntering) || isChecking);
  const ballots = useBallots();
  const vote = useStageVote((place.isInside || place.isEntering) && !isOver);
  const talk = (): void => {
    flushSync(() => setSheet('chat'));
    composer.current?.focus();
  };
  const bar = (
    <ActBar
      place={place}
      userId={userId}
      own={own}
      isChecking={isChecking}
      onChecked={() => setChecking(false)}
      onTalk={talk}
    />
  );
  return (
    <div
      data-voting={vote.poll ? '' : undefined}
      className={`grid min-h-dvh grid-rows-[auto_auto_minmax(0,1fr)] lg:h-dvh lg:overflow-hidden ${isLobby ? '' : 'max-lg:h-dvh max-lg:min-h-140 max-lg:overflow-hidden'}`}
    >
      <RoomBar
        userId={userId}
        place={place}
        hasCaptions={hasCaptions}
        onCaptions={() => setCaptions(!hasCaptions)}
        isChecking={isChecking}
        onCheck={() => setChecking(!isChecking)}
      />
      <div>
        <ConnectionLine />
        <MediaLine place={place} />
        {place.isInside && !isOver && (
          <PollLine
            ballots={ballots}
            onVote={vote.poll ? null : vote.bringOpenBack}
            onAnswer={sheet === 'votes' ? null : () => setSheet('votes')}
          />
        )}
      </div>
      <div className="grid min-h-0 grid-rows-[auto_minmax(0,1fr)_auto] lg:grid-cols-[minmax(0,1fr)_26rem] lg:grid-rows-[minmax(0,1fr)_auto] [[lang=en]_&]:lg:grid-cols-[minmax(0,1fr)_27.5rem]">
        {vote.poll ? (
          <VoteColumn
            key={vote.poll.pollId}
            poll={vote.poll}
            ballots={ballots}
            place={place}
            own={own}
            bar={bar}
            onAway={vote.putAway}
            onFind={() => {
              vote.putAway();
              setSheet('votes');
            }}
          />
        ) : (
          <>
            <main className="flex min-h-0 min-w-0 flex-col on-stage">
              <RoomStage place={place} userId={userId} isChecking={isChecking} />
              {hasCaptions && !isLobby && !isOver && <Captions />}
            </main>
            {bar}
          </>
        )}
        <RoomRail
          userId={userId}
          sheet={sheet}
          onSheet={setSheet}
          ballots={ballots}
          onStage={vote.bringBack}
          composer={composer}
        />
      </div>
      <Sounds sounds={place.state.sounds} />
      <Announcements />
      <RoomAnnouncements userId={userId} />
      <PresenceAsk userId={userId} />
    </div>
  );
}

interface VoteColumnProps {
  readonly poll: Poll;
  readonly ballots: Ballots;
  readonly place: RoomPlace;
  readonly own: OwnTurn;
  /** The foot of the page when the ballot does not need it. */
  readonly bar: ReactNode;
  readonly onAway: () => void;
  readonly onFind: () => void;
}

/** A vote has the stage. Whoever has the floor keeps the foot of the page: an open microphone is always in sight. */
function VoteColumn({ poll, ballots, place, own, bar, onAway, onFind }: VoteColumnProps) {
  const ballot = useBallot(poll, ballots);
  const isFootOfBallot = own.turn === null && hasBallotFoot(ballot);
  return (
    <>
      <main className="flex min-h-0 min-w-0 flex-col max-lg:row-span-2">
        <VoteStage place={place} ballot={ballot} hasOwnButton={!isFootOfBallot} onAway={onAway} onFind={onFind} />
      </main>
      {isFootOfBallot ? <VoteActBar ballot={ballot} /> : bar}
    </>
  );
}

function useRoomTurn(place: RoomPlace, userId: string): OwnTurn {
  const { standing } = useStanding(userId);
  const hasRoleRight = useLive(
    ({ meetings }) =>
      meetings.participants[userId]?.roles.some((role) => role === 'chair' || role === 'technician') ?? false,
  );
  const turn = standing.kind === 'speaking' && place.isInside ? standing.turn : null;
  return useOwnTurn(place, turn, hasRoleRight);
}

/** Where the words will stand; until somebody writes or speaks them the item under discussion keeps the place. */
function Captions() {
  const t = useTranslations('rooms.captions');
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId) ?? null,
  );
  return (
    <section
      aria-label={t('title')}
      className="grid min-h-14 flex-none grid-cols-[auto_1fr_auto] content-center items-baseline gap-x-4 px-4 py-2.5 lg:min-h-23 lg:px-6"
    >
      <span className="text-sm text-ink-2">{item ? t('item') : t('title')}</span>
      <p className="line-clamp-2 text-lg lg:text-2xl">
        {item ? item.title : <span className="text-ink-2">{t('none')}</span>}
      </p>
      {item && <ReadAloud text={`${t('item')}：${item.title}`} className="self-center" />}
    </section>
  );
}
