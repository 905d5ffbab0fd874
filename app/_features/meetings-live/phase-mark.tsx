'use client';

import { useTranslations } from 'next-intl';
import { duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { elapsedMs } from '#server/modules/meetings/domain.ts';

/** Where the meeting stands in one word; red only while it is live. */
export function PhaseMark({ className = '', hasClock = false }: { className?: string; hasClock?: boolean }) {
  const t = useTranslations('live.phase');
  const phase = useLive(({ meetings }) => meetings.phase);
  const isLive = phase === 'live';
  return (
    <span
      className={`inline-flex flex-none items-center gap-1.5 font-bold whitespace-nowrap ${isLive ? 'text-live' : 'text-ink-2'} ${className}`}
    >
      {isLive && <i className="live-dot" />}
      {t(phase)}
      {hasClock && <Elapsed />}
    </span>
  );
}

function Elapsed() {
  const meetings = useLive((state) => state.meetings);
  const now = useServerNow();
  return meetings.startedAt === null ? null : <span className="num">{duration(elapsedMs(meetings, now))}</span>;
}
