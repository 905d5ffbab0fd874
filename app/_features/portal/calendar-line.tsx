import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { clockTime } from '#app/_lib/format.ts';
import type { MeetingRow } from '#server/modules/meetings/index.ts';

const zone = 'Asia/Shanghai';

/** A meeting as a calendar leaf: the day large, then what and where. */
export async function CalendarLine({
  meeting,
  href,
  children,
}: {
  meeting: MeetingRow;
  href: string;
  children?: ReactNode;
}) {
  const t = await getTranslations();
  const locale = await getLocale();
  const part = (options: Intl.DateTimeFormatOptions): string =>
    new Intl.DateTimeFormat(locale, { ...options, timeZone: zone }).format(meeting.plannedStartAt);
  const day = new Intl.DateTimeFormat('en', { day: 'numeric', timeZone: zone }).format(meeting.plannedStartAt);
  return (
    <li className="grid grid-cols-[5.5rem_minmax(0,1fr)] gap-x-3 border-t border-line py-3.5 first:border-0 first:pt-1">
      <p className="num leading-snug">
        <b className="block text-4xl leading-none">{day}</b>
        <span className="mt-1 block text-sm text-ink-3">
          {part({ month: 'short' })} {part({ weekday: 'short' })}
          <br />
          {clockTime(meeting.plannedStartAt)}
        </span>
      </p>
      <div className="min-w-0">
        <h3 className="text-lg leading-normal">
          <Link href={href} className="inline-block min-h-6 text-ink no-underline hover:text-nav hover:underline">
            {meeting.title}
          </Link>
        </h3>
        <p className="text-note text-ink-2">
          {t('portal.kindAt', { kind: t(`common.kind.${meeting.kind}`), place: meeting.place })}
        </p>
        {meeting.label !== '' && <p className="text-sm text-ink-3">{meeting.label}</p>}
        {children}
      </div>
    </li>
  );
}
