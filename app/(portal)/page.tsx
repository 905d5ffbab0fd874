import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { Lead, MeetingLine } from '#app/_features/portal/meeting-list.tsx';
import { currentMe } from '#app/_lib/session.ts';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { publicMeetings } from '#server/modules/meetings/index.ts';

export default async function HomePage() {
  const [me, meetings, t] = await Promise.all([currentMe(), publicMeetings(), getTranslations('portal')]);
  const running = meetings.filter(({ phase }) => phase === 'live' || phase === 'suspended' || phase === 'open');
  const next = meetings.filter(({ phase }) => phase === 'scheduled');
  const past = meetings.filter(({ phase }) => phase === 'ended' || phase === 'archived').toReversed();
  const lead = running[0] ?? next[0];
  const watch = (meetingId: string, label: string) => (
    <Link href={`/watch/${meetingId}`} className="btn btn-line text-note">
      {label}
    </Link>
  );
  return (
    <PageFrame me={me}>
      {lead ? (
        <Lead meeting={lead} />
      ) : (
        <Notice icon="calendar" title={t('none.title')}>
          {t('none.text')}
        </Notice>
      )}
      {[
        { title: t('now'), list: running.filter((one) => one !== lead), label: t('watch') },
        { title: t('next'), list: next.filter((one) => one !== lead), label: t('watch') },
        { title: t('past'), list: past, label: t('results') },
      ]
        .filter(({ list }) => list.length > 0)
        .map(({ title, list, label }) => (
          <Section key={title} title={title}>
            <ul>
              {list.map((meeting) => (
                <MeetingLine key={meeting.meetingId} meeting={meeting} action={watch(meeting.meetingId, label)} />
              ))}
            </ul>
          </Section>
        ))}
      <p className="border-t border-line pt-5">
        <Link href="/studios" className="inline-flex min-h-target items-center">
          {t('studios.title')}
        </Link>
      </p>
    </PageFrame>
  );
}
