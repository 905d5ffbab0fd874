import { getLocale, getTranslations } from 'next-intl/server';
import { OwnPart } from '#app/_features/attendance/own-part.tsx';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { CalendarLine } from '#app/_features/portal/calendar-line.tsx';
import { DeskLine } from '#app/_features/portal/desk-line.tsx';
import { clockTime, longDate } from '#app/_lib/format.ts';
import { requireActor } from '#app/_lib/session.ts';
import { ReadAloud } from '#app/_ui/read-aloud.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { ownAttendance } from '#server/modules/attendance/index.ts';
import { meetingsOf } from '#server/modules/meetings/index.ts';

const dayMs = 86_400_000;

export default async function DeskPage() {
  const { me } = await requireActor('/desk');
  const t = await getTranslations('portal.desk');
  const locale = await getLocale();
  const mine = await meetingsOf(me.userId);
  const attendance = await ownAttendance(
    me.userId,
    mine.map(({ meetingId }) => meetingId),
  );
  const now = Date.now();
  const isRunning = (phase: string): boolean => phase === 'open' || phase === 'live' || phase === 'suspended';
  const open = mine.filter(({ phase }) => phase !== 'ended' && phase !== 'archived');
  const today = open.filter(({ phase, plannedStartAt }) => isRunning(phase) || plannedStartAt < now + dayMs / 2);
  const later = open.filter((meeting) => !today.includes(meeting));
  const hello = t('hello', { name: me.name, count: today.length });
  const spoken = [hello, ...today.map(({ title, plannedStartAt }) => `${clockTime(plannedStartAt)} ${title}`)];
  return (
    <PageFrame me={me} texts={['attendance', 'rooms']}>
      <header className="mb-5 flex flex-wrap-reverse items-baseline gap-x-6">
        <h1 className="font-serif text-3xl md:text-4xl">{hello}</h1>
        <p className="num text-sm text-ink-3 md:ml-auto">
          {longDate(now, locale)} {clockTime(now)}
        </p>
      </header>
      <ReadAloud text={spoken.join('。')} className="mb-3" />
      <div className="grid gap-x-16 lg:grid-cols-[minmax(0,1.9fr)_minmax(0,1fr)]">
        <Section title={t('today')}>
          {today.length === 0 ? (
            <Notice icon="check" title={t('nothing.title')}>
              {t('nothing.text')}
            </Notice>
          ) : (
            <ul>
              {today.map((meeting) => (
                <DeskLine
                  key={meeting.meetingId}
                  meeting={meeting}
                  own={attendance.get(meeting.meetingId) ?? null}
                  now={now}
                />
              ))}
            </ul>
          )}
        </Section>
        {later.length > 0 && (
          <Section title={t('upcoming')}>
            <ul>
              {later.map((meeting) => (
                <CalendarLine key={meeting.meetingId} meeting={meeting} href={`/live/${meeting.meetingId}`}>
                  <OwnPart
                    meetingId={meeting.meetingId}
                    title={meeting.title}
                    row={attendance.get(meeting.meetingId) ?? null}
                    isRunning={false}
                  />
                </CalendarLine>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </PageFrame>
  );
}
