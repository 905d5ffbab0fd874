import type { Metadata } from 'next';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { AuditList } from '#app/_features/retention/audit-list.tsx';
import { ConsentDesk } from '#app/_features/retention/consent-desk.tsx';
import { PeriodsForm } from '#app/_features/retention/periods-form.tsx';
import { ReplayDesk } from '#app/_features/retention/replay-desk.tsx';
import { requireOffice } from '#app/_lib/session.ts';
import { PageHead } from '#app/_ui/page-head.tsx';
import { consentTexts } from '#server/modules/consents/index.ts';
import { auditTrail, replayDesk, retentionPeriods } from '#server/modules/retention/index.ts';

export const generateMetadata = async (): Promise<Metadata> => ({
  title: (await getTranslations('retention'))('title'),
});

export default async function RetentionPage() {
  const { me, actor } = await requireOffice('/office/retention');
  const [periods, texts, meetings, trail, t] = await Promise.all([
    retentionPeriods(actor),
    consentTexts(actor),
    replayDesk(actor),
    auditTrail(actor),
    getTranslations('retention'),
  ]);
  return (
    <PageFrame me={me} texts={['retention', 'replays', 'consents', 'rooms']}>
      <PageHead title={t('title')} below={t('lead')} />
      <ReplayDesk meetings={meetings} />
      <div className="grid gap-x-12 lg:grid-cols-2">
        <PeriodsForm key={periods.version} periods={periods} />
        <ConsentDesk texts={texts} />
      </div>
      <AuditList trail={trail} />
    </PageFrame>
  );
}
