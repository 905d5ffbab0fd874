import type { AttendanceState } from '#server/modules/attendance/domain.ts';
import { isOfBody, type PersonAttendance, personAttendance } from '#server/modules/attendance/figures.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';

/** One line of the attendance list. */
export interface PersonLine {
  readonly person: Participant;
  readonly isOfBody: boolean;
  readonly of: PersonAttendance;
}

export type ListFilter = 'all' | 'missing' | 'here' | 'leave' | 'irregular' | 'beside';
export const listFilters = ['all', 'missing', 'here', 'leave', 'irregular', 'beside'] as const;

const isOf: Readonly<Record<ListFilter, (line: PersonLine) => boolean>> = {
  all: () => true,
  missing: ({ of, isOfBody: isMember }) => isMember && of.place === null && of.status !== 'leave',
  here: ({ of }) => of.place !== null,
  leave: ({ of }) => of.status === 'leave',
  irregular: ({ of }) => of.isLate || of.hasLeftEarly || of.isAway || of.checks.answered < of.checks.asked,
  beside: ({ isOfBody: isMember }) => !isMember,
};

/** Everyone invited: the body first, in the order of the invitation. */
export function linesOf(
  participants: Readonly<Record<string, Participant>>,
  attendance: AttendanceState,
  times: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): readonly PersonLine[] {
  const lines = Object.values(participants).map((person) => ({
    person,
    isOfBody: isOfBody(person),
    of: personAttendance(attendance, person.userId, times, now),
  }));
  return lines.toSorted((a, b) => Number(b.isOfBody) - Number(a.isOfBody));
}

export const countsOf = (lines: readonly PersonLine[]): Readonly<Record<ListFilter, number>> =>
  Object.fromEntries(listFilters.map((filter) => [filter, lines.filter(isOf[filter]).length])) as Record<
    ListFilter,
    number
  >;

/** What is left of the list by what is typed: part of a name, or of a sector. */
export function found(lines: readonly PersonLine[], filter: ListFilter, text: string): readonly PersonLine[] {
  const wanted = text.trim().toLowerCase();
  return lines.filter(
    (line) =>
      isOf[filter](line) &&
      (wanted === '' ||
        line.person.name.toLowerCase().includes(wanted) ||
        (line.person.sectorName ?? line.person.post ?? '').toLowerCase().includes(wanted)),
  );
}

/** A member's own code, pasted or typed by a hand-held reader: three parts, as no name and no number has. */
export const isMemberCode = (text: string): boolean => /^[0-9a-f-]{36}\.[0-9a-z]+\.[\w-]+$/i.test(text.trim());
