'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { duration } from '#app/_lib/format.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useSettling } from '#app/_lib/live/use-command.ts';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Problem } from '#app/_ui/states.tsx';
import { spentMs as spentOf } from '#server/modules/meetings/domain.ts';
import { type Budget, budgetsOf, totals } from '#server/modules/speaking/figures.ts';
import type { Closing } from './list-parts.tsx';
import { type SectorUse, usesOf } from './sector-use.ts';
import { useList, useSectorNames } from './use-list.ts';

const minuteMs = 60_000;
const segments = 5;

/** Where the time of the item went, by sector; budgets that are used up say so and cut nobody off (D10). */
export function ItemUse({ onOpen }: { onOpen: () => void }) {
  const t = useTranslations('chair.use');
  const now = useServerNow();
  const { itemId } = useList();
  const names = useSectorNames();
  const speaking = useLive((state) => state.speaking);
  const item = useLive(({ meetings }) => meetings.agenda.find((one) => one.itemId === itemId) ?? null);
  if (!item) return null;
  const turns = speaking.turns.filter((turn) => turn.itemId === itemId);
  const budgets = budgetsOf(speaking, itemId, now);
  const { bySector, all } = totals(turns, now);
  const named = Object.fromEntries(Object.entries(bySector).map(([id, { ms }]) => [id, ms]));
  const uses = usesOf(named, all.ms, names, segments);
  return (
    <section
      aria-label={t('title')}
      className="mx-5 mt-auto flex-none border-t border-line pt-2 pb-2.5 text-sm text-ink-2 [@media(max-height:739px)]:pt-1.5 [@media(max-height:739px)]:pb-2"
    >
      <h2 className="flex items-center text-note text-ink [@media(max-height:739px)]:sr-only">
        {t('title')}
        <span className="num ml-auto text-sm font-normal text-ink-2">
          <UsedLine budget={budgets.item} spentMs={spentOf(item, now)} plannedMs={item.plannedMinutes * minuteMs} />
        </span>
      </h2>
      <button
        type="button"
        title={t('open')}
        className="mt-1.5 flex h-5.5 w-full gap-0.5 text-left text-xs elder:h-target [@media(max-height:739px)]:mt-0"
        onClick={onOpen}
      >
        {uses.map((use, index) => (
          <Segment key={use.id} use={use} isFirst={index === 0} budget={budgets.sectors[use.id]} />
        ))}
        {uses.length === 0 && <span className="flex-1 truncate bg-well px-2 leading-5.5">{t('nothing')}</span>}
      </button>
    </section>
  );
}

function UsedLine({ budget, spentMs, plannedMs }: { budget: Budget; spentMs: number; plannedMs: number }) {
  const t = useTranslations('chair.use');
  const { leftMs, usedMs } = budget;
  const [used, left] = leftMs === null ? [spentMs, plannedMs === 0 ? null : plannedMs - spentMs] : [usedMs, leftMs];
  if (left === null) return t('used', { used: duration(used) });
  if (left >= 0) return t(leftMs === null ? 'usedLeft' : 'budgetLeft', { used: duration(used), left: duration(left) });
  return (
    <b className="text-time">
      {t(leftMs === null ? 'usedOver' : 'budgetOver', { used: duration(used), over: duration(-left) })}
    </b>
  );
}

function Segment({ use, isFirst, budget }: { use: SectorUse; isFirst: boolean; budget: Budget | undefined }) {
  const t = useTranslations('chair.use');
  const name = use.name ?? t('others');
  const isOver = budget?.isOver ?? false;
  return (
    <span
      className={`min-w-0 truncate px-1.75 leading-5.5 text-ink ${isFirst ? 'bg-well-strong' : 'bg-well'} ${isOver ? 'border-b-3 border-time-fill font-bold' : ''}`}
      style={{ flexGrow: Math.max(use.ms, 1), flexBasis: '3.5rem' }}
    >
      {isOver && budget
        ? t('sectorOver', { name, time: duration(use.ms), over: duration(-(budget.leftMs ?? 0)) })
        : t('sector', { name, time: duration(use.ms) })}
    </span>
  );
}

/** Budgets of the item and its sectors with what was used; the chair may give all sectors the same addition (D10). */
export function BudgetDialog({ onClose, isChair }: Closing & { isChair: boolean }) {
  const t = useTranslations('chair.budget');
  const now = useServerNow(5_000);
  const { itemId, list } = useList();
  const speaking = useLive((state) => state.speaking);
  const names = useSectorNames();
  const { item, sectors } = budgetsOf(speaking, itemId, now);
  const [wished, setWished] = useState<Readonly<Record<string, string>>>({});
  const [more, setMore] = useState('2');
  const { problem, settle } = useSettling(() => setWished({}));
  const rows = [
    { id: '', name: t('item'), budget: item },
    ...[...names].map(([id, name]) => ({
      id,
      name,
      budget: sectors[id] ?? { budgetMs: null, usedMs: 0, leftMs: null, isOver: false },
    })),
  ];
  const minutesOf = (id: string, budget: Budget): string =>
    wished[id] ?? (budget.budgetMs === null ? '' : String(budget.budgetMs / minuteMs));
  const commands = (): readonly (readonly [string, object])[] =>
    Object.entries(wished).map(([id, minutes], index) => [
      'speaking.setBudget',
      {
        itemId,
        sectorId: id === '' ? null : id,
        budgetMs: minutes.trim() === '' ? null : Math.round(Number(minutes) * minuteMs),
        basedOn: list.version + index,
      },
    ]);
  return (
    <Dialog isOpen onClose={onClose} title={t('title')}>
      <p className="mb-3 text-note text-ink-2">{t('text')}</p>
      <div className="max-h-[50dvh] overflow-y-auto">
        <table className="w-full text-note">
          <thead className="text-left text-sm text-ink-3">
            <tr>
              <th className="font-normal">{t('of')}</th>
              <th className="text-right font-normal">{t('used')}</th>
              <th className="text-right font-normal">{t('left')}</th>
              <th className="w-28 pl-3 font-normal">{t('minutes')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ id, name, budget }) => (
              <tr key={id} className="border-t border-line">
                <th scope="row" className="py-1 text-left font-normal">
                  {name}
                </th>
                <td className="num text-right">{duration(budget.usedMs)}</td>
                <td className={`num text-right ${budget.isOver ? 'font-bold text-time' : ''}`}>
                  {budget.leftMs === null ? '' : `${budget.isOver ? '−' : ''}${duration(Math.abs(budget.leftMs))}`}
                </td>
                <td className="py-1 pl-3">
                  <input
                    className="field num min-h-10 text-right"
                    inputMode="decimal"
                    type="number"
                    min="0"
                    max="1440"
                    step="0.5"
                    aria-label={t('minutesOf', { name })}
                    value={minutesOf(id, budget)}
                    onChange={(event) => setWished({ ...wished, [id]: event.target.value })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {isChair && Object.keys(list.sectorBudgets).length > 0 && (
        <p className="mt-3 flex items-center gap-2 text-note">
          {t('raise')}
          <input
            className="field num w-20 text-right"
            type="number"
            min="0.5"
            step="0.5"
            aria-label={t('raiseBy')}
            value={more}
            onChange={(event) => setMore(event.target.value)}
          />
          {t('minutesEach')}
          <button
            type="button"
            className="btn btn-line ml-auto"
            disabled={!(Number(more) > 0)}
            onClick={() =>
              void settle([
                'speaking.raiseBudgets',
                { itemId, basedOn: list.version, byMs: Math.round(Number(more) * minuteMs) },
              ])
            }
          >
            {t('raiseNow')}
          </button>
        </p>
      )}
      <Problem className="mt-2">{problem}</Problem>
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={onClose}>
          {t('close')}
        </button>
        <button
          type="button"
          className="btn btn-nav"
          disabled={Object.keys(wished).length === 0}
          onClick={() => void settle(...commands())}
        >
          {t('save')}
        </button>
      </DialogActions>
    </Dialog>
  );
}
