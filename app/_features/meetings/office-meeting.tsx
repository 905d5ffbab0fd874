import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { startOfDay } from '#app/_lib/district-time.ts';
import { clockTime, shortDay, weekdayTime } from '#app/_lib/format.ts';
import type { MeetingRole } from '#server/kernel/actor.ts';
import type { MeetingRow } from '#server/modules/meetings/index.ts';
import { PhaseTag } from './phase-tag.tsx';

interface OfficeMeetingProps {
  readonly meeting: MeetingRow & { readonly participants: number };
  /** What the reader is in this meeting; empty when they only prepare it. */
  readonly roles: readonly MeetingRole[];
  readonly now: number;
}

/** One meeting on the office's start page, with the pages the reader needs of it. */
export async function OfficeMeeting({ meeting, roles, now }: OfficeMeetingProps) {
  const t = await getTranslations('office.today');
  const c = await getTranslations('common');
  const locale = await getLocale();
  const { meetingId, plannedStartAt, phase } = meeting;
  const isToday = startOfDay(plannedStartAt) === startOfDay(now);
  const isRunning = phase !== 'scheduled';
  const minutes = Math.round((plannedStartAt - now) / 60_000);
  const isSoon = !isRunning && minutes >= 0 && minutes <= 120;
  return (
    <li className="grid gap-x-6 gap-y-1 border-t border-line py-4 sm:grid-cols-[8rem_minmax(0,1fr)]">
      <p className="num">
        <span className={`block text-2xl leading-tight font-bold ${isSoon ? 'text-time' : ''}`}>
          {isToday ? clockTime(plannedStartAt) : shortDay(plannedStartAt, locale)}
        </span>
        <span className={`text-sm ${isSoon ? 'text-time' : 'text-ink-3'}`}>
          {isSoon ? t('inMinutes', { minutes }) : isToday ? t('today') : weekdayTime(plannedStartAt, locale, now)}
        </span>
      </p>
      <div className="min-w-0">
        <p className="flex flex-wrap items-baseline gap-x-3">
          <span className="text-lg font-bold">{meeting.title}</span>
          <PhaseTag phase={phase} />
        </p>
        <p className="text-note text-ink-2">
          {c(`kind.${meeting.kind}`)} · {meeting.place || t('noPlace')} · {t('people', { count: meeting.participants })}
        </p>
        <div className="mt-3 flex flex-wrap gap-x-3 gap-y-2">
          <Link
            href={`/office/meetings/${meetingId}`}
            className={`btn text-note ${isToday && !isRunning ? 'btn-nav' : 'btn-line'}`}
          >
            {isRunning ? t('manage') : t('prepare')}
          </Link>
          {isRunning && (
            <a href={`/live/${meetingId}/clerk`} className="btn btn-line text-note">
              {t('clerk')}
            </a>
          )}
          {roles.includes('technician') && (
            <a href={`/live/${meetingId}/technician`} className="btn btn-line text-note">
              {t('technician')}
            </a>
          )}
          {isRunning && (
            <a href={`/live/${meetingId}`} className="btn btn-nav text-note">
              {t('enter')}
            </a>
          )}
        </div>
      </div>
    </li>
  );
}
