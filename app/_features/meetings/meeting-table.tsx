'use client';

import Link from 'next/link';
import { useLocale, useTranslations } from 'next-intl';
import { useState } from 'react';
import { dayInLists, timeSpan } from '#app/_lib/format.ts';
import { Choices } from '#app/_ui/field.tsx';
import { SearchField } from '#app/_ui/search-field.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { Head, SortHead, sorted, Table, useSorting } from '#app/_ui/table.tsx';
import type { MeetingRow } from '#server/modules/meetings/index.ts';
import { PhaseTag } from './phase-tag.tsx';

type Row = MeetingRow & { readonly participants: number };
const groups = {
  all: () => true,
  running: ({ phase }: Row) => phase === 'open' || phase === 'live' || phase === 'suspended',
  scheduled: ({ phase }: Row) => phase === 'scheduled',
  over: ({ phase }: Row) => phase === 'ended' || phase === 'archived',
} as const;
type Group = keyof typeof groups;
type Column = 'time' | 'title' | 'people';
const valueOf: Readonly<Record<Column, (row: Row) => string | number>> = {
  time: (row) => row.plannedStartAt,
  title: (row) => row.title,
  people: (row) => row.participants,
};

/** Every meeting, to be found by state, kind and words. */
export function MeetingTable({ meetings, now }: { meetings: readonly Row[]; now: number }) {
  const t = useTranslations('office.meetings');
  const k = useTranslations('common.kind');
  const [group, setGroup] = useState<Group>('all');
  const [kind, setKind] = useState('');
  const [words, setWords] = useState('');
  const [sorting, sort] = useSorting<Column>({ by: 'time', isDescending: true });
  const found = meetings.filter(
    (row) => (kind === '' || row.kind === kind) && `${row.title}${row.label}${row.place}`.includes(words.trim()),
  );
  const shown = sorted(found.filter(groups[group]), valueOf[sorting.by], sorting.isDescending);
  const kinds = [...new Set(meetings.map((row) => row.kind))];
  if (meetings.length === 0)
    return (
      <Notice
        icon="calendar"
        title={t('none.title')}
        action={
          <Link href="/office/meetings/new" className="btn btn-nav">
            {t('new')}
          </Link>
        }
      >
        {t('none.text')}
      </Notice>
    );
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choices
          label={t('columns.phase')}
          value={group}
          onChange={setGroup}
          options={(Object.keys(groups) as Group[]).map((value) => ({
            value,
            label: t(`groups.${value}`),
            count: found.filter(groups[value]).length,
          }))}
        />
        <div className="flex flex-1 flex-wrap justify-end gap-3 max-md:flex-none max-md:basis-full">
          <select
            aria-label={t('columns.kind')}
            className="field w-auto min-w-0 max-sm:w-full"
            value={kind}
            onChange={(event) => setKind(event.target.value)}
          >
            <option value="">{t('everyKind')}</option>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {k(one)}
              </option>
            ))}
          </select>
          <SearchField label={t('filter')} className="md:w-56" value={words} onChange={setWords} />
        </div>
      </div>
      <div className="rule" />
      <Table
        caption={t('title')}
        heads={
          <>
            <SortHead by="time" sorting={sorting} onSort={sort} className="w-44">
              {t('columns.time')}
            </SortHead>
            <SortHead by="title" sorting={sorting} onSort={sort}>
              {t('columns.title')}
            </SortHead>
            <Head className="w-36">{t('columns.access')}</Head>
            <SortHead by="people" sorting={sorting} onSort={sort} className="w-20">
              {t('columns.people')}
            </SortHead>
            <Head className="w-32">{t('columns.phase')}</Head>
          </>
        }
      >
        {shown.map((row) => (
          <Line key={row.meetingId} row={row} now={now} />
        ))}
      </Table>
      {shown.length === 0 && (
        <Notice title={t('noMatch')}>
          <button
            type="button"
            className="btn btn-line"
            onClick={() => {
              setGroup('all');
              setKind('');
              setWords('');
            }}
          >
            {t('clear')}
          </button>
        </Notice>
      )}
    </>
  );
}

function Line({ row, now }: { row: Row; now: number }) {
  const t = useTranslations('office.meetings');
  const k = useTranslations('common.kind');
  const locale = useLocale();
  const isPast = row.plannedEndAt < now && row.phase === 'scheduled';
  return (
    <tr className="border-b border-line align-top max-md:grid max-md:grid-cols-[minmax(0,1fr)_auto] max-md:gap-x-4 max-md:py-3 md:hover:bg-sheet">
      <td className="num py-3.5 pr-3 text-note text-ink-2 max-md:order-2 max-md:min-w-0 max-md:py-0 md:whitespace-nowrap">
        {dayInLists(row.plannedStartAt, locale, now)}
        <span className="block text-sm text-ink-3 max-md:ml-2 max-md:inline">
          {timeSpan(row.plannedStartAt, row.plannedEndAt, locale)}
        </span>
      </td>
      <td className="py-3 pr-4 max-md:order-1 max-md:col-span-2 max-md:py-0">
        <Link
          href={`/office/meetings/${row.meetingId}`}
          className="inline-flex min-h-7 items-center text-lg font-bold text-ink no-underline hover:text-nav hover:underline max-md:min-h-target"
        >
          {row.title}
        </Link>
        <span className="block text-sm text-ink-3">
          {k(row.kind)} · {row.place || t('noPlace')}
          {row.label && ` · ${row.label}`}
        </span>
      </td>
      <td className="py-3.5 pr-3 text-note text-ink-2 max-md:hidden">{t(`access.${row.access}`)}</td>
      <td className="num py-3.5 pr-3 text-note max-md:hidden">{row.participants}</td>
      <td className="py-3.5 whitespace-nowrap max-md:order-3 max-md:py-0 max-md:text-right">
        <PhaseTag phase={row.phase} />
        {isPast && <span className="mt-1 block text-sm text-time">{t('overdue')}</span>}
      </td>
    </tr>
  );
}
