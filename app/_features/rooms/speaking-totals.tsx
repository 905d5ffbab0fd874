'use client';

import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { useSpokenText } from '#app/_features/speaking/place-reason.tsx';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { budgetsOf, type Total, totals } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';

/** Who has spoken how long: by turn, by person, by sector; folded away until somebody wants to know. */
export function SpeakingTotals({ userId }: { userId: string }) {
  const t = useTranslations('rooms.totals');
  const turns = useLive(({ speaking }) => speaking.turns);
  if (turns.length === 0) return null;
  return (
    <section aria-label={t('title')} className="px-5 pt-2 pb-3">
      <Fold title={t('turns')}>
        <FinishedTurns turns={turns} />
      </Fold>
      <Fold title={t('persons')}>
        <Persons turns={turns} userId={userId} />
      </Fold>
      <Fold title={t('sectors')}>
        <Sectors />
      </Fold>
    </section>
  );
}

function Fold({ title, children }: { title: string; children: React.ReactNode }) {
  return (
    <details className="border-b border-line">
      <summary className="flex min-h-target cursor-pointer items-center text-note text-ink-2">{title}</summary>
      {children}
    </details>
  );
}

function FinishedTurns({ turns }: { turns: readonly Turn[] }) {
  const t = useTranslations('rooms.totals');
  const kinds = useTranslations('speaking.kind');
  const reasons = useTranslations('speaking.endReason');
  const floor = useTranslations('rooms.floor');
  const spoken = useSpokenText();
  const ended = turns.filter(({ endedAt }) => endedAt !== null).toReversed();
  if (ended.length === 0) return <p className="pb-2 text-sm text-ink-3">{t('none')}</p>;
  return (
    <ol className="pb-2">
      {ended.map(({ turnId, kind, speaker, endReason, startedAt, endedAt, stoppedMs }) => (
        <li key={turnId} className="flex items-baseline justify-between gap-3 py-1 text-sm">
          <span className="min-w-0">
            <b>{speaker?.name ?? floor('unnamed')}</b> <span className="text-ink-2">{kinds(kind)}</span>
            {endReason && <span className="ml-2 text-ink-3">{reasons(endReason)}</span>}
          </span>
          <span className="num whitespace-nowrap text-ink-2">
            {spoken(Math.floor(((endedAt ?? startedAt) - startedAt - stoppedMs) / 1_000))}
          </span>
        </li>
      ))}
    </ol>
  );
}

const seconds = (ms: number): number => Math.floor(Math.max(0, ms) / 1_000);
const byTime = (a: readonly [string, Total], b: readonly [string, Total]): number => b[1].ms - a[1].ms;

function Persons({ turns, userId }: { turns: readonly Turn[]; userId: string }) {
  const t = useTranslations('rooms.totals');
  const spoken = useSpokenText();
  const now = useServerNow();
  const { byPerson } = totals(turns, now);
  const names = useMemo(
    () => new Map(turns.flatMap(({ speaker }) => (speaker ? [[speaker.userId as string, speaker.name]] : []))),
    [turns],
  );
  return (
    <ul className="pb-2">
      {Object.entries(byPerson)
        .toSorted(byTime)
        .map(([id, { turns: count, ms }]) => (
          <li key={id} className={`flex justify-between gap-3 py-1 text-sm ${id === userId ? 'font-bold' : ''}`}>
            <span>{names.get(id)}</span>
            <span className="num text-ink-2">{t('person', { count, time: spoken(seconds(ms)) })}</span>
          </li>
        ))}
    </ul>
  );
}

/** Speeches of the current item by sector, against the sector's budget where there is one (D10). */
function Sectors() {
  const t = useTranslations('rooms.totals');
  const spoken = useSpokenText();
  const now = useServerNow();
  const speaking = useLive((state) => state.speaking);
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const participants = useLive(({ meetings }) => meetings.participants);
  const names = useMemo(
    () => new Map(Object.values(participants).map(({ sectorId, sectorName }) => [sectorId, sectorName])),
    [participants],
  );
  const { sectors } = budgetsOf(speaking, itemId, now);
  const lines = Object.entries(sectors).toSorted(([, a], [, b]) => b.usedMs - a.usedMs);
  if (lines.length === 0) return <p className="pb-2 text-sm text-ink-3">{t('none')}</p>;
  return (
    <ul className="pb-2">
      {lines.map(([id, { usedMs, leftMs, isOver }]) => (
        <li key={id} className="flex justify-between gap-3 py-1 text-sm">
          <span>{names.get(id) ?? t('noSector')}</span>
          <span className={`num ${isOver ? 'text-time' : 'text-ink-2'}`}>
            {spoken(seconds(usedMs))}
            {leftMs !== null && t(isOver ? 'over' : 'left', { time: spoken(seconds(Math.abs(leftMs))) })}
          </span>
        </li>
      ))}
    </ul>
  );
}
