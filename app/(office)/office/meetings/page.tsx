import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { MeetingTable } from '#app/_features/meetings/meeting-table.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';
import { allMeetings } from '#server/modules/meetings/index.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.meetings'))('title'),
});

export default async function MeetingsPage() {
  const { me } = await requireOffice('/office/meetings');
  const [meetings, t] = await Promise.all([allMeetings(), getTranslations('office.meetings')]);
  return (
    <PageFrame me={me} texts={['office']}>
      <PageHead
        title={t('title')}
        below={t('lead')}
        actions={
          <Link href="/office/meetings/new" className="btn btn-nav">
            <Icon name="plus" />
            {t('new')}
          </Link>
        }
      />
      <MeetingTable meetings={meetings} now={Date.now()} />
    </PageFrame>
  );
}
