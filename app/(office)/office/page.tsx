import type { Metadata } from 'next';
import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { OfficeMeeting } from '#app/_features/meetings/office-meeting.tsx';
import { startOfDay } from '#app/_lib/district-time.ts';
import { longDate } from '#app/_lib/format.ts';
import { requireOffice } from '#app/_lib/session.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { allMeetings, meetingsOf } from '#server/modules/meetings/index.ts';

const dayMs = 86_400_000;
const shortcuts = [
  ['plus', '/office/meetings/new', 'plan'],
  ['people', '/office/members', 'members'],
  ['document', '/office/members/import', 'import'],
  ['text', '/office/words', 'words'],
  ['signal', '/admin', 'status'],
] as const;

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.today'))('title'),
});

/** What the office has before it: what runs today, what comes next, and where to begin. */
export default async function OfficePage() {
  const { me } = await requireOffice('/office');
  const [meetings, mine, t, locale] = await Promise.all([
    allMeetings(),
    meetingsOf(me.userId),
    getTranslations('office.today'),
    getLocale(),
  ]);
  const now = Date.now();
  const tomorrow = startOfDay(now) + dayMs;
  const rolesIn = new Map(mine.map(({ meetingId, roles }) => [meetingId, roles]));
  const open = meetings
    .filter(({ phase }) => phase !== 'ended' && phase !== 'archived')
    .toSorted((a, b) => a.plannedStartAt - b.plannedStartAt);
  const isRunning = ({ phase }: (typeof open)[number]): boolean => phase !== 'scheduled';
  const today = open.filter((one) => isRunning(one) || one.plannedStartAt < tomorrow);
  const next = open.filter((one) => !today.includes(one)).slice(0, 6);
  const toArchive = meetings.filter(({ phase }) => phase === 'ended').slice(0, 6);
  const list = (rows: typeof open) => (
    <ul>
      {rows.map((meeting) => (
        <OfficeMeeting
          key={meeting.meetingId}
          meeting={meeting}
          roles={rolesIn.get(meeting.meetingId) ?? []}
          now={now}
        />
      ))}
    </ul>
  );
  return (
    <PageFrame me={me}>
      <PageHead
        title={today.length > 0 ? t('some', { name: me.name, count: today.length }) : t('none', { name: me.name })}
        actions={<span className="num text-note text-ink-2">{longDate(now, locale)}</span>}
      />
      <div className="grid gap-x-16 lg:grid-cols-[minmax(0,1fr)_20rem]">
        <div>
          <Section title={t('today')}>
            {today.length > 0 ? list(today) : <Notice title={t('free.title')}>{t('free.text')}</Notice>}
          </Section>
          {next.length > 0 && (
            <Section title={t('next')} aside={<Link href="/office/meetings">{t('all')}</Link>}>
              {list(next)}
            </Section>
          )}
        </div>
        <div>
          <Section title={t('shortcuts')}>
            <ul>
              {shortcuts.map(([icon, href, label]) => (
                <li key={href} className="border-t border-line">
                  <Link
                    href={href}
                    className="flex min-h-target items-center gap-3 py-2 text-note text-ink no-underline hover:text-nav"
                  >
                    <Icon name={icon} className="size-5 text-ink-3" />
                    <span className="flex-1">{t(`go.${label}`)}</span>
                    <Icon name="chevron" className="size-4 text-ink-3" />
                  </Link>
                </li>
              ))}
            </ul>
          </Section>
          {toArchive.length > 0 && (
            <Section title={t('toArchive')} aside={<span className="num">{toArchive.length}</span>}>
              <ul>
                {toArchive.map(({ meetingId, title, endedAt }) => (
                  <li key={meetingId} className="border-t border-line py-2">
                    <Link
                      href={`/office/meetings/${meetingId}`}
                      className="inline-flex min-h-8 items-center text-ink no-underline hover:text-nav hover:underline"
                    >
                      {title}
                    </Link>
                    {endedAt !== null && (
                      <p className="num text-sm text-ink-3">{t('ended', { date: longDate(endedAt, locale) })}</p>
                    )}
                  </li>
                ))}
              </ul>
            </Section>
          )}
        </div>
      </div>
    </PageFrame>
  );
}
