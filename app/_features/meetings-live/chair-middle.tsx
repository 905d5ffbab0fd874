'use client';

import { useTranslations } from 'next-intl';
import { type ReactNode, useState } from 'react';
import { ChannelMenu } from '#app/_features/chat/moderation.tsx';
import { hasAgreed } from '#app/_features/rooms/device.ts';
import { PublishControls } from '#app/_features/rooms/publish-controls.tsx';
import { StagePicture } from '#app/_features/rooms/stage-picture.tsx';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { Fuse, type ItemClock, ItemTime, ItemTimeNote, useItemClock } from './item-clock.tsx';

/** The picture that goes out, the item under discussion with its clock, and the members' talk. */
export function ChairMiddle({ place, children }: { place: RoomPlace; children: ReactNode }) {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const clock = useItemClock();
  const isRunning = phase === 'open' || phase === 'live' || phase === 'suspended';
  return (
    <section className="flex min-h-0 flex-col max-lg:order-first" aria-label={t('floor')}>
      <div className="grid flex-none gap-5 px-5 pt-3.5 sm:grid-cols-[minmax(0,20rem)_minmax(0,1fr)] [@media(max-height:739px)]:sm:grid-cols-[minmax(0,14.5rem)_minmax(0,1fr)]">
        <div className="relative aspect-video w-full overflow-hidden rounded-xs on-stage">
          {place.isInside && isRunning ? (
            <StagePicture media={place.state} isSmall />
          ) : (
            <Gate place={place} isRunning={isRunning} />
          )}
        </div>
        {clock ? <CurrentItem clock={clock} /> : <NoItem />}
      </div>
      {clock && <Fuse clock={clock} className="mx-5 mt-3.5 h-1.5 flex-none bg-well text-ink" />}
      {place.isInside && isRunning && place.state.canPublish && (
        <div className="mx-5 mt-2.5 flex-none rounded-xs px-2 on-stage">
          <PublishControls media={place.media} state={place.state} />
        </div>
      )}
      <h2 className="mx-5 mt-3.5 flex h-11 flex-none items-center border-t-3 border-double border-line-strong text-note">
        {t('talk')}
        <span className="ml-auto font-normal text-ink-2">
          <ChannelMenu channel="members" />
        </span>
      </h2>
      <div className="flex min-h-40 flex-1 flex-col max-lg:h-[60dvh] lg:min-h-0 elder:h-128 elder:flex-none">
        {children}
      </div>
    </section>
  );
}

function CurrentItem({ clock }: { clock: ItemClock }) {
  const t = useTranslations('live.agenda');
  return (
    <div className="flex min-w-0 flex-col justify-between gap-1">
      <div>
        <p className="text-sm text-ink-3">{t('currentItem')}</p>
        <h3 className="line-clamp-2 font-serif text-xl">{clock.item.title}</h3>
      </div>
      <p className="text-right text-sm text-ink-3">
        <ItemTime clock={clock} className="text-6xl lg:text-clock [@media(max-height:739px)]:text-6xl" />
        <span className="num mt-1.5 block">
          <ItemTimeNote clock={clock} />
        </span>
      </p>
    </div>
  );
}

function NoItem() {
  const t = useTranslations('live.agenda');
  const phase = useLive(({ meetings }) => meetings.phase);
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  const isOver = endedAt !== null;
  return (
    <div>
      <p className="font-serif text-xl font-bold">{t(isOver ? 'over' : 'noItem')}</p>
      <p className="mt-1 text-note text-ink-2">
        {isOver
          ? t('overText', { time: clockTime(endedAt) })
          : t(phase === 'live' || phase === 'suspended' ? 'noItemLive' : 'noItemYet')}
      </p>
    </div>
  );
}

/** Before the chair has entered: the consent everybody gives, in one press. */
function Gate({ place, isRunning }: { place: RoomPlace; isRunning: boolean }) {
  const t = useTranslations('rooms.lobby');
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const isOver = useLive(({ meetings }) => meetings.endedAt !== null);
  if (!isRunning)
    return (
      <p className="absolute inset-0 flex items-end p-4 text-note text-ink-2">
        {t(isOver ? 'gateOver' : 'gateClosed')}
      </p>
    );
  return (
    <div className="absolute inset-0 flex flex-col justify-between gap-2 overflow-y-auto p-3.5">
      {hasAgreed() ? <span /> : <p className="text-sm leading-snug text-ink-2">{t('consent')}</p>}
      <Problem>{problem}</Problem>
      <button
        type="button"
        className="btn btn-nav flex-none self-start"
        onClick={() => void place.enter().then((ack) => setProblem(ack.ok ? null : say(ack.error)))}
      >
        {t(hasAgreed() ? 'enter' : 'agreeAndEnter')}
      </button>
    </div>
  );
}
