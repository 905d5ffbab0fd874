'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { seatsOf } from '#app/_features/attendance/attendance.tsx';
import { useAttendance } from '#app/_features/attendance/use-attendance.ts';
import type { MediaState } from '#app/_features/rooms/media-room.ts';
import { clockTime, duration, longDate } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { Seats } from '#app/_ui/seats.tsx';
import { isVenue } from '#server/modules/rooms/composition.ts';
import { CheckInCode } from './check-in-code.tsx';
import { fitted, headline, units } from './fitted.ts';
import { HallStage } from './hall-floor.tsx';
import { HallLow } from './hall-low.tsx';
import { DayClock, HallTop, useNumberedItem } from './hall-top.tsx';

const anHour = 3_600_000;

/** Before it begins: which meeting this is, when it starts, how to check in, how many are here. */
export function HallLobby() {
  const t = useTranslations('hall');
  const locale = useLocale();
  const details = useLive(({ meetings }) => meetings.details);
  const { present, entitled } = useAttendance();
  if (!details) return null;
  const { title, label, place, plannedStartAt } = details;
  return (
    <main className="flex min-h-0 flex-1">
      <section className="flex min-w-0 flex-1 flex-col py-18 pr-12 pl-18">
        <p className="text-hall-base leading-tight text-nav">{label}</p>
        <h1
          className="mt-9 line-clamp-3 font-serif leading-tight"
          style={{ fontSize: units(headline(title, 1_110, 112, 64)) }}
        >
          {title}
        </h1>
        <p className="num mt-11 text-hall-base leading-normal text-ink-2">
          {longDate(plannedStartAt, locale)} {clockTime(plannedStartAt)}
          <br />
          {place}
        </p>
        <p className="num mt-auto flex items-baseline gap-8 text-hall-base text-ink-2">
          <b className="text-[length:calc(var(--hall)*176)] leading-[0.76] tracking-tight text-ink">{present}</b>
          <span className="leading-normal">{t('arrived', { entitled })}</span>
        </p>
      </section>
      <section className="flex w-170 flex-none flex-col items-center justify-between bg-stage py-18">
        <p className="num flex flex-col items-center gap-8 text-center">
          <DayClock />
          <span className="text-hall-base text-ink-2">
            <Countdown at={plannedStartAt} />
          </span>
        </p>
        <CheckInCode isLarge />
      </section>
    </main>
  );
}

function Countdown({ at }: { at: number }) {
  const t = useTranslations('hall');
  const now = useServerNow();
  const leftMs = at - now;
  if (leftMs <= 0) return t('soon');
  return leftMs < anHour ? t('startsIn', { left: duration(leftMs) }) : t('startsAt', { time: clockTime(at) });
}

/** Nobody speaks: what is discussed, and who is here. */
export function HallItem({ media }: { media: MediaState }) {
  const t = useTranslations('hall');
  const layout = useLive(({ rooms }) => rooms.stage.layout);
  const hasScreen = media.pictures.some(({ source }) => source === 'screen');
  const hasPeople = media.pictures.some((picture) => picture.source === 'camera' && !isVenue(picture));
  const isPictured =
    layout === 'pause' ||
    layout === 'document' ||
    (layout === 'sideBySide' && hasScreen) ||
    (layout === 'gallery' && hasPeople);
  const found = useNumberedItem();
  const meetingTitle = useLive(({ meetings }) => meetings.details?.title ?? '');
  const isClosed = useLive(
    ({ meetings }) => meetings.currentItemId !== null && meetings.currentVisibility === 'closed',
  );
  const title = found?.item.title ?? meetingTitle;
  if (isPictured)
    return (
      <>
        <HallTop />
        <main className="flex min-h-0 flex-1">
          <HallStage media={media} />
        </main>
        <HallLow hasQueue />
      </>
    );
  return (
    <>
      <HallTop title={meetingTitle} itemId="" />
      <main className="flex min-h-0 flex-1 flex-col px-18">
        <p className="mt-9 text-hall-base text-nav">{found ? t('item', { number: found.number }) : ' '}</p>
        <h2
          className="mt-8 line-clamp-2 font-serif leading-tight font-bold"
          style={{ fontSize: units(headline(title, 1_776, 112, 72)) }}
        >
          {found ? title : t('noItem')}
        </h2>
        {isClosed && <p className="mt-8 text-hall-base leading-normal text-ink-2">{t('closedText')}</p>}
        <Sectors />
      </main>
      <HallLow hasQueue />
    </>
  );
}

const mostSectors = 12;

/** Attendance by sector, one mark per person. */
function Sectors() {
  const t = useTranslations('attendance.presence');
  const { sectors } = useAttendance();
  const shown = sectors.filter(({ name }) => name !== null).slice(0, mostSectors);
  return (
    <ul aria-label={t('title')} className="mt-auto mb-10 grid grid-cols-4 gap-x-14 gap-y-5">
      {shown.map((sector) => (
        <li key={sector.sectorId} className="flex items-center justify-between gap-4 text-ink-2">
          <span className="truncate leading-tight">{sector.name}</span>
          {sector.entitled > 8 ? (
            <span className="num flex-none">
              {sector.present} / {sector.entitled}
            </span>
          ) : (
            <Seats seats={seatsOf(sector)} size="hall" />
          )}
        </li>
      ))}
    </ul>
  );
}

export function HallSuspended() {
  const t = useTranslations('hall');
  const reason = useLive(({ meetings }) => meetings.suspendReason);
  const since = useLive(({ meetings }) => meetings.suspendedAt);
  return (
    <Statement title={t('suspended')} text={reason ?? ''}>
      {since !== null && t('suspendedSince', { time: clockTime(since) })}
    </Statement>
  );
}

export function HallOver() {
  const t = useTranslations('hall');
  const endedAt = useLive(({ meetings }) => meetings.endedAt);
  return <Statement title={t('over')} text={endedAt === null ? '' : t('overText', { time: clockTime(endedAt) })} />;
}

/** One word that everybody reads from the last row. */
function Statement({ title, text, children }: { title: string; text: string; children?: ReactNode }) {
  const meetingTitle = useLive(({ meetings }) => meetings.details?.title ?? '');
  return (
    <>
      <HallTop title={meetingTitle} itemId="" />
      <main className="flex min-h-0 flex-1 flex-col justify-center px-18 pb-37">
        <h2 className="font-serif leading-tight font-bold" style={{ fontSize: units(fitted(title, 1_776, 216, 112)) }}>
          {title}
        </h2>
        <p className="num mt-11 text-hall-title leading-normal text-ink-2">{text}</p>
        {children && <p className="num mt-5 text-hall-base leading-normal text-ink-2">{children}</p>}
      </main>
    </>
  );
}
