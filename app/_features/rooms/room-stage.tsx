'use client';

import { useLocale, useTranslations } from 'next-intl';
import { LobbyPart } from '#app/_features/attendance/lobby-part.tsx';
import { clockTime, duration, longDate } from '#app/_lib/format.ts';
import { useLive, useLiveClient, useServerNow } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { DeviceCheck } from './device-check.tsx';
import { StagePicture, Words } from './stage-picture.tsx';
import { Strap } from './stage-strap.tsx';
import type { RoomPlace } from './use-media.ts';

/** The stage: the device check before entering, the picture inside, the notice after the end. */
export function RoomStage({ place, userId, isChecking }: { place: RoomPlace; userId: string; isChecking: boolean }) {
  const t = useTranslations('rooms');
  const { meetingId } = useLiveClient();
  const phase = useLive(({ meetings }) => meetings.phase);
  const hasFloor = useLive(({ speaking }) => speaking.mainTurnId !== null);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const isOver = phase === 'ended' || phase === 'archived';

  if (isOver)
    return (
      <Frame>
        <Words title={t('ended')} text={endedAt === null ? '' : t('endedText', { time: clockTime(endedAt) })}>
          <a href={`/replay/${meetingId}`} className="btn btn-nav mt-3 self-start">
            <Icon name="play" />
            {t('toReplay')}
          </a>
        </Words>
      </Frame>
    );
  if (!(place.isInside || place.isEntering) || isChecking) return <Lobby userId={userId} isInside={place.isInside} />;
  return (
    <Frame>
      <StagePicture media={place.state} hasStrap={hasFloor || phase === 'suspended'} />
      <Strap place={place} />
    </Frame>
  );
}

function Frame({ children }: { children: React.ReactNode }) {
  const t = useTranslations('rooms');
  return (
    <section
      className="relative min-h-0 flex-1 overflow-hidden bg-[url(/seats.svg)] bg-size-[min(40%,22rem)] bg-position-[50%_42%] bg-no-repeat max-lg:aspect-video max-lg:max-h-[42dvh] max-lg:flex-none"
      aria-label={t('stage.title')}
    >
      {children}
    </section>
  );
}

/** Before entering, or on wish later: what the devices do. */
function Lobby({ userId, isInside }: { userId: string; isInside: boolean }) {
  const t = useTranslations('rooms.lobby');
  const phase = useLive(({ meetings }) => meetings.phase);
  return (
    <section className="min-h-0 flex-1 overflow-y-auto p-4 lg:p-6" aria-label={t('title')}>
      <div className="mx-auto grid max-w-4xl gap-4">
        <div>
          <h2 className="font-serif text-2xl">{t(isInside ? 'devices' : 'title')}</h2>
          {!isInside && <p className="text-note text-ink-2">{phase === 'scheduled' ? <Countdown /> : t('open')}</p>}
        </div>
        {!isInside && <LobbyPart userId={userId} />}
        <DeviceCheck />
      </div>
    </section>
  );
}

const anHour = 3_600_000;

function Countdown() {
  const t = useTranslations('rooms.lobby');
  const locale = useLocale();
  const now = useServerNow();
  const plannedStartAt = useLive(({ meetings }) => meetings.details?.plannedStartAt ?? null);
  if (plannedStartAt === null) return t('notOpen');
  const leftMs = plannedStartAt - now;
  if (leftMs <= 0) return t('late');
  return leftMs < anHour
    ? t('startsIn', { left: duration(leftMs) })
    : t('startsAt', { date: longDate(plannedStartAt, locale), time: clockTime(plannedStartAt) });
}
