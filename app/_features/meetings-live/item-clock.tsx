'use client';

import { useTranslations } from 'next-intl';
import { duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';
import { spentMs } from '#server/modules/meetings/domain.ts';

const aMinute = 60_000;

export interface ItemClock {
  readonly item: AgendaItem;
  readonly plannedMs: number;
  readonly spentMs: number;
  /** Below zero once the planned time is used up. */
  readonly leftMs: number;
  /** `short`: the last minute; `late`: the plan is used up; `open`: nothing was planned. */
  readonly state: 'calm' | 'short' | 'late' | 'open';
}

/** The item under discussion and its time, second by second. */
export function useItemClock(): ItemClock | null {
  const now = useServerNow();
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId) ?? null,
  );
  if (!item) return null;
  const plannedMs = item.plannedMinutes * aMinute;
  const spent = spentMs(item, now);
  const leftMs = plannedMs - spent;
  const state = plannedMs === 0 ? 'open' : leftMs < 0 ? 'late' : leftMs < aMinute ? 'short' : 'calm';
  return { item, plannedMs, spentMs: spent, leftMs, state };
}

const tones: Readonly<Record<ItemClock['state'], string>> = {
  calm: 'text-ink',
  open: 'text-ink',
  short: 'text-time',
  late: 'text-live',
};

const padded = (ms: number): string => duration(ms).replace(/^(\d):(\d\d)$/, '0$1:$2');

/** What is left of the item, large; counts up in red past zero. */
export function ItemTime({ clock, className = '' }: { clock: ItemClock; className?: string }) {
  const { state, leftMs, spentMs: spent } = clock;
  const text = state === 'open' ? padded(spent) : state === 'late' ? `+${duration(-leftMs)}` : padded(leftMs);
  return (
    <span role="timer" className={`num block leading-none font-bold ${tones[state]} ${className}`}>
      {text}
    </span>
  );
}

/** What the figure means, and how much was planned. */
export function ItemTimeNote({ clock: { state, item } }: { clock: ItemClock }) {
  const t = useTranslations('live.agenda');
  if (state === 'open') return t('spent');
  return t(state === 'late' ? 'overOf' : 'leftOf', { minutes: item.plannedMinutes });
}

/** What remains, as a bar with a tick at one minute. */
export function Fuse({
  clock: { state, leftMs, plannedMs },
  className = '',
}: {
  clock: ItemClock;
  className?: string;
}) {
  if (state === 'open') return null;
  const fill = state === 'late' ? 'bg-live' : state === 'short' ? 'bg-time-fill' : 'bg-current';
  return (
    <span className={`relative block ${className}`} aria-hidden="true">
      <i
        className={`absolute inset-y-0 left-0 ${fill}`}
        style={{ width: `${state === 'late' ? 100 : (leftMs / plannedMs) * 100}%` }}
      />
      <i
        className="absolute inset-y-0 w-0.5 bg-time-fill"
        style={{ left: `${Math.min(100, (aMinute / plannedMs) * 100)}%` }}
      />
    </span>
  );
}
