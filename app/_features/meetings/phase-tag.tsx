import { useTranslations } from 'next-intl';
import type { MeetingPhase } from '#server/kernel/live.ts';

/** The state of a meeting; red only while it is live. */
export function PhaseTag({ phase }: { phase: MeetingPhase }) {
  const t = useTranslations('common.phase');
  if (phase === 'live')
    return (
      <span className="inline-flex items-center gap-1.5 text-note font-bold text-live">
        <i className="live-dot" />
        {t(phase)}
      </span>
    );
  const isRunning = phase === 'open' || phase === 'suspended';
  return <span className={`text-note ${isRunning ? 'font-bold text-nav' : 'text-ink-2'}`}>{t(phase)}</span>;
}
