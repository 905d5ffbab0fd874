import { quorumNeeded } from '#server/kernel/quorum-figures.ts';
import type { Participant } from '#server/modules/meetings/contract.ts';
import type { Means, OutCause, Place } from './contract.ts';
import { type AttendanceState, nobody, type PresenceCheck, placeOf, type Step, type Totals } from './state.ts';

/** What figures are made of; a page hands over its view of the meeting. */
export interface AttendanceView {
  readonly meetings: {
    readonly participants: Readonly<Record<string, Participant>>;
    readonly startedAt: number | null;
    readonly endedAt: number | null;
  };
  readonly attendance: AttendanceState;
  /** The meeting's sector order (D14). */
  readonly speaking: { readonly settings: { readonly sectorOrder: readonly string[] } };
}

/** Counts of a group of people; everybody once. `away` of the online have lost their connection (D7). */
export interface GroupFigures {
  readonly entitled: number;
  readonly present: number;
  readonly venue: number;
  readonly online: number;
  readonly away: number;
  readonly onLeave: number;
  readonly absent: number;
}

export interface SectorFigures extends GroupFigures {
  readonly sectorId: string;
  /** null for members who belong to no sector. */
  readonly name: string | null;
}

/** The body that meets, by sector and against the quorum; guests and observers stand beside it (A9). */
export interface AttendanceFigures extends GroupFigures {
  readonly sectors: readonly SectorFigures[];
  /** Guests and observers; never part of a base. */
  readonly beside: GroupFigures;
  readonly quorum: { readonly needed: number; readonly isMet: boolean } | null;
}

/** Whether somebody is of the body that meets: invited as a member, or a chair who is one (M15). */
export const isOfBody = ({ roles, memberId }: Participant): boolean =>
  roles.includes('member') || (roles.includes('chair') && memberId !== null);

const isBeside = ({ roles }: Participant): boolean => roles.includes('guest') || roles.includes('observer');

type Counting = { -readonly [K in keyof GroupFigures]: number };
const zero = (): Counting => ({ entitled: 0, present: 0, venue: 0, online: 0, away: 0, onLeave: 0, absent: 0 });

/** Somebody checked in online whose connection is gone. */
export const isAway = (state: AttendanceState, userId: string): boolean =>
  placeOf(state, userId) === 'online' && (state.people[userId]?.offlineSince ?? null) !== null;

function count(figures: Counting, state: AttendanceState, userId: string): void {
  const place = placeOf(state, userId);
  const isOnLeave = place === null && state.onLeave[userId] === true;
  figures.onLeave += Number(isOnLeave);
  figures.entitled += Number(!isOnLeave || state.settings.countsLeave);
  figures.absent += Number(place === null && !isOnLeave);
  if (place === null) return;
  figures.present++;
  figures[place]++;
  if (isAway(state, userId)) figures.away++;
}

/** Everything a page shows of the attendance as numbers. */
export function attendanceFigures({ meetings, attendance, speaking }: AttendanceView): AttendanceFigures {
  const all = zero();
  const beside = zero();
  const sectors = new Map<string, { name: string | null; figures: Counting }>();
  for (const person of Object.values(meetings.participants)) {
    if (!isOfBody(person)) {
      if (isBeside(person)) count(beside, attendance, person.userId);
      continue;
    }
    const isOfSector = person.sectorId !== null && person.sectorName !== null;
    const key = isOfSector ? (person.sectorId ?? '') : '';
    const sector = sectors.get(key) ?? { name: isOfSector ? person.sectorName : null, figures: zero() };
    sectors.set(key, sector);
    count(sector.figures, attendance, person.userId);
    count(all, attendance, person.userId);
  }
  const order = new Map(speaking.settings.sectorOrder.map((sectorId, place) => [sectorId, place]));
  const placeIn = (sectorId: string): number => (sectorId === '' ? 1e6 + 1 : (order.get(sectorId) ?? 1e6));
  const needed = quorumNeeded(attendance.settings.quorum, all.entitled);
  return {
    ...all,
    sectors: [...sectors]
      .map(([sectorId, { name, figures }]) => ({ sectorId, name, ...figures }))
      .sort((a, b) => placeIn(a.sectorId) - placeIn(b.sectorId)),
    beside,
    quorum: needed === null ? null : { needed, isMet: all.entitled > 0 && all.present >= needed },
  };
}

/** What everyone may know (A9); `body` are the members of the body that meets. */
export function totalsOf(state: AttendanceState, body: readonly string[]): Totals {
  const figures = zero();
  for (const userId of body) count(figures, state, userId);
  const { entitled, present, venue, online, onLeave } = figures;
  return { entitled, present, venue, online, onLeave };
}

/** expected: not here yet. present, left: here, or was. leave: excused. absent: the meeting is over and they never came. */
export type PersonStatus = 'expected' | 'present' | 'left' | 'leave' | 'absent';

/** One line of the attendance list; instants are Unix milliseconds. */
export interface PersonAttendance {
  readonly status: PersonStatus;
  readonly place: Place | null;
  readonly isAway: boolean;
  readonly firstAt: number | null;
  readonly firstMeans: Means | null;
  readonly lastAt: number | null;
  readonly lastBy: Means | OutCause | null;
  /** When they went; null while they are here, and for who stayed to the end. */
  readonly leftAt: number | null;
  readonly onlineMs: number;
  readonly isLate: boolean;
  readonly hasLeftEarly: boolean;
  readonly checks: { readonly asked: number; readonly answered: number };
  readonly version: number;
}

const closedFor = (check: PresenceCheck, userId: string): boolean => check.isClosed && check.asked.includes(userId);

/** Who looked into the room before the start and left again was not at the meeting by that. */
function stepsThatCount(steps: readonly Step[], startedAt: number | null): readonly Step[] {
  if (startedAt === null) return steps;
  const before = steps.findLastIndex(({ place, at }) => place === null && at < startedAt);
  return steps.slice(before + 1);
}

/**
 * One person's attendance. Late: came more than the grace after the start. Left early: was checked out, or lost the
 * connection for good, more than the grace before the end (A6).
 */
export function personAttendance(
  state: AttendanceState,
  userId: string,
  { startedAt, endedAt }: { readonly startedAt: number | null; readonly endedAt: number | null },
  now: number,
): PersonAttendance {
  const presence = state.people[userId] ?? nobody;
  const { onlineSince, offlineSince, onlineMs, version } = presence;
  const steps = stepsThatCount(presence.steps, startedAt);
  const first = steps.find(({ place }) => place !== null) ?? null;
  const last = steps.at(-1) ?? null;
  const { graceMs } = state.settings;
  const wentAt = last?.place === null ? last.at : isAway(state, userId) ? offlineSince : null;
  const isGoneBy = (end: number): boolean => wentAt !== null && end - wentAt > graceMs;
  const leftAt = last?.place === null || (endedAt !== null && isGoneBy(endedAt)) ? wentAt : null;
  const isOver = endedAt !== null;
  const cameLate = first !== null && startedAt !== null && first.at > startedAt + graceMs;
  const status: PersonStatus =
    first !== null
      ? last?.place === null
        ? 'left'
        : 'present'
      : state.onLeave[userId]
        ? 'leave'
        : isOver
          ? 'absent'
          : 'expected';
  const asked = state.checks.filter((check) => closedFor(check, userId));
  return {
    status,
    place: last?.place ?? null,
    isAway: !isOver && isAway(state, userId),
    firstAt: first?.at ?? null,
    firstMeans: (first?.by ?? null) as Means | null,
    lastAt: last?.at ?? null,
    lastBy: last?.by ?? null,
    leftAt,
    onlineMs: onlineMs + (onlineSince === null ? 0 : Math.max(0, now - onlineSince)),
    isLate: cameLate,
    hasLeftEarly: startedAt !== null && leftAt !== null && (endedAt === null || isGoneBy(endedAt)),
    checks: { asked: asked.length, answered: asked.filter(({ answers }) => answers[userId] !== undefined).length },
    version,
  };
}

/** The newest reason of that kind that stands for the person; empty where none was given or its words were erased. */
export const noteOf = (state: AttendanceState, userId: string, of: string): string =>
  state.notes[userId]?.findLast((note) => note.of === of)?.text ?? '';
