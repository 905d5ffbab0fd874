import type { RosterRow } from './contract.ts';

/** What a reader of the roster wants to see of it; empty texts ask for nothing in particular. */
export interface RosterFilter {
  readonly words: string;
  readonly sectorId: string;
  readonly committeeId: string;
  /** Members who left keep their file (B6). */
  readonly standing: 'active' | 'former' | 'all';
}

export const everyone: RosterFilter = { words: '', sectorId: '', committeeId: '', standing: 'all' };

/** Whether a member is among those asked for; every word must stand somewhere in the line. */
export function isAskedFor(row: RosterRow, { words, sectorId, committeeId, standing }: RosterFilter): boolean {
  const all = [row.number, row.name, row.sectorName, row.party, row.post, row.phone ?? '', ...row.committees].join(' ');
  return (
    (sectorId === '' || row.sectorId === sectorId) &&
    (committeeId === '' || row.committeeIds.includes(committeeId)) &&
    (standing === 'all' || row.isActive === (standing === 'active')) &&
    words
      .trim()
      .split(/\s+/)
      .every((word) => all.includes(word))
  );
}
