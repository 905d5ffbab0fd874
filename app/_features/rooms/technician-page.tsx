'use client';

import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { Announcements } from '#app/_features/meetings-live/announcements.tsx';
import { PhaseMark } from '#app/_features/meetings-live/phase-mark.tsx';
import { StageSwitch } from '#app/_features/meetings-live/stage-switch.tsx';
import { type StageActs, useStageActs } from '#app/_features/meetings-live/use-stage.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { ConnectionLine, LiveRoot } from '#app/_lib/live/live-root.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { AppearanceMenu } from '#app/_ui/appearance-menu.tsx';
import { Icon, Mark } from '#app/_ui/icon.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { MediaLine } from './media-line.tsx';
import { StagePicture } from './stage-picture.tsx';
import { useEarlyTicket, useRoomPlace } from './use-media.ts';
import { HallState } from './venue/hall-state.tsx';
import { Sender } from './venue/sender.tsx';
import { Sources } from './venue/sources.tsx';

/** What the hall sends: a camera and the mixer's sound, untouched, and a shared screen. */
export function TechnicianPage({ meetingId, userId }: { meetingId: string; userId: string }) {
  useEarlyTicket(meetingId);
  return (
    <LiveRoot meetingId={meetingId}>
      <Technician userId={userId} />
    </LiveRoot>
  );
}

function Technician({ userId }: { userId: string }) {
  const { meetingId } = useLiveClient();
  const t = useTranslations('rooms.technician');
  const place = useRoomPlace(userId);
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  const { problem, send } = useCommand();
  const stage = useStageActs(send);
  usePageKeys(stage);
  return (
    <div className="min-h-dvh">
      <header className="flex min-h-14 items-center gap-3 border-b border-line bg-sheet pr-2 pl-4 sm:px-5">
        <a href="/desk" aria-label={t('desk')} className="tool px-0 text-ink">
          <Mark />
        </a>
        <h1 className="min-w-0 truncate font-serif text-lg">{title}</h1>
        <PhaseMark className="text-sm" />
        <span className="ml-auto" />
        <AppearanceMenu />
      </header>
      <ConnectionLine />
      <MediaLine place={place} />
      <main className="mx-auto grid max-w-6xl gap-x-11 px-4 py-6 sm:px-6 lg:grid-cols-[minmax(0,1fr)_minmax(0,1.4fr)]">
        <Section title={t('send')}>
          <div className="pt-2">
            {isRunning ? <Sender place={place} /> : <p className="text-note text-ink-2">{t('notOpen')}</p>}
          </div>
        </Section>
        <div>
          <Section title={t('out')}>
            <div className="relative mt-2 aspect-video overflow-hidden rounded-xs on-stage">
              <StagePicture media={place.state} isSmall />
            </div>
            <p className="mt-2 text-sm text-ink-3">{t('outNote')}</p>
            <div className="mt-3">
              <StageSwitch media={place.state} acts={stage} isAllowed={isRunning} />
              <Problem>{problem}</Problem>
            </div>
            <p className="mt-4 flex flex-wrap items-center gap-x-4">
              <a className="btn btn-line" href={`/live/${meetingId}/screen`} target="_blank" rel="noreferrer">
                <Icon name="screen" />
                {t('openScreen')}
              </a>
              <span className="text-sm text-ink-3">{t('screenNote')}</span>
            </p>
          </Section>
          <Sources media={place.state} isAllowed={isRunning} />
          <HallState />
        </div>
      </main>
      <Announcements />
    </div>
  );
}

/** A presenter's remote turns pages here too: it sends the same two keys. */
function usePageKeys({ previous, next }: StageActs): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const turn = { PageUp: previous, PageDown: next }[event.key];
      if (!turn || (event.target instanceof Element && event.target.closest('input, textarea, select, dialog'))) return;
      event.preventDefault();
      turn();
    };
    addEventListener('keydown', onKey);
    return () => removeEventListener('keydown', onKey);
  }, [previous, next]);
}
