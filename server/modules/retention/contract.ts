import { z } from 'zod';

/** Least days after a meeting's end: live content 60, logs 180 (W1). */
export const leastDays = { recordingDays: 60, wordDays: 180, auditDays: 180 } as const;
const mostDays = 3_650;
export type Period = keyof typeof leastDays;

const days = z.int().min(1).max(mostDays);
export const RetentionPeriods = z.object({ recordingDays: days, wordDays: days, auditDays: days });
export type RetentionPeriods = z.infer<typeof RetentionPeriods>;

/** A year of pictures; words and trail for three. */
export const defaultPeriods: RetentionPeriods = { recordingDays: 365, wordDays: 1_095, auditDays: 1_095 };

export const SetPeriods = RetentionPeriods.extend({ basedOn: z.int().min(0).max(2_147_483_646) });

/** The period that is too short, with its least days; null when all may be. */
export function tooShort(periods: RetentionPeriods): { readonly period: Period; readonly least: number } | null {
  for (const period of Object.keys(leastDays) as Period[])
    if (periods[period] < leastDays[period]) return { period, least: leastDays[period] };
  return null;
}

/** What the trail tells of; `erased…` are the job's. */
export const AuditAction = z.enum([
  'consentPublished',
  'periodsSet',
  'replaySeen',
  'erasedRecordings',
  'erasedWords',
  'trailTrimmed',
]);
export type AuditAction = z.infer<typeof AuditAction>;

/** One line of the trail; those of a meeting's own log have the event's type as `action`. */
export interface AuditLine {
  readonly key: string;
  readonly at: number;
  /** Null: the product itself, or an account that is no more. */
  readonly who: string | null;
  readonly action: string;
  readonly meetingId: string | null;
  readonly meetingTitle: string | null;
  readonly detail: Readonly<Record<string, unknown>>;
}
