import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { clockTime, longDate } from '#app/_lib/format.ts';
import type { MeetingRow } from '#server/modules/meetings/index.ts';

export async function MeetingLine({ meeting, action }: { meeting: MeetingRow; action: ReactNode }) {
  const t = await getTranslations('common');
  const locale = await getLocale();
  return (
    <li className="grid gap-x-5 gap-y-1 border-t border-line py-4 sm:grid-cols-[8.5rem_1fr_auto] sm:items-center">
      <p className="num text-note text-ink-2">
        {longDate(meeting.plannedStartAt, locale)}
        <br className="hidden sm:inline" /> {clockTime(meeting.plannedStartAt)}
      </p>
      <div className="min-w-0">
        <p className="text-lg font-bold">{meeting.title}</p>
        <p className="text-sm text-ink-3">
          {t(`kind.${meeting.kind}`)} · {meeting.place}
          {meeting.label && ` · ${meeting.label}`}
        </p>
      </div>
      <div className="flex flex-wrap items-center gap-2">{action}</div>
    </li>
  );
}

/** What is live leads the page; without one the next meeting does, with its date. */
export async function Lead({ meeting }: { meeting: MeetingRow }) {
  const t = await getTranslations();
  const locale = await getLocale();
  const isRunning = meeting.phase === 'live' || meeting.phase === 'suspended' || meeting.phase === 'open';
  return (
    <section className="mb-10 grid gap-6 border-b border-line pb-8 md:grid-cols-[1fr_auto] md:items-end">
      <div>
        <p className={`mb-2 flex items-center gap-2 text-note font-bold ${isRunning ? 'text-live' : 'text-ink-2'}`}>
          {meeting.phase === 'live' && <i className="live-dot" />}
          {isRunning ? t(`common.phase.${meeting.phase}`) : t('portal.next')}
        </p>
        <h1 className="font-serif text-4xl sm:text-5xl">{meeting.title}</h1>
        <p className="mt-2 text-note text-ink-2">
          {t(`common.kind.${meeting.kind}`)} · {meeting.place}
        </p>
        <div className="mt-5 flex flex-wrap gap-3">
          <Link href={`/watch/${meeting.meetingId}`} className="btn btn-nav">
            {t('portal.watch')}
          </Link>
          {!isRunning && (
            <a href={`/api/live/${meeting.meetingId}/calendar.ics`} className="btn btn-line">
              {t('portal.calendar')}
            </a>
          )}
        </div>
      </div>
      <p className="num text-right leading-none">
        <span className="block text-clock font-bold">{clockTime(meeting.startedAt ?? meeting.plannedStartAt)}</span>
        <span className="mt-3 block text-note text-ink-2">{longDate(meeting.plannedStartAt, locale)}</span>
      </p>
    </section>
  );
}
