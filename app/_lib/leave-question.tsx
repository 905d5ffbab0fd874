'use client';

import { useTranslations } from 'next-intl';
import { LeaveGuard } from '#app/_ui/leave-guard.tsx';

/** Stands once on every page of the office that holds unsaved work. */
export function LeaveQuestion() {
  const t = useTranslations('office.leave');
  return <LeaveGuard title={t('title')} text={t('text')} leave={t('leave')} stay={t('stay')} />;
}
