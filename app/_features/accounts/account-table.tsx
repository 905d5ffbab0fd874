'use client';

import { useLocale, useTranslations } from 'next-intl';
import { useDeferredValue, useState } from 'react';
import { clockTime, dayInLists } from '#app/_lib/format.ts';
import { Choices } from '#app/_ui/field.tsx';
import { SearchField } from '#app/_ui/search-field.tsx';
import { Notice } from '#app/_ui/states.tsx';
import { Head, SortHead, sorted, Table, useSorting } from '#app/_ui/table.tsx';
import type { AccountRow } from '#server/modules/identity/contract.ts';
import { type AccountState, accountStates, groupOf, type RoleGroup, roleGroups, stateOf } from './account-state.ts';

interface AccountTableProps {
  readonly accounts: readonly AccountRow[];
  readonly now: number;
  readonly state: AccountState | '';
  readonly onOpen: (account: AccountRow) => void;
  readonly onGive: (accounts: readonly AccountRow[]) => void;
}
type Column = 'name' | 'username' | 'seen';
const valueOf: Readonly<Record<Column, (row: AccountRow) => string | number>> = {
  name: (row) => row.name,
  username: (row) => row.username,
  seen: (row) => row.seenAt ?? 0,
};

/** Accounts by role and state; those without a password get one together. */
export function AccountTable({ accounts, now, state: wanted, onOpen, onGive }: AccountTableProps) {
  const t = useTranslations('office.accounts');
  const [group, setGroup] = useState<RoleGroup | 'all'>('all');
  const [state, setState] = useState<AccountState | ''>(wanted);
  const [words, setWords] = useState('');
  const [sorting, sort] = useSorting<Column>({ by: 'username', isDescending: false });
  const asked = useDeferredValue(words.trim());
  const found = accounts.filter(
    (row) =>
      (state === '' || stateOf(row) === state) &&
      `${row.name} ${row.username} ${row.post} ${row.phone}`.includes(asked),
  );
  const inGroup = (which: RoleGroup | 'all') =>
    which === 'all' ? found : found.filter(({ role }) => groupOf(role) === which);
  const shown = sorted(inGroup(group), valueOf[sorting.by], sorting.isDescending);
  const waiting = shown.filter((row) => row.isMine && stateOf(row) === 'new');
  return (
    <>
      <div className="mb-3 flex flex-wrap items-center gap-x-4 gap-y-2">
        <Choices
          label={t('columns.role')}
          value={group}
          onChange={setGroup}
          options={(['all', ...roleGroups] as const).map((value) => ({
            value,
            label: t(`groups.${value}`),
            count: inGroup(value).length,
          }))}
        />
        <div className="flex flex-1 flex-wrap justify-end gap-3 max-md:flex-none max-md:basis-full">
          <select
            aria-label={t('columns.state')}
            className="field w-auto max-sm:w-full"
            value={state}
            onChange={(event) => setState(event.target.value as AccountState | '')}
          >
            <option value="">{t('everyState')}</option>
            {accountStates.map((one) => (
              <option key={one} value={one}>
                {t(`states.${one}`)}
              </option>
            ))}
          </select>
          <SearchField label={t('filter')} className="md:w-64" value={words} onChange={setWords} />
        </div>
      </div>
      {waiting.length > 0 && (
        <div className="mb-4 flex flex-wrap items-center gap-x-5 gap-y-2 border-l-4 border-nav bg-nav-tint px-4 py-3">
          <p className="flex-1 basis-60 text-note">{t('waiting', { count: waiting.length })}</p>
          <button type="button" className="btn btn-nav text-note" onClick={() => onGive(waiting)}>
            {t('giveAll', { count: waiting.length })}
          </button>
        </div>
      )}
      <div className="rule" />
      <Table
        caption={t('title')}
        heads={
          <>
            <SortHead by="name" sorting={sorting} onSort={sort} className="w-52">
              {t('columns.name')}
            </SortHead>
            <SortHead by="username" sorting={sorting} onSort={sort} className="w-36">
              {t('columns.username')}
            </SortHead>
            <Head className="w-28">{t('columns.role')}</Head>
            <Head>{t('columns.post')}</Head>
            <Head className="w-32">{t('columns.state')}</Head>
            <SortHead by="seen" sorting={sorting} onSort={sort} className="w-44">
              {t('columns.seen')}
            </SortHead>
          </>
        }
      >
        {shown.map((row) => (
          <Line key={row.userId} row={row} now={now} onOpen={() => onOpen(row)} />
        ))}
      </Table>
      {shown.length === 0 && (
        <Notice
          title={t('noMatch')}
          action={
            <button
              type="button"
              className="btn btn-line"
              onClick={() => {
                setGroup('all');
                setState('');
                setWords('');
              }}
            >
              {t('clear')}
            </button>
          }
        />
      )}
    </>
  );
}

function Line({ row, now, onOpen }: { row: AccountRow; now: number; onOpen: () => void }) {
  const t = useTranslations('office.accounts');
  const locale = useLocale();
  const state = stateOf(row);
  return (
    <tr className="border-b border-line align-baseline max-md:grid max-md:grid-cols-[1fr_auto] max-md:gap-x-4 max-md:py-2 md:hover:bg-sheet">
      <td className="pr-3">
        <button
          type="button"
          onClick={onOpen}
          className={`inline-flex min-h-target items-center text-left font-bold hover:text-nav hover:underline ${row.isDisabled ? 'text-ink-3' : ''}`}
        >
          {row.name}
        </button>
      </td>
      <td className="num py-2 pr-3 text-note text-ink-2 max-md:self-center max-md:py-0 max-md:text-right">
        {row.username}
      </td>
      <td className="py-2 pr-3 text-note max-md:py-0">{t(`roles.${row.role}` as 'roles.member')}</td>
      <td className="py-2 pr-3 text-note text-ink-2 max-md:hidden">{row.post}</td>
      <td
        className={`py-2 pr-3 text-note max-md:py-0 max-md:text-right ${state === 'fine' ? 'text-ink-2' : 'font-bold'}`}
      >
        {t(`states.${state}`)}
      </td>
      <td className="num py-2 text-note text-ink-3 max-md:hidden">
        {row.seenAt === null ? t('neverSeen') : `${dayInLists(row.seenAt, locale, now)} ${clockTime(row.seenAt)}`}
      </td>
    </tr>
  );
}
