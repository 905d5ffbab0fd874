'use client';

import { useLocale, useTranslations } from 'next-intl';
import { Fuse, ItemTime, ItemTimeNote, useItemClock } from '#app/_features/meetings-live/item-clock.tsx';
import { clockTime, duration, longDate } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { DeviceCheck } from './device-check.tsx';
import { StagePicture, useStage, Words } from './stage-picture.tsx';
import type { RoomPlace } from './use-media.ts';

/** The stage: the device check before entering, the picture inside, the notice after the end. */
export function RoomStage({ place, isChecking }: { place: RoomPlace; isChecking: boolean }) {
  const t = useTranslations('rooms');
  const phase = useLive(({ meetings }) => meetings.phase);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const isOver = phase === 'ended' || phase === 'archived';

  if (isOver)
    return (
      <Frame>
        <Words title={t('ended')} text={endedAt === null ? '' : t('endedText', { time: clockTime(endedAt) })} />
      </Frame>
    );
  if (!(place.isInside || place.isEntering) || isChecking) return <Lobby isInside={place.isInside} />;
  return (
    <Frame>
      <StagePicture media={place.state} />
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

/** Over the picture's lower edge: who or where it is, and what is left of the item. */
function Strap({ place }: { place: RoomPlace }) {
  const t = useTranslations('rooms');
  const clock = useItemClock();
  const phase = useLive(({ meetings }) => meetings.phase);
  const reason = useLive(({ meetings }) => meetings.suspendReason);
  const { composition, captionOf } = useStage(place.state);
  const isSuspended = phase === 'suspended';
  const main = composition.kind === 'one' ? captionOf(composition.main) : null;
  const isShown = place.state.mode === 'video' && (main !== null || composition.kind === 'two');
  if (!isShown && !isSuspended) return null;
  return (
    <div className="pointer-events-none absolute inset-x-0 bottom-0 bg-linear-to-t from-stage-scrim from-25% to-transparent pt-10 lg:pt-16">
      <div className="flex items-end justify-between gap-4 px-4 pb-3 lg:px-6 lg:pb-5">
        {isSuspended ? (
          <div>
            <p className="font-serif text-xl font-bold lg:text-4xl lg:leading-tight">{t('suspended')}</p>
            <p className="text-sm text-ink lg:text-lg">{reason}</p>
          </div>
        ) : (
          main && (
            <div className="min-w-0">
              <p className="flex items-center gap-2 text-sm max-lg:hidden">
                {phase === 'live' && <i className="live-dot text-live" />}
                {main.kind}
              </p>
              <p className="flex flex-wrap items-baseline gap-x-4">
                <b className="truncate font-serif text-lg lg:text-3xl">{main.name}</b>
                <span className="text-sm lg:text-lg">{main.note}</span>
              </p>
            </div>
          )
        )}
        {clock && (
          <p className="flex-none text-right text-sm text-ink-2">
            <span className="max-lg:hidden">
              <ItemTimeNote clock={clock} />
            </span>
            <ItemTime clock={clock} className="text-3xl lg:text-6xl" />
          </p>
        )}
      </div>
      {clock && <Fuse clock={clock} className={`h-1.25 bg-stage-ink/22 ${isSuspended ? 'opacity-50' : ''}`} />}
    </div>
  );
}

/** Before entering, or on wish later: what the devices do. */
function Lobby({ isInside }: { isInside: boolean }) {
  const t = useTranslations('rooms.lobby');
  const phase = useLive(({ meetings }) => meetings.phase);
  return (
    <section className="min-h-0 flex-1 overflow-y-auto p-4 lg:p-6" aria-label={t('title')}>
      <div className="mx-auto grid max-w-4xl gap-4">
        <div>
          <h2 className="font-serif text-2xl">{t(isInside ? 'devices' : 'title')}</h2>
          {!isInside && <p className="text-note text-ink-2">{phase === 'scheduled' ? <Countdown /> : t('open')}</p>}
        </div>
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
