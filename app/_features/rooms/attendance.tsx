'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Seats } from '#app/_ui/seats.tsx';
import { type Presence, presenceOf } from './presence.ts';

export function usePresence(): Presence {
  const participants = useLive(({ meetings }) => meetings.participants);
  const people = useLive(({ rooms }) => rooms.people);
  return useMemo(() => presenceOf(participants, people), [participants, people]);
}

/** Attendance by sector, one mark per person. */
export function Attendance({ columns = 2, limit }: { columns?: 1 | 2; limit?: number }) {
  const t = useTranslations('live.presence');
  const { sectors, present, entitled } = usePresence();
  // When it is over nobody is here; who was is for the attendance list.
  const isOver = useLive(({ meetings }) => meetings.endedAt !== null);
  if (isOver) return null;
  const shown = limit === undefined ? sectors : sectors.slice(0, limit);
  return (
    <section aria-label={t('title')} className="px-5 pb-3">
      <h2 className="flex flex-wrap items-baseline gap-x-2.5 border-t-3 border-double border-line-strong pt-2 pb-1.5 text-sm font-normal text-ink-3">
        <b className="text-base text-ink">{t('title')}</b>
        <span className="num whitespace-nowrap">
          <b className="text-xl text-ink">{present}</b> / {entitled}
        </span>
        <span className="ml-auto inline-flex items-center gap-3 whitespace-nowrap">
          <span className="inline-flex items-center gap-1">
            <Seats seats={['online']} />
            {t('online', { count: present })}
          </span>
          <span className="inline-flex items-center gap-1">
            <Seats seats={['absent']} />
            {t('absent', { count: entitled - present })}
          </span>
        </span>
      </h2>
      <ul
        className={`grid gap-x-5 ${columns === 2 ? 'grid-cols-2' : 'grid-cols-1 [@media(max-height:739px)]:grid-cols-2'}`}
      >
        {shown.map((sector) => (
          <li key={sector.sectorId} className="flex items-center justify-between gap-2 text-sm leading-6 text-ink-2">
            <span className="truncate">{sector.name ?? t('others')}</span>
            <span className="flex items-center gap-2">
              {sector.seats.length <= 12 && <Seats seats={sector.seats} />}
              <span
                className={`num ${sector.seats.length > 12 ? '' : columns === 2 ? 'sr-only' : '[@media(max-height:739px)]:sr-only'}`}
              >
                {sector.present} / {sector.seats.length}
              </span>
            </span>
          </li>
        ))}
      </ul>
      {sectors.length > shown.length && (
        <p className="text-sm text-ink-3">{t('moreSectors', { count: sectors.length - shown.length })}</p>
      )}
    </section>
  );
}
