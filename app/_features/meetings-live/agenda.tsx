'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useEffect, useRef } from 'react';
import { ordinal } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';
import { spentMs } from '#server/modules/meetings/domain.ts';

const minutes = (ms: number): string => {
  const total = Math.floor(ms / 1000);
  return `${Math.floor(total / 60)}:${String(total % 60).padStart(2, '0')}`;
};

/** Numbers of the top level as in the papers; parts of an item are numbered inside it. */
export function numbersOf(items: readonly AgendaItem[], locale: string): ReadonlyMap<string, string> {
  const numbers = new Map<string, string>();
  const counts = new Map<string | null, number>();
  for (const { itemId, parentId } of items) {
    const count = (counts.get(parentId) ?? 0) + 1;
    counts.set(parentId, count);
    numbers.set(itemId, parentId === null ? ordinal(count, locale) : String(count));
  }
  return numbers;
}

/** The agenda with what each item took and was planned to take. */
export function Agenda({ isCompact = false }: { isCompact?: boolean }) {
  const t = useTranslations('live.agenda');
  const locale = useLocale();
  const items = useLive(({ meetings }) => meetings.agenda);
  const now = useServerNow();
  const numbers = numbersOf(items, locale);
  const longest = Math.max(1, ...items.map((item) => item.plannedMinutes));
  if (items.length === 0) return <p className="px-5 py-4 text-note text-ink-3">{t('empty')}</p>;
  return (
    <ol className="text-sm">
      {items.map((item) => (
        <Item
          key={item.itemId}
          item={item}
          number={numbers.get(item.itemId) ?? ''}
          now={now}
          isCompact={isCompact}
          longest={longest}
        />
      ))}
    </ol>
  );
}

interface ItemProps {
  readonly item: AgendaItem;
  readonly number: string;
  readonly now: number;
  readonly isCompact: boolean;
  /** Planned minutes of the longest item: on the chair's page tracks are as long as their plan. */
  readonly longest: number;
}

function Item({ item, number, now, isCompact, longest }: ItemProps) {
  const t = useTranslations('live.agenda');
  const spent = spentMs(item, now);
  const planned = item.plannedMinutes * 60_000;
  const isCurrent = item.state === 'current';
  const isOver = planned > 0 && spent > planned;
  const isBegun = item.state !== 'pending';
  const row = useRef<HTMLLIElement>(null);
  useEffect(() => {
    if (isCurrent && isCompact) row.current?.scrollIntoView({ block: 'nearest' });
  }, [isCurrent, isCompact]);
  return (
    <li
      ref={row}
      aria-current={isCurrent ? 'step' : undefined}
      className={`relative grid grid-cols-[26px_1fr_auto] px-5 ${isCompact ? 'py-1.75 [@media(max-height:739px)]:py-1' : 'py-3'} ${
        isCurrent
          ? 'bg-nav-tint before:absolute before:inset-y-0 before:left-0 before:w-1 before:bg-nav'
          : 'border-t border-line'
      } ${item.parentId === null ? '' : 'pl-11'}`}
    >
      <span className={`font-serif font-bold ${isCurrent ? 'text-ink' : 'text-ink-3'}`}>{number}</span>
      <span
        className={`min-w-0 ${isCompact ? 'truncate' : 'text-base leading-normal'} ${isCurrent ? 'font-bold text-ink' : item.state === 'done' ? 'text-ink-3' : 'text-ink-2'}`}
        title={item.title}
      >
        {item.title}
        {item.visibility !== 'public' && (
          <small className="ml-1.5 font-normal text-ink-3">{t(`visibility.${item.visibility}`)}</small>
        )}
        {isCurrent && <span className="sr-only">{t('current')}</span>}
      </span>
      <span className="num pl-2 text-right text-ink-3">
        {isBegun && <b className={`font-normal ${isOver ? 'text-time' : 'text-ink-2'}`}>{minutes(spent)}</b>}
        {isBegun && planned > 0 && ' / '}
        {planned > 0 && item.plannedMinutes}
      </span>
      {planned > 0 && (isBegun || isCompact) && (
        <span
          className={`col-start-2 col-end-4 mt-1 flex h-1 ${isCurrent ? 'bg-nav-4' : 'bg-well'} ${isCompact ? '[@media(max-height:739px)]:mt-0.5' : ''}`}
          style={
            isCompact
              ? { width: `${(Math.max(planned, spent) / (longest * 60_000)) * 100}%`, maxWidth: '100%' }
              : undefined
          }
          aria-hidden="true"
        >
          <i
            className={isCurrent ? 'bg-nav' : 'bg-ink-3'}
            style={{ width: `${isOver ? (planned / spent) * 100 : (spent / planned) * 100}%` }}
          />
          {isOver && <i className="ml-px flex-1 bg-time-fill" />}
        </span>
      )}
    </li>
  );
}
