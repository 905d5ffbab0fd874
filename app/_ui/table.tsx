'use client';

import { type ReactNode, useState } from 'react';
import { Icon } from './icon.tsx';

export interface Sorting<K extends string> {
  readonly by: K;
  readonly isDescending: boolean;
}

/** How a table is sorted; pressing the same heading again turns the order round. */
export function useSorting<K extends string>(start: Sorting<K>): [Sorting<K>, (by: K) => void] {
  const [sorting, setSorting] = useState(start);
  return [sorting, (by) => setSorting({ by, isDescending: sorting.by === by ? !sorting.isDescending : false })];
}

const collator = new Intl.Collator('zh-CN', { numeric: true });

/** A sorted copy; texts in the order of a Chinese dictionary, figures by value. */
export function sorted<T>(
  rows: readonly T[],
  valueOf: (row: T) => string | number,
  isDescending: boolean,
): readonly T[] {
  const compare = (a: T, b: T): number => {
    const [left, right] = [valueOf(a), valueOf(b)];
    return typeof left === 'number' && typeof right === 'number'
      ? left - right
      : collator.compare(String(left), String(right));
  };
  return rows.toSorted((a, b) => (isDescending ? compare(b, a) : compare(a, b)));
}

interface SortHeadProps<K extends string> {
  readonly by: K;
  readonly sorting: Sorting<K>;
  readonly onSort: (by: K) => void;
  readonly className?: string;
  readonly children: ReactNode;
}

/** The heading of a column that sorts. */
export function SortHead<K extends string>({ by, sorting, onSort, className = '', children }: SortHeadProps<K>) {
  const isActive = sorting.by === by;
  const direction = sorting.isDescending ? 'descending' : 'ascending';
  return (
    <th scope="col" aria-sort={isActive ? direction : 'none'} className={`p-0 text-left font-normal ${className}`}>
      <button
        type="button"
        onClick={() => onSort(by)}
        className={`inline-flex min-h-target items-center gap-1 pr-3 text-sm ${isActive ? 'text-ink' : 'text-ink-3 hover:text-ink'}`}
      >
        {children}
        <Icon
          name="down"
          className={`size-3.5 ${isActive ? '' : 'opacity-0'} ${isActive && !sorting.isDescending ? 'rotate-180' : ''}`}
        />
      </button>
    </th>
  );
}

export function Head({ className = '', children }: { className?: string; children?: ReactNode }) {
  return (
    <th scope="col" className={`py-2 pr-3 text-left text-sm font-normal text-ink-3 ${className}`}>
      {children}
    </th>
  );
}

/** A long table whose headings stay in sight on a laptop; on a phone each row is a card and headings are only spoken. */
export function Table({ caption, heads, children }: { caption: string; heads: ReactNode; children: ReactNode }) {
  return (
    <table className="w-full border-collapse">
      <caption className="sr-only">{caption}</caption>
      <thead className="bg-ground max-md:sr-only md:sticky md:top-0">
        <tr className="border-b border-line">{heads}</tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  );
}
