'use client';

import { useLocale, useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useAttendance } from '#app/_features/attendance/use-attendance.ts';
import { clockTime } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';
import { numbersOf } from '../agenda.tsx';
import { fitted, units } from './fitted.ts';

export interface NumberedItem {
  readonly item: AgendaItem;
  /** As the papers number it: parts of an item by the item they belong to. */
  readonly number: string;
}

/** An item of the agenda with its number; the current one unless another is named. */
export function useNumberedItem(itemId?: string | null): NumberedItem | null {
  const locale = useLocale();
  const agenda = useLive(({ meetings }) => meetings.agenda);
  const current = useLive(({ meetings }) => meetings.currentItemId);
  const item = agenda.find((one) => one.itemId === (itemId ?? current));
  if (!item) return null;
  let top = item;
  for (let next: AgendaItem | undefined = item; next; next = agenda.find((one) => one.itemId === top.parentId))
    top = next;
  return { item, number: numbersOf(agenda, locale).get(top.itemId) ?? '' };
}

const titleWidth = 1_090;

/** The line on top of every scene: the number, what it is about, and what stands at its right. */
export function HallTop({ itemId, title, children }: { itemId?: string | null; title?: string; children?: ReactNode }) {
  const t = useTranslations('hall');
  const found = useNumberedItem(itemId);
  const meetingTitle = useLive(({ meetings }) => meetings.details?.title ?? '');
  const words = title ?? found?.item.title ?? meetingTitle;
  return (
    <header className="flex h-37 flex-none items-center gap-8 px-18">
      {found && (
        <span className="flex-none text-hall-base whitespace-nowrap text-nav">
          {t('item', { number: found.number })}
        </span>
      )}
      <h1
        className="line-clamp-2 min-w-0 flex-1 font-serif leading-tight"
        style={{ fontSize: units(fitted(words, titleWidth, 60, 44)) }}
      >
        {words}
      </h1>
      <div className="num flex flex-none items-baseline gap-12 whitespace-nowrap text-ink-2">
        {children ?? <Standing />}
      </div>
    </header>
  );
}

/** Who is here, and what time it is. */
export function Standing() {
  return (
    <>
      <ClosedMark />
      <PresenceFigures />
      <DayClock />
    </>
  );
}

const large = (figure: ReactNode) => <b className="text-hall-base text-ink">{figure}</b>;

export function PresenceFigures() {
  const t = useTranslations('hall');
  const { present, entitled } = useAttendance();
  if (entitled === 0) return null;
  return <span>{t.rich('present', { present, entitled, b: large })}</span>;
}

export function DayClock() {
  const now = useServerNow();
  return <time className="text-hall-title font-bold text-ink">{clockTime(now)}</time>;
}

/** Says to everybody in the hall that the public is shut out for now. */
function ClosedMark() {
  const t = useTranslations('hall');
  const isClosed = useLive(
    ({ meetings: { currentItemId, currentVisibility } }) => currentItemId !== null && currentVisibility === 'closed',
  );
  if (!isClosed) return null;
  return <b className="border-2 border-current px-3 py-1.5 font-bold text-ink">{t('closedMark')}</b>;
}
