import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { OwnPart } from '#app/_features/attendance/own-part.tsx';
import { clockTime, longDate } from '#app/_lib/format.ts';
import type { OwnRow } from '#server/modules/attendance/index.ts';
import type { MeetingRow, meetingsOf } from '#server/modules/meetings/index.ts';

type MyMeeting = Awaited<ReturnType<typeof meetingsOf>>[number];

const minuteMs = 60_000;
const isRunning = ({ phase }: MeetingRow): boolean => phase === 'open' || phase === 'live' || phase === 'suspended';

/** Something that waits for the person: when, what, and the one press that deals with it. */
export async function DeskLine({ meeting, own, now }: { meeting: MyMeeting; own: OwnRow | null; now: number }) {
  const t = await getTranslations('portal');
  const c = await getTranslations('common');
  const locale = await getLocale();
  const minutes = Math.round((meeting.plannedStartAt - now) / minuteMs);
  const isSoon = !isRunning(meeting) && minutes <= 60;
  return (
    <li className="grid grid-cols-[4.75rem_minmax(0,1fr)] gap-x-4 border-t border-line py-5 first:border-0 first:pt-3 md:grid-cols-[6.25rem_minmax(0,1fr)] elder:grid-cols-1 md:elder:grid-cols-[8rem_minmax(0,1fr)]">
      <p className={`num leading-snug ${isSoon ? 'text-time' : 'text-ink'}`}>
        <b className="block text-xl leading-tight md:text-2xl">
          {clockTime(meeting.startedAt ?? meeting.plannedStartAt)}
        </b>
        <span className={`text-sm ${isRunning(meeting) ? 'font-bold text-live' : isSoon ? '' : 'text-ink-3'}`}>
          {isRunning(meeting)
            ? c(`phase.${meeting.phase}`)
            : isSoon
              ? t('desk.inMinutes', { minutes: Math.max(0, minutes) })
              : longDate(meeting.plannedStartAt, locale)}
        </span>
      </p>
      <div className="min-w-0">
        <h3 className="text-lg leading-normal">{meeting.title}</h3>
        <p className="text-note text-ink-2">{t('kindAt', { kind: c(`kind.${meeting.kind}`), place: meeting.place })}</p>
        <p className="text-note text-ink-2">
          {t(meeting.phase === 'open' ? 'desk.openText' : isRunning(meeting) ? 'desk.nowText' : 'desk.soonText')}
        </p>
        <div className="mt-3 flex flex-wrap items-center gap-x-3 gap-y-2">
          <Ways meeting={meeting} />
        </div>
        <div className="mt-2">
          <OwnPart meetingId={meeting.meetingId} title={meeting.title} row={own} isRunning={isRunning(meeting)} />
        </div>
      </div>
    </li>
  );
}

/** The pages of a meeting that the person's roles open; the first is the one that is theirs above all. */
async function Ways({ meeting }: { meeting: MyMeeting }): Promise<ReactNode> {
  const t = await getTranslations('portal.desk');
  const { meetingId, roles } = meeting;
  const ways = [
    ...(roles.includes('chair') ? [{ href: `/live/${meetingId}/chair`, label: t('chair') }] : []),
    ...(roles.includes('clerk') ? [{ href: `/live/${meetingId}/clerk`, label: t('clerk') }] : []),
    ...(roles.includes('technician') ? [{ href: `/live/${meetingId}/technician`, label: t('technician') }] : []),
    { href: `/live/${meetingId}`, label: isRunning(meeting) ? t('enter') : t('open') },
  ];
  return ways.map(({ href, label }, index) => (
    <Link
      key={href}
      href={href}
      className={`btn ${index === 0 && (isRunning(meeting) || ways.length > 1) ? 'btn-nav' : 'btn-line'}`}
    >
      {label}
    </Link>
  ));
}
