'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Choices } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { Head } from '#app/_ui/table.tsx';
import type { PreviewRow } from '#server/modules/members/contract.ts';

type Outcome = PreviewRow['outcome'];
const outcomes: readonly Outcome[] = ['wrong', 'new', 'changed', 'unchanged'];

interface ImportPreviewProps {
  readonly rows: readonly PreviewRow[];
  readonly isBusy: boolean;
  /** The roster changed since the preview; the file has to be read again. */
  readonly isStale: boolean;
  readonly onConfirm: () => void;
}

/** What would become of every row, the wrong ones first, and what would be written. */
export function ImportPreview({ rows, isBusy, isStale, onConfirm }: ImportPreviewProps) {
  const t = useTranslations('office.import');
  const countOf = (outcome: Outcome): number => rows.filter((row) => row.outcome === outcome).length;
  const [shown, setShown] = useState<Outcome>(() => outcomes.find((one) => countOf(one) > 0) ?? 'unchanged');
  const [wrong, writes] = [countOf('wrong'), countOf('new') + countOf('changed')];
  return (
    <section aria-label={t('preview')}>
      <div className="flex flex-wrap items-center justify-between gap-x-4">
        <Choices
          label={t('preview')}
          value={shown}
          onChange={setShown}
          options={outcomes.map((value) => ({ value, label: t(`outcomes.${value}`), count: countOf(value) }))}
        />
        <p className="num text-note text-ink-2">{t('rows', { count: rows.length })}</p>
      </div>
      <div className="rule" />
      <table className="w-full border-collapse">
        <caption className="sr-only">{t(`outcomes.${shown}`)}</caption>
        <thead className="max-md:sr-only">
          <tr className="border-b border-line">
            <Head className="w-16">{t('line')}</Head>
            <Head className="w-24">{t('number')}</Head>
            <Head className="w-32">{t('name')}</Head>
            <Head>{t('what')}</Head>
          </tr>
        </thead>
        <tbody>
          {rows
            .filter((row) => row.outcome === shown)
            .map((row) => (
              <Row key={row.line} row={row} />
            ))}
        </tbody>
      </table>
      {countOf(shown) === 0 && <Notice title={t('noneOf')} />}
      <div className="sticky bottom-0 mt-4 flex flex-wrap items-center gap-x-5 gap-y-2 border-t border-line-strong bg-ground py-4">
        {writes > 0 && !isStale && (
          <button type="button" className="btn btn-nav" disabled={isBusy} onClick={onConfirm}>
            {isBusy ? t('writing') : t('confirm', { new: countOf('new'), changed: countOf('changed') })}
          </button>
        )}
        <p className="flex flex-1 items-start gap-2 text-note text-ink-2" role="status">
          {wrong > 0 && <Icon name="warning" className="mt-0.5 size-5" />}
          {isStale
            ? t('stale')
            : wrong > 0
              ? t(writes > 0 ? 'someWrong' : 'allWrong', { count: wrong })
              : writes === 0
                ? t('nothingToWrite')
                : t('allRight')}
        </p>
      </div>
    </section>
  );
}

function Row({ row }: { row: PreviewRow }) {
  const t = useTranslations('office.import');
  const m = useTranslations('office.members');
  const problem = useTranslations('members.errors');
  return (
    <tr className="border-b border-line align-baseline max-md:grid max-md:grid-cols-[auto_1fr] max-md:gap-x-3 max-md:py-2">
      <td className="num py-2.5 pr-3 text-note text-ink-3 max-md:hidden">{row.line}</td>
      <td className="num py-2.5 pr-3 text-note text-ink-2 max-md:py-0">{row.row.number || '—'}</td>
      <th scope="row" className="py-2.5 pr-3 text-left max-md:py-0">
        {row.row.name || '—'}
        <span className="ml-2 text-sm font-normal text-ink-3 md:hidden">{t('atLine', { line: row.line })}</span>
      </th>
      <td className="py-2.5 text-note max-md:col-span-2 max-md:py-0">
        {row.outcome === 'wrong' && (
          <ul>
            {row.problems.map((code) => (
              <li key={code} className="flex items-start gap-2">
                <Icon name="warning" className="mt-0.5 size-4.5 text-ink-3" />
                {problem(code.replace('members.', '') as 'stale')}
              </li>
            ))}
          </ul>
        )}
        {row.outcome === 'new' && (
          <span className="text-ink-2">
            {[row.row.sector, row.row.committees, row.row.post, row.row.phone].filter(Boolean).join(' · ')}
          </span>
        )}
        {row.outcome === 'changed' &&
          Object.entries(row.changes).map(([field, [before, after]]) => (
            <span key={field} className="mr-4 inline-block">
              <span className="text-ink-3">{m(`fields.${field}` as 'fields.name')} </span>
              <s className="text-ink-3">{before || m('empty')}</s> → {after || m('empty')}
            </span>
          ))}
      </td>
    </tr>
  );
}
