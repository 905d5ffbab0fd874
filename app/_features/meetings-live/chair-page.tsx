'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useCallback, useState } from 'react';
import { PresencePanel } from '#app/_features/attendance/attendance.tsx';
import { ChannelMenu } from '#app/_features/chat/moderation.tsx';
import { PublicQuestions } from '#app/_features/chat/public-questions.tsx';
import { MediaLine } from '#app/_features/rooms/media-line.tsx';
import { Sounds } from '#app/_features/rooms/track-view.tsx';
import { useEarlyTicket, useRoomPlace } from '#app/_features/rooms/use-media.ts';
import { Conduct } from '#app/_features/speaking/conduct.tsx';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { PageNotice } from '#app/_ui/states.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { groupsOf } from '#server/modules/chat/figures.ts';
import { Agenda } from './agenda.tsx';
import { Announcements } from './announcements.tsx';
import { ChairBar } from './chair-bar.tsx';
import type { ChairDialog } from './chair-dialogs.ts';
import { useChairKeys } from './chair-keys.ts';
import { ChairMiddle } from './chair-middle.tsx';
import { ChairPapers } from './chair-papers.tsx';
import { ChairVote } from './chair-vote.tsx';
import { KeyBar } from './key-help.tsx';
import { StageSwitch } from './stage-switch.tsx';
import { type Chairing, useChairActs } from './use-chair-acts.ts';

/** One screen from which a meeting is led: left the plan, in the middle the floor, right what goes out. */
export function ChairPage({ meetingId, userId }: { meetingId: string; userId: string }) {
  useEarlyTicket(meetingId);
  return (
    <LiveRoot meetingId={meetingId}>
      <ChairOnly userId={userId}>
        <Answers userId={userId} />
      </ChairOnly>
    </LiveRoot>
  );
}

/** Members and guests are led to the room; the server refuses them the chair's commands in any case. */
function ChairOnly({ userId, children }: { userId: string; children: ReactNode }) {
  const t = useTranslations('live.chairOnly');
  const roles = useLive(({ meetings }) => meetings.participants[userId]?.roles);
  const { meetingId } = useLiveClient();
  const isOther = roles?.every((role) => role === 'member' || role === 'guest' || role === 'observer') ?? false;
  if (!isOther) return children;
  return (
    <PageNotice icon="people" title={t('title')} href={`/live/${meetingId}`} go={t('room')}>
      {t('text')}
    </PageNotice>
  );
}

/** Why the last thing that was pressed did not happen stands in one line; the next success takes it away. */
function Answers({ userId }: { userId: string }) {
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const onAnswer = useCallback((ack: CommandAck): void => setProblem(ack.ok ? null : say(ack.error)), [say]);
  return (
    <Conduct onAnswer={onAnswer}>
      <Chair userId={userId} problem={problem} onAnswer={onAnswer} onDismiss={() => setProblem(null)} />
    </Conduct>
  );
}

interface ChairProps {
  readonly userId: string;
  readonly problem: string | null;
  readonly onAnswer: (ack: CommandAck) => void;
  readonly onDismiss: () => void;
}

function Chair({ userId, problem, onAnswer, onDismiss }: ChairProps) {
  const t = useTranslations('live');
  const place = useRoomPlace(userId);
  const pending = useLive(({ chat }) => chat.pending);
  const published = useLive(({ chat }) => chat.published);
  const [dialog, setDialog] = useState<ChairDialog | null>(null);
  const [selectedId, setSelectedId] = useState<string | null>(null);
  const [question] = groupsOf({ pending, published });
  const chairing = useChairActs({ userId, open: setDialog, selectedId, onSelect: setSelectedId, question });
  const { acts } = chairing;
  useChairKeys(acts);

  return (
    <div className="grid min-h-dvh grid-cols-[minmax(0,1fr)] grid-rows-[auto_auto_minmax(0,1fr)_auto] leading-snug lg:h-dvh lg:overflow-hidden elder:lg:h-auto elder:lg:overflow-visible">
      <ChairBar place={place} onAnswer={onAnswer} />
      <div>
        <ConnectionLine />
        <MediaLine place={place} />
        {problem && (
          <p role="alert" className="flex items-center gap-3 bg-well px-5 py-1.5 text-sm">
            {problem}
            <button type="button" className="ml-auto text-nav" onClick={onDismiss}>
              {t('dismiss')}
            </button>
          </p>
        )}
      </div>
      <main className="grid min-h-0 grid-cols-[minmax(0,1fr)] lg:grid-cols-[18.25rem_minmax(0,1fr)_26.5rem] elder:lg:grid-cols-[21rem_minmax(0,1fr)_26rem]">
        <Plan chairing={chairing} />
        <ChairMiddle
          place={place}
          chairing={chairing}
          selectedId={selectedId}
          onSelect={setSelectedId}
          open={setDialog}
        />
        <section className="flex min-h-0 flex-col border-line bg-sheet px-4 lg:border-l" aria-label={t('out')}>
          <StageSwitch media={place.state} acts={chairing.stage} isAllowed={acts.blank !== undefined} />
          <ChairVote chairing={chairing} open={setDialog} />
          <h2 className="mt-2 flex min-h-10 flex-none items-center gap-2 border-t border-line text-note [@media(max-height:739px)]:min-h-9">
            {t('questions.title')}
            <span className="num text-sm font-normal text-ink-3">
              {t('questions.pending', { count: pending.length })}
            </span>
            <span className="ml-auto flex items-center font-normal">
              {pending.length > 0 && (
                <button type="button" className="tool min-h-9! text-nav elder:min-h-target!" onClick={acts.questions}>
                  {t('questions.enter')} <kbd>Q</kbd>
                </button>
              )}
              <span className="text-ink-2">
                <ChannelMenu channel="public" />
              </span>
            </span>
          </h2>
          <PublicQuestions
            shown={4}
            onDecline={(group) => setDialog({ kind: 'decline', group })}
            onFloor={acts.toFloor && ((asked) => setDialog({ kind: 'toFloor', question: asked }))}
          />
        </section>
      </main>
      <KeyBar acts={acts} onHelp={() => setDialog({ kind: 'help' })} />
      <ChairPapers
        dialog={dialog}
        userId={userId}
        chairing={chairing}
        open={setDialog}
        onClose={() => setDialog(null)}
      />
      <Sounds sounds={place.state.sounds} />
      <Announcements />
    </div>
  );
}

/** The agenda with the way on, and who is here. */
function Plan({ chairing: { acts } }: { chairing: Chairing }) {
  const t = useTranslations('live.agenda');
  const currentItemId = useLive(({ meetings }) => meetings.currentItemId);
  return (
    <section className="flex min-h-0 flex-col border-line lg:border-r" aria-label={t('title')}>
      <h2 className="flex min-h-10 flex-none items-center gap-2 px-5 text-note [@media(max-height:739px)]:min-h-9">
        {t('title')} <span className="truncate text-sm font-normal text-ink-3">{t('columns')}</span>
        {acts.nextItem && (
          <button
            type="button"
            className="tool -mr-2.5 ml-auto min-h-9! font-normal text-nav elder:min-h-target!"
            onClick={acts.nextItem}
          >
            {currentItemId === null ? t('first') : t('next')} <kbd>N</kbd>
          </button>
        )}
      </h2>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard */}
      <div className="min-h-0 flex-1 overflow-y-auto" role="group" aria-label={t('title')} tabIndex={0}>
        <Agenda isCompact />
      </div>
      <PresencePanel limit={9} />
    </section>
  );
}
