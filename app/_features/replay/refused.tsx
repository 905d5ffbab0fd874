import { getLocale, getTranslations } from 'next-intl/server';
import { clockTime, longDate } from '#app/_lib/format.ts';
import type { FoundReplay } from '#app/_lib/live/replay-info.ts';
import { PageNotice } from '#app/_ui/states.tsx';

type Refusal = Exclude<FoundReplay, { kind: 'shown' }>;

/** Why there is no replay to see, and what can be done instead. */
export async function RefusedReplay({ refusal, meetingId }: { refusal: Refusal; meetingId: string }) {
  const t = await getTranslations('replays.refused');
  const locale = await getLocale();
  switch (refusal.kind) {
    case 'notEnded':
      return (
        <PageNotice icon="clock" title={t('notEnded.title')} href={`/watch/${meetingId}`} go={t('notEnded.go')}>
          {t('notEnded.text')}
        </PageNotice>
      );
    case 'notYet':
      return (
        <PageNotice icon="clock" title={t('notYet.title')} href="/" go={t('home')}>
          {t('notYet.text', { day: longDate(refusal.until, locale), time: clockTime(refusal.until) })}
        </PageNotice>
      );
    case 'notShown':
    case 'notFound':
      return (
        <PageNotice
          icon="lock"
          title={t('notShown.title')}
          href={`/sign-in?from=${encodeURIComponent(`/replay/${meetingId}`)}`}
          go={t('signIn')}
        >
          {t('notShown.text')}
        </PageNotice>
      );
    case 'unavailable':
      return (
        <PageNotice icon="signal" title={t('unavailable.title')} href={`/replay/${meetingId}`} go={t('again')}>
          {t('unavailable.text')}
        </PageNotice>
      );
  }
}
