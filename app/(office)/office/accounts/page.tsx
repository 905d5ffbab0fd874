import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { AccountDesk } from '#app/_features/accounts/account-desk.tsx';
import { isState } from '#app/_features/accounts/account-state.ts';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { accounts } from '#server/modules/identity/index.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('office.accounts'))('title'),
});

export default async function AccountsPage({ searchParams }: { searchParams: Promise<{ state?: string }> }) {
  const { me, actor } = await requireOffice('/office/accounts');
  const { state = '' } = await searchParams;
  return (
    <PageFrame me={me} texts={['office', 'identity']}>
      <AccountDesk
        accounts={await accounts(actor)}
        own={{ userId: me.userId, isAdmin: me.role === 'admin' }}
        now={Date.now()}
        state={isState(state) ? state : ''}
      />
    </PageFrame>
  );
}
