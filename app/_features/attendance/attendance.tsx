'use client';

import { useTranslations } from 'next-intl';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { type Seat, Seats } from '#app/_ui/seats.tsx';
import type { AttendanceFigures, SectorFigures } from '#server/modules/attendance/figures.ts';
import { useAttendance, useIsOver } from './use-attendance.ts';

/** More seats than this are a figure alone. */
const mostSeats = 12;
/** More people than this are a bar without gaps. */
const mostTicks = 60;

/** One mark per member of a sector. */
export const seatsOf = ({ venue, online, present, entitled }: SectorFigures): readonly Seat[] => [
  ...Array.from({ length: venue }, (): Seat => 'venue'),
  ...Array.from({ length: online }, (): Seat => 'online'),
  ...Array.from({ length: Math.max(0, entitled - present) }, (): Seat => 'absent'),
];

/** Attendance by sector, one mark per person: in the hall, online, not here. */
export function Attendance({ columns = 2, limit }: { columns?: 1 | 2; limit?: number }) {
  const t = useTranslations('attendance.presence');
  const figures = useAttendance();
  if (useIsOver()) return null;
  const { present, entitled, venue, online, onLeave } = figures;
  return (
    <section aria-label={t('title')} className="px-5 pb-3">
      <h2 className="flex flex-wrap items-baseline gap-x-2.5 border-t-3 border-double border-line-strong pt-2 pb-1.5 text-sm font-normal text-ink-3">
        <b className="text-base text-ink">{t('title')}</b>
        <span className="num whitespace-nowrap">
          <b className="text-xl text-ink">{present}</b> / {entitled}
        </span>
        <span className="ml-auto inline-flex flex-wrap items-center gap-x-3 whitespace-nowrap">
          <Legend seat="venue">{t('venue', { count: venue })}</Legend>
          <Legend seat="online">{t('online', { count: online })}</Legend>
          <Legend seat="absent">{t('absent', { count: Math.max(0, entitled - present) })}</Legend>
        </span>
      </h2>
      <SectorList figures={figures} columns={columns} {...(limit !== undefined && { limit })} />
      {onLeave > 0 && <p className="text-sm text-ink-3">{t('onLeave', { count: onLeave })}</p>}
    </section>
  );
}

function Legend({ seat, children }: { seat: Seat; children: string }) {
  return (
    <span className="inline-flex items-center gap-1">
      <Seats seats={[seat]} />
      {children}
    </span>
  );
}

/** The chair's picture of who is here: the count, the light and the mark of the quorum, and every sector. */
export function PresencePanel({ limit }: { limit?: number }) {
  const t = useTranslations('attendance.presence');
  const figures = useAttendance();
  const { meetingId } = useLiveClient();
  if (useIsOver()) return null;
  const { present, entitled, quorum, away, onLeave } = figures;
  return (
    <section aria-label={t('title')} className="px-5 pb-3">
      <h2 className="flex flex-wrap items-baseline gap-x-2.5 border-t-3 border-double border-line-strong pt-2 pb-1.5 text-sm font-normal text-ink-3">
        <b className="text-base text-ink">{t('title')}</b>
        <span className="num whitespace-nowrap">
          <b className="text-xl text-ink">{present}</b> / {entitled}
        </span>
        <QuorumLight figures={figures} />
      </h2>
      <QuorumBar figures={figures} />
      <SectorList figures={figures} columns={1} {...(limit !== undefined && { limit })} />
      <p className="num flex flex-wrap gap-x-3 text-sm text-ink-3">
        {away > 0 && <span>{t('away', { count: away })}</span>}
        {onLeave > 0 && <span>{t('onLeave', { count: onLeave })}</span>}
        {quorum === null && <span>{t('noQuorum')}</span>}
        <a href={`/live/${meetingId}/clerk`} className="ml-auto inline-flex min-h-6 items-center">
          {t('desk')}
        </a>
      </p>
    </section>
  );
}

/** Whether the quorum is reached, in words and by a mark, never by colour alone. */
export function QuorumLight({ figures: { quorum, present } }: { figures: AttendanceFigures }) {
  const t = useTranslations('attendance.presence');
  if (!quorum) return null;
  return (
    <span
      role="status"
      className={`ml-auto inline-flex items-center gap-1 whitespace-nowrap ${quorum.isMet ? 'font-bold text-nav' : 'text-ink-2'}`}
    >
      <Icon name={quorum.isMet ? 'check' : 'people'} className="size-4.5" />
      {quorum.isMet ? t('quorumMet') : t('quorumMissing', { count: quorum.needed - present })}
    </span>
  );
}

/** One tick per member, and where the quorum lies. */
function QuorumBar({ figures: { entitled, present, quorum } }: { figures: AttendanceFigures }) {
  const t = useTranslations('attendance.presence');
  if (entitled === 0) return null;
  const share = (count: number): string => `${(100 * Math.min(count, entitled)) / entitled}%`;
  return (
    <div className={quorum ? 'pb-5' : 'pb-1.5'} aria-hidden="true">
      <div className="relative h-3">
        {entitled <= mostTicks ? (
          <div className="flex h-full gap-px">
            {Array.from({ length: entitled }, (_, at) => (
              <i key={at} className={`flex-1 ${at < present ? 'bg-nav' : 'border border-line-strong'}`} />
            ))}
          </div>
        ) : (
          <div className="h-full border border-line-strong">
            <div className="h-full bg-nav" style={{ width: share(present) }} />
          </div>
        )}
        {quorum && (
          <span
            className="absolute -top-1 h-5 border-l-2 border-ink"
            style={{ left: `calc(${share(quorum.needed)} - 1px)` }}
          >
            <span className="num absolute top-4 -translate-x-1/2 text-sm whitespace-nowrap text-ink-3">
              {t('needed', { count: quorum.needed })}
            </span>
          </span>
        )}
      </div>
    </div>
  );
}

function SectorList({
  figures: { sectors },
  columns,
  limit = sectors.length,
}: {
  figures: AttendanceFigures;
  columns: 1 | 2;
  limit?: number;
}) {
  const t = useTranslations('attendance.presence');
  const shown = sectors.slice(0, limit);
  return (
    <>
      <ul
        className={`grid gap-x-5 ${columns === 2 ? 'grid-cols-2' : 'grid-cols-1 [@media(max-height:739px)]:grid-cols-2'}`}
      >
        {shown.map((sector) => {
          const isLarge = sector.entitled > mostSeats;
          return (
            <li key={sector.sectorId} className="flex items-center justify-between gap-2 text-sm leading-6 text-ink-2">
              <span className="truncate">{sector.name ?? t('others')}</span>
              <span className="flex items-center gap-2">
                {!isLarge && <Seats seats={seatsOf(sector)} />}
                <span
                  className={`num ${isLarge ? '' : columns === 2 ? 'sr-only' : '[@media(max-height:739px)]:sr-only'}`}
                >
                  {sector.present} / {sector.entitled}
                </span>
              </span>
            </li>
          );
        })}
      </ul>
      {sectors.length > shown.length && (
        <p className="text-sm text-ink-3">{t('moreSectors', { count: sectors.length - shown.length })}</p>
      )}
    </>
  );
}
