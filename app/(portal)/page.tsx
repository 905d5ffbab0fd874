import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { CalendarLine } from '#app/_features/portal/calendar-line.tsx';
import { Lead } from '#app/_features/portal/lead.tsx';
import { FrontPage } from '#app/_features/portal/masthead.tsx';
import { currentMe } from '#app/_lib/session.ts';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { publicMeetings } from '#server/modules/meetings/index.ts';
import { studiosByStreet } from '#server/modules/studios/index.ts';

const shownStudios = 4;

export default async function HomePage() {
  const [me, meetings, streets] = await Promise.all([currentMe(), publicMeetings(), studiosByStreet()]);
  const t = await getTranslations('portal');
  const running = meetings.filter(({ phase }) => phase === 'live' || phase === 'suspended' || phase === 'open');
  const next = meetings.filter(({ phase }) => phase === 'scheduled');
  const past = meetings.filter(({ phase }) => phase === 'ended' || phase === 'archived').toReversed();
  const lead = running[0] ?? next[0];
  const lists = [
    { id: 'now', title: t('now'), meetings: running.filter((one) => one !== lead) },
    { id: 'next', title: t('next'), meetings: next.filter((one) => one !== lead) },
    { id: 'past', title: t('past'), meetings: past },
  ].filter((list) => list.meetings.length > 0);
  const studios = streets.flatMap((street) => street.studios.map((studio) => ({ street: street.name, studio })));
  const links = [
    ...lists.map(({ id, title }) => ({ href: `#${id}`, label: title })),
    { href: '/studios', label: t('studios.title') },
  ];
  return (
    <FrontPage me={me} links={links}>
      {lead ? (
        <Lead meeting={lead} />
      ) : (
        <Notice icon="calendar" title={t('none.title')}>
          {t('none.text')}
        </Notice>
      )}
      <div className="grid gap-x-11 md:grid-cols-2 xl:grid-cols-3">
        {lists.map((list) => (
          <div key={list.id} id={list.id} className="min-w-0 scroll-mt-4">
            <Section title={list.title}>
              <ul>
                {list.meetings.map((meeting) => (
                  <CalendarLine
                    key={meeting.meetingId}
                    meeting={meeting}
                    href={`/${list.id === 'past' ? 'replay' : 'watch'}/${meeting.meetingId}`}
                  />
                ))}
              </ul>
            </Section>
          </div>
        ))}
        {studios.length > 0 && (
          <Section
            title={t('studios.title')}
            aside={
              <Link href="/studios" className="text-note">
                {t('studios.all', { count: studios.length })}
              </Link>
            }
          >
            <ul>
              {studios.slice(0, shownStudios).map(({ street, studio }) => (
                <li key={studio.studioId} className="border-t border-line py-3 first:border-0 first:pt-1">
                  <h3 className="text-lg leading-normal">{studio.name}</h3>
                  <p className="text-note text-ink-2">{t('studios.at', { street, place: studio.place })}</p>
                </li>
              ))}
            </ul>
          </Section>
        )}
      </div>
    </FrontPage>
  );
}
