import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { MeetingLine } from '#app/_features/portal/meeting-list.tsx';
import { requireActor } from '#app/_lib/session.ts';
import { Section } from '#app/_ui/section.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { meetingsOf } from '#server/modules/meetings/index.ts';

const dayMs = 86_400_000;

export default async function DeskPage() {
  const { me } = await requireActor('/desk');
  const t = await getTranslations('portal.desk');
  const mine = await meetingsOf(me.userId);
  const isRunning = (phase: string): boolean => phase === 'open' || phase === 'live' || phase === 'suspended';
  const open = mine.filter(({ phase }) => phase !== 'ended' && phase !== 'archived');
  const today = open.filter(({ phase, plannedStartAt }) => isRunning(phase) || plannedStartAt < Date.now() + dayMs / 2);
  const later = open.filter((meeting) => !today.includes(meeting));
  const action = ({ meetingId, phase, roles }: (typeof mine)[number]) => (
    <>
      {roles.includes('chair') && (
        <Link href={`/live/${meetingId}/chair`} className="btn btn-nav text-note">
          {t('chair')}
        </Link>
      )}
      {roles.includes('technician') && (
        <Link href={`/live/${meetingId}/technician`} className="btn btn-nav text-note">
          {t('technician')}
        </Link>
      )}
      <Link
        href={`/live/${meetingId}`}
        className={`btn text-note ${roles.length === 1 && roles[0] === 'member' && isRunning(phase) ? 'btn-nav' : 'btn-line'}`}
      >
        {isRunning(phase) ? t('enter') : t('open')}
      </Link>
    </>
  );
  return (
    <PageFrame me={me}>
      <h1 className="mb-6 font-serif text-4xl">{t('hello', { name: me.name })}</h1>
      <Section title={t('today')} aside={<span className="num">{today.length}</span>}>
        {today.length === 0 ? (
          <Notice icon="check" title={t('nothing.title')}>
            {t('nothing.text')}
          </Notice>
        ) : (
          <ul>
            {today.map((meeting) => (
              <MeetingLine key={meeting.meetingId} meeting={meeting} action={action(meeting)} />
            ))}
          </ul>
        )}
      </Section>
      {later.length > 0 && (
        <Section title={t('upcoming')}>
          <ul>
            {later.map((meeting) => (
              <MeetingLine key={meeting.meetingId} meeting={meeting} action={action(meeting)} />
            ))}
          </ul>
        </Section>
      )}
    </PageFrame>
  );
}
