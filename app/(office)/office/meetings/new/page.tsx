import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { NewMeeting } from '#app/_features/meetings/new-meeting.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { PageHead } from '#app/_ui/page-head.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.meetings'))('new'),
});

export default async function NewMeetingPage() {
  const { me } = await requireOffice('/office/meetings/new');
  const t = await getTranslations('office');
  return (
    <PageFrame me={me} texts={['office', 'meetings']}>
      <PageHead
        title={t('meetings.new')}
        above={<Link href="/office/meetings">{t('meetings.title')}</Link>}
        below={t('plan.createLead')}
      />
      <NewMeeting now={Date.now()} />
    </PageFrame>
  );
}
