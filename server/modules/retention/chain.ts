import { createHash } from 'node:crypto';
import { canonicalJson } from '#server/kernel/canonical.ts';

/** One row of the trail as the chain covers it. */
export interface ChainedRow {
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly meetingId: string | null;
  readonly detail: unknown;
  readonly prevHash: string;
}

export const firstHash = '0'.repeat(64);

export const hashOf = (row: ChainedRow): string =>
  createHash('sha256')
    .update(canonicalJson([row.seq, row.at, row.actor, row.action, row.meetingId, row.detail, row.prevHash]))
    .digest('hex');

/** The first row that does not fit the one before it; null while the chain is whole. What was trimmed at its beginning is not missed. */
export function brokenAt(rows: readonly (ChainedRow & { readonly hash: string })[]): number | null {
  let before: (ChainedRow & { readonly hash: string }) | null = null;
  for (const row of rows) {
    const follows = before === null || (row.seq === before.seq + 1 && row.prevHash === before.hash);
    if (!follows || row.hash !== hashOf(row)) return row.seq;
    before = row;
  }
  return null;
}
