'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { PresencePanel } from '#app/_features/attendance/attendance.tsx';
import { MembersChat } from '#app/_features/chat/members-chat.tsx';
import { ChannelMenu } from '#app/_features/chat/moderation.tsx';
import { grouped, PublicQuestions } from '#app/_features/chat/public-questions.tsx';
import { MediaLine } from '#app/_features/rooms/media-line.tsx';
import { Sounds } from '#app/_features/rooms/track-view.tsx';
import { useEarlyTicket, useRoomPlace } from '#app/_features/rooms/use-media.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';
import { Notice } from '#app/_ui/states.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { PendingQuestion } from '#server/modules/chat/state.ts';
import { nextItem } from '#server/modules/meetings/domain.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import { Agenda } from './agenda.tsx';
import { Announcements } from './announcements.tsx';
import { ChairBar } from './chair-bar.tsx';
import { useChairKeys } from './chair-keys.ts';
import { ChairMiddle } from './chair-middle.tsx';
import { KeyBar, KeyHelp } from './key-help.tsx';
import { StageSwitch, stageKeys } from './stage-switch.tsx';

/** One screen from which a meeting is led: left the plan, in the middle the floor, right what goes out. */
export function ChairPage({ meetingId, userId }: { meetingId: string; userId: string }) {
  useEarlyTicket(meetingId);
  return (
    <LiveRoot meetingId={meetingId}>
      <ChairOnly userId={userId}>
        <Chair userId={userId} />
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
    <main className="grid min-h-dvh place-items-center">
      <Notice
        icon="people"
        title={t('title')}
        action={
          <a className="btn btn-nav" href={`/live/${meetingId}`}>
            {t('room')}
          </a>
        }
      >
        {t('text')}
      </Notice>
    </main>
  );
}

function Chair({ userId }: { userId: string }) {
  const t = useTranslations('live');
  const say = useViolationText();
  const { send } = useLiveClient();
  const place = useRoomPlace(userId);
  const phase = useLive(({ meetings }) => meetings.phase);
  const currentItemId = useLive(({ meetings }) => meetings.currentItemId);
  const next = useLive(({ meetings }) => nextItem(meetings));
  const pending = useLive(({ chat }) => chat.pending);
  const [problem, setProblem] = useState<string | null>(null);
  const [isHelpOpen, setHelpOpen] = useState(false);
  const [areQuestionsOpen, setQuestionsOpen] = useState(false);
  const [declining, setDeclining] = useState<PendingQuestion | null>(null);

  const onAnswer = (ack: CommandAck): void => setProblem(ack.ok ? null : say(ack.error));
  const submit = (type: string, input: unknown): void => void send(type, input).then(onAnswer);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const switchStage = (layout: StageLayout): void =>
    submit('rooms.switchStage', { layout, documentId: null, page: null });
  const canMove = phase === 'live' && next !== null;
  const moveOn = (): void => {
    if (next) submit('meetings.startItem', { itemId: next.itemId, basedOn: currentItemId });
  };
  const first = grouped(pending)[0]?.first;

  useChairKeys({
    n: canMove ? moveOn : undefined,
    q: () => setQuestionsOpen(true),
    d: first && (() => submit('chat.publishMessage', { messageId: first.messageId })),
    r: first && (() => setDeclining(first)),
    '?': () => setHelpOpen(true),
    ...(isRunning && Object.fromEntries(stageKeys.map((layout, at) => [String(at + 1), () => switchStage(layout)]))),
  });

  return (
    <div className="grid min-h-dvh grid-rows-[auto_auto_minmax(0,1fr)_auto] leading-snug lg:h-dvh lg:overflow-hidden elder:lg:h-auto elder:lg:overflow-visible">
      <ChairBar onAnswer={onAnswer} />
      <div>
        <ConnectionLine />
        <MediaLine place={place} />
        {problem && (
          <p role="alert" className="flex items-center gap-3 bg-well px-5 py-1.5 text-sm">
            {problem}
            <button type="button" className="ml-auto text-nav" onClick={() => setProblem(null)}>
              {t('dismiss')}
            </button>
          </p>
        )}
      </div>
      <main className="grid min-h-0 lg:grid-cols-[18.25rem_minmax(0,1fr)_26.5rem] elder:lg:grid-cols-[21rem_minmax(0,1fr)_24rem]">
        <section className="flex min-h-0 flex-col border-line lg:border-r" aria-label={t('agenda.title')}>
          <h2 className="flex min-h-10 flex-none items-center gap-2 px-5 text-note">
            {t('agenda.title')} <span className="truncate text-sm font-normal text-ink-3">{t('agenda.columns')}</span>
            {canMove && (
              <button type="button" className="tool -mr-2.5 ml-auto font-normal text-nav" onClick={moveOn}>
                {currentItemId === null ? t('agenda.first') : t('agenda.next')} <kbd>N</kbd>
              </button>
            )}
          </h2>
          <div className="min-h-0 flex-1 overflow-y-auto">
            <Agenda isCompact />
          </div>
          <PresencePanel limit={10} />
        </section>
        <ChairMiddle place={place}>
          <MembersChat me={userId} canModerate={phase !== 'scheduled' && phase !== 'archived'} canPost={isRunning} />
        </ChairMiddle>
        <section className="flex min-h-0 flex-col border-line bg-sheet px-4 lg:border-l" aria-label={t('out')}>
          <StageSwitch media={place.state} onSwitch={switchStage} isAllowed={isRunning} />
          <h2 className="mt-3 flex min-h-10 flex-none items-center gap-2 border-t border-line text-note">
            {t('questions.title')}
            <span className="num text-sm font-normal text-ink-3">
              {t('questions.pending', { count: pending.length })}
            </span>
            <span className="ml-auto flex items-center font-normal">
              {pending.length > 0 && (
                <button type="button" className="tool text-nav" onClick={() => setQuestionsOpen(true)}>
                  {t('questions.enter')} <kbd>Q</kbd>
                </button>
              )}
              <span className="text-ink-2">
                <ChannelMenu channel="public" />
              </span>
            </span>
          </h2>
          <PublicQuestions shown={6} declining={declining} onDeclining={setDeclining} />
        </section>
      </main>
      <KeyBar
        isRunning={isRunning}
        canMove={canMove}
        hasQuestions={first !== undefined}
        onHelp={() => setHelpOpen(true)}
      />
      <KeyHelp isOpen={isHelpOpen} onClose={() => setHelpOpen(false)} />
      <Dialog isOpen={areQuestionsOpen} onClose={() => setQuestionsOpen(false)} title={t('questions.title')}>
        <PublicQuestions shown={50} declining={null} onDeclining={setDeclining} />
      </Dialog>
      <Sounds sounds={place.state.sounds} />
      <Announcements />
    </div>
  );
}
