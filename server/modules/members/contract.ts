import { z } from 'zod';

const text = (max: number) => z.string().trim().max(max);

/** A member's file as the office edits it. */
export const MemberDetails = z.object({
  name: text(40).min(1),
  gender: z.enum(['male', 'female']),
  party: text(40),
  post: text(120),
  phone: z
    .string()
    .regex(/^1[3-9]\d{9}$/)
    .nullable(),
  sectorId: z.uuid(),
  committeeIds: z.array(z.uuid()).max(10),
  isActive: z.boolean(),
});
export type MemberDetails = z.infer<typeof MemberDetails>;

export const ReviseMember = z.object({ memberId: z.uuid(), basedOn: z.int32().positive(), details: MemberDetails });
export type ReviseMember = z.infer<typeof ReviseMember>;

/** One line of the roster. `phone` is null for readers without the right to it (B3). */
export interface RosterRow {
  readonly memberId: string;
  readonly userId: string;
  readonly number: string;
  readonly name: string;
  readonly gender: string;
  readonly sectorId: string;
  readonly sectorName: string;
  readonly committees: readonly string[];
  readonly committeeIds: readonly string[];
  readonly party: string;
  readonly post: string;
  readonly phone: string | null;
  readonly isActive: boolean;
  readonly version: number;
}

/** A person who can be given a place in a meeting. Sector and committees are a member's, `post` is anyone else's. */
export interface InvitablePerson {
  readonly userId: string;
  readonly name: string;
  readonly role: string;
  readonly memberId: string | null;
  readonly sectorId: string | null;
  readonly sectorName: string | null;
  readonly committeeIds: readonly string[];
  readonly post: string | null;
}

export interface NamedGroup {
  readonly id: string;
  readonly name: string;
  readonly count: number;
}

/** Columns of an import or export file, in order, with their Chinese headings. */
export const columns = [
  ['number', '委员编号'],
  ['name', '姓名'],
  ['gender', '性别'],
  ['sector', '界别'],
  ['committees', '专门委员会'],
  ['party', '党派'],
  ['post', '单位职务'],
  ['phone', '手机'],
] as const;
export type ColumnName = (typeof columns)[number][0];
export type ImportRow = Readonly<Record<ColumnName, string>>;

/** What would become of one row of an import (B4). */
export interface PreviewRow {
  readonly line: number;
  readonly row: ImportRow;
  readonly outcome: 'new' | 'changed' | 'unchanged' | 'wrong';
  /** Violation codes for wrong rows. */
  readonly problems: readonly string[];
  /** Field → [before, after] for changed rows. */
  readonly changes: Readonly<Record<string, readonly [string, string]>>;
  readonly basedOn: number | null;
}
