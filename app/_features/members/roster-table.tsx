'use client';

import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { Choices } from '#app/_ui/field.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import { SearchField } from '#app/_ui/search-field.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { Head, SortHead, sorted, Table, useSorting } from '#app/_ui/table.tsx';
import type { NamedGroup, RosterRow } from '#server/modules/members/contract.ts';
import { everyone, isAskedFor, type RosterFilter } from '#server/modules/members/domain.ts';

type Column = 'number' | 'name' | 'sector' | 'post';
const standings = ['active', 'former', 'all'] as const;

interface RosterTableProps {
  readonly rows: readonly RosterRow[];
  readonly sectors: readonly NamedGroup[];
  readonly committees: readonly NamedGroup[];
}

/** The roster, to be found, sorted and taken away as a file; the file holds what the table shows. */
export function RosterTable({ rows, sectors, committees }: RosterTableProps) {
  const t = useTranslations('office.members');
  const start: RosterFilter = { ...everyone, standing: 'active' };
  const [filter, setFilter] = useState(start);
  const [sorting, sort] = useSorting<Column>({ by: 'sector', isDescending: false });
  // Typing stays quick however long the roster is.
  const asked = useDeferredValue(filter);
  const positions = new Map(sectors.map(({ id }, index) => [id, index]));
  const valueOf: Readonly<Record<Column, (row: RosterRow) => string | number>> = {
    number: (row) => row.number,
    name: (row) => row.name,
    sector: (row) => positions.get(row.sectorId) ?? sectors.length,
    post: (row) => row.post,
  };
  const shown = sorted(
    rows.filter((row) => isAskedFor(row, asked)),
    valueOf[sorting.by],
    sorting.isDescending,
  );
  if (rows.length === 0)
    return (
      <Notice
        icon="people"
        title={t('none.title')}
        action={
          <Link href="/office/members/import" className="btn btn-nav">
            {t('import')}
          </Link>
        }
      >
        {t('none.text')}
      </Notice>
    );
  return (
    <>
      <RosterFilters rows={rows} sectors={sectors} committees={committees} filter={filter} onFilter={setFilter} />
      <div className="mb-2 flex flex-wrap items-center justify-between gap-x-4">
        <p className="num text-note text-ink-2" role="status">
          {t('count', { count: shown.length })}
        </p>
        <p className="flex items-center gap-1">
          {(['xlsx', 'csv'] as const).map((format) => (
            <a
              key={format}
              href={`/api/members/export?${new URLSearchParams({ ...filter, format })}`}
              download
              className="btn btn-text text-note"
            >
              <Icon name="download" className="size-4.5" />
              {t('export', { format })}
            </a>
          ))}
        </p>
      </div>
      <div className="rule" />
      <Table
        caption={t('title')}
        heads={
          <>
            <SortHead by="number" sorting={sorting} onSort={sort} className="w-24">
              {t('columns.number')}
            </SortHead>
            <SortHead by="name" sorting={sorting} onSort={sort} className="w-28">
              {t('columns.name')}
            </SortHead>
            <SortHead by="sector" sorting={sorting} onSort={sort} className="w-40">
              {t('columns.sector')}
            </SortHead>
            <Head className="w-52 max-lg:hidden">{t('columns.committees')}</Head>
            <SortHead by="post" sorting={sorting} onSort={sort}>
              {t('columns.post')}
            </SortHead>
            <Head className="w-32">{t('columns.phone')}</Head>
          </>
        }
      >
        {shown.map((row) => (
          <Line key={row.memberId} row={row} />
        ))}
      </Table>
      {shown.length === 0 && (
        <Notice
          title={t('noMatch')}
          action={
            <button type="button" className="btn btn-line" onClick={() => setFilter(start)}>
              {t('clear')}
            </button>
          }
        />
      )}
    </>
  );
}

interface FiltersProps extends RosterTableProps {
  readonly filter: RosterFilter;
  readonly onFilter: (filter: RosterFilter) => void;
}

function RosterFilters({ rows, sectors, committees, filter, onFilter }: FiltersProps) {
  const t = useTranslations('office.members');
  const select = (key: 'sectorId' | 'committeeId', every: string, groups: readonly NamedGroup[]) => (
    <select
      aria-label={t(key === 'sectorId' ? 'columns.sector' : 'columns.committees')}
      className="field w-auto max-w-56 max-sm:w-full max-sm:max-w-none"
      value={filter[key]}
      onChange={(event) => onFilter({ ...filter, [key]: event.target.value })}
    >
      <option value="">{every}</option>
      {groups.map(({ id, name, count }) => (
        <option key={id} value={id}>
          {name} {count}
        </option>
      ))}
    </select>
  );
  return (
    <div className="mb-2 flex flex-wrap items-center gap-x-4 gap-y-2">
      <Choices
        label={t('standing')}
        value={filter.standing}
        onChange={(standing) => onFilter({ ...filter, standing })}
        options={standings.map((value) => ({
          value,
          label: t(`standings.${value}`),
          count: rows.filter((row) => isAskedFor(row, { ...filter, standing: value })).length,
        }))}
      />
      <div className="flex flex-1 flex-wrap justify-end gap-3 max-md:flex-none max-md:basis-full">
        {select('sectorId', t('everySector'), sectors)}
        {select('committeeId', t('everyCommittee'), committees)}
        <SearchField
          label={t('filter')}
          className="md:w-60"
          value={filter.words}
          onChange={(words) => onFilter({ ...filter, words })}
        />
      </div>
    </div>
  );
}

function Line({ row }: { row: RosterRow }) {
  const t = useTranslations('office.members');
  return (
    <tr className="border-b border-line align-baseline max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-4 max-md:py-2.5 md:hover:bg-sheet">
      <td className="num py-2 pr-3 text-note text-ink-3 max-md:hidden">{row.number}</td>
      <td className="pr-3 whitespace-nowrap">
        <Link
          href={`/office/members/${row.memberId}`}
          className="inline-flex min-h-target items-center font-bold text-ink no-underline hover:text-nav hover:underline"
        >
          {row.name}
        </Link>
        {!row.isActive && <span className="ml-2 text-sm text-ink-3">{t('former')}</span>}
      </td>
      <td className="py-2 pr-3 text-note max-md:self-center max-md:py-0 max-md:text-right">{row.sectorName}</td>
      <td className="py-2 pr-3 text-note text-ink-2 max-lg:hidden">{row.committees.join('、')}</td>
      <td className="py-2 pr-3 text-note text-ink-2 max-md:py-0">{row.post}</td>
      <td className="num py-2 text-note whitespace-nowrap max-md:py-0 max-md:text-right">
        {row.phone ? (
          <a href={`tel:${row.phone}`} className="text-ink-2 no-underline hover:text-nav">
            {row.phone}
          </a>
        ) : (
          <span className="text-ink-3">{t('noPhone')}</span>
        )}
      </td>
    </tr>
  );
}
