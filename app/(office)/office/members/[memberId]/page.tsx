import type { Metadata } from 'next';
import Link from 'next/link';
import { notFound } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { MemberForm } from '#app/_features/members/member-form.tsx';
import { MemberHistory } from '#app/_features/members/member-history.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { PageHead } from '#app/_ui/page-head.tsx';
import { Section } from '#app/_ui/section.tsx';
import { committees, historyOf, memberById, sectors } from '#server/modules/members/index.ts';

interface Params {
  readonly params: Promise<{ memberId: string }>;
}

export const generateMetadata = async ({ params }: Params): Promise<Metadata> => {
  const { memberId } = await params;
  const { actor } = await requireOffice(`/office/members/${memberId}`);
  const member = await memberById(actor, memberId);
  return member ? { title: member.name } : {};
};

export default async function MemberPage({ params }: Params) {
  const { memberId } = await params;
  const { me, actor } = await requireOffice(`/office/members/${memberId}`);
  const member = await memberById(actor, memberId);
  if (!member) notFound();
  const [history, sectorList, committeeList, t] = await Promise.all([
    historyOf(actor, memberId),
    sectors(),
    committees(),
    getTranslations('office.members'),
  ]);
  return (
    <PageFrame me={me} texts={['office', 'members']}>
      <PageHead
        title={member.name}
        above={
          <>
            <Link href="/office/members">{t('title')}</Link>
            <span className="num">{member.number}</span>
            <span>{member.sectorName}</span>
            {!member.isActive && <span className="tag">{t('former')}</span>}
          </>
        }
      />
      <div className="grid gap-x-12 gap-y-8 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <Section title={t('file')}>
          <MemberForm member={member} sectors={sectorList} committees={committeeList} />
        </Section>
        <Section title={t('history')} aside={<span className="num">{history.length || null}</span>}>
          <MemberHistory history={history} sectors={sectorList} />
        </Section>
      </div>
    </PageFrame>
  );
}
