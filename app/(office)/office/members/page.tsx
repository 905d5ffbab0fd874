import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { RosterTable } from '#app/_features/members/roster-table.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { PageHead } from '#app/_ui/page-head.tsx';
import { committees, roster, sectors } from '#server/modules/members/index.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.members'))('title'),
});

export default async function MembersPage() {
  const { me, actor } = await requireOffice('/office/members');
  const [rows, sectorList, committeeList, t] = await Promise.all([
    roster(actor),
    sectors(),
    committees(),
    getTranslations('office.members'),
  ]);
  return (
    <PageFrame me={me} texts={['office']}>
      <PageHead
        title={t('title')}
        below={t('lead', {
          count: rows.filter(({ isActive }) => isActive).length,
          sectors: sectorList.filter(({ count }) => count > 0).length,
          committees: committeeList.length,
        })}
        actions={
          <Link href="/office/members/import" className="btn btn-nav">
            {t('import')}
          </Link>
        }
      />
      <RosterTable rows={rows} sectors={sectorList} committees={committeeList} />
    </PageFrame>
  );
}
