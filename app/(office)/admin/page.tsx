import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { StatusBoard } from '#app/_features/admin/status-board.tsx';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { requireOffice } from '#app/_lib/session.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.admin'))('title'),
});

export default async function AdminPage() {
  const { me } = await requireOffice('/admin');
  return (
    <PageFrame me={me} texts={['office']}>
      <StatusBoard />
    </PageFrame>
  );
}
