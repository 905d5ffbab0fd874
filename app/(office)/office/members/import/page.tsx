import type { Metadata } from 'next';
import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { ImportMembers } from '#app/_features/members/import-members.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { Icon } from '#app/_ui/icon.tsx';
import { PageHead } from '#app/_ui/page-head.tsx';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.import'))('title'),
});

export default async function ImportPage() {
  const { me } = await requireOffice('/office/members/import');
  const t = await getTranslations('office');
  return (
    <PageFrame me={me} texts={['office', 'members']}>
      <PageHead
        title={t('import.title')}
        above={<Link href="/office/members">{t('members.title')}</Link>}
        below={t('import.lead')}
        actions={
          <a href="/api/members/template" download className="btn btn-line">
            <Icon name="download" />
            {t('import.template')}
          </a>
        }
      />
      <ImportMembers />
    </PageFrame>
  );
}
