'use client';

import { useTranslations } from 'next-intl';
import { PublishControls } from '#app/_features/rooms/publish-controls.tsx';
import type { RoomPlace } from '#app/_features/rooms/use-media.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { AppearanceMenu } from '#app/_ui/appearance-menu.tsx';
import { Mark } from '#app/_ui/icon.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { spentMs } from '#server/modules/meetings/domain.ts';
import { Lifecycle } from './lifecycle.tsx';
import { PhaseMark } from './phase-mark.tsx';

const aMinute = 60_000;

export function ChairBar({ place, onAnswer }: { place: RoomPlace; onAnswer: (ack: CommandAck) => void }) {
  const t = useTranslations('live');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  return (
    <header className="flex min-h-13 flex-wrap items-center gap-x-2 border-b border-line bg-sheet py-1 [@media(max-height:739px)]:min-h-12 [@media(max-height:739px)]:py-0.25 pr-2 pl-4 text-sm text-ink-2 sm:pl-5">
      <a href="/desk" aria-label={t('desk')} className="tool px-0 text-ink">
        <Mark className="size-7" />
      </a>
      <h1 className="min-w-0 truncate font-serif text-lg text-ink max-sm:basis-[calc(100%-3rem)]">{title}</h1>
      <PhaseMark hasClock className="sm:ml-3" />
      <Plan />
      <span className="ml-auto" />
      {place.isInside && place.state.canPublish && <PublishControls media={place.media} state={place.state} isQuiet />}
      <Clock />
      <AppearanceMenu />
      <Lifecycle onAnswer={onAnswer} />
    </header>
  );
}

function Clock() {
  const now = useServerNow();
  const seconds = String(Math.floor(now / 1000) % 60).padStart(2, '0');
  return <time className="num text-lg font-bold text-ink sm:text-xl">{`${clockTime(now)}:${seconds}`}</time>;
}

/** When the meeting should end and when it will, if every item that is left takes its planned time. */
function Plan() {
  const t = useTranslations('live.plan');
  const now = useServerNow(10_000);
  const meetings = useLive((state) => state.meetings);
  const { details, phase, agenda } = meetings;
  if (!details || phase === 'ended' || phase === 'archived') return null;
  const planned = clockTime(details.plannedEndAt);
  if (phase !== 'live' && phase !== 'suspended')
    return <span className="num border-l border-line pl-4 max-xl:hidden">{t('planned', { time: planned })}</span>;
  const left = agenda
    .filter((item) => item.state !== 'done')
    .reduce((sum, item) => sum + Math.max(0, item.plannedMinutes * aMinute - spentMs(item, now)), 0);
  const late = Math.round((now + left - details.plannedEndAt) / aMinute);
  return (
    <span className="num border-l border-line pl-4 max-xl:hidden">
      {t('expected', { planned, time: clockTime(now + left) })}
      {late > 0 && <b className="text-time">{t('late', { minutes: late })}</b>}
    </span>
  );
}
