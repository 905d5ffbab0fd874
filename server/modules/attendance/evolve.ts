import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { AttendanceSettings, LeaveKind, Means, NoteOf, OutCause, Place } from './contract.ts';
import {
  type AttendanceState,
  type Evidence,
  initial,
  type Leave,
  nobody,
  type Presence,
  type Step,
  type Totals,
  type WalkIn,
} from './state.ts';

/** Whoever comes and goes a thousand times keeps the first and the newest of it. */
const mostKept = 120;
function kept<T>(list: readonly T[], one: T): readonly T[] {
  const all = [...list, one];
  return all.length > mostKept ? [...all.slice(0, 10), ...all.slice(all.length - (mostKept - 10))] : all;
}

/** Every field that an event of this module can carry; the contract says which carries which. */
interface AnyPayload {
  readonly userId: string;
  readonly place: Place;
  readonly means: Means;
  readonly cause: OutCause;
  readonly at: InstantMs;
  readonly from: InstantMs;
  readonly to: InstantMs;
  readonly checkId: string;
  readonly asked: readonly string[];
  readonly closesAt: InstantMs;
  readonly isByTimer: boolean;
  readonly kind: LeaveKind;
  readonly isApproved: boolean;
  readonly isOnLeave: boolean;
  readonly of: NoteOf;
  readonly text: string;
  readonly walkInId: string;
}

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _, ...others } = record;
  return others;
}

function change(state: AttendanceState, userId: string, how: (presence: Presence) => Partial<Presence>): void {
  const presence = state.people[userId] ?? nobody;
  state.people = { ...state.people, [userId]: { ...presence, ...how(presence) } };
}

function takeStep(state: AttendanceState, userId: string, step: Step): void {
  change(state, userId, ({ steps, version }) => ({ steps: kept(steps, step), version: version + 1 }));
  state.isUncounted = true;
}

/** The stretch in the room that ends at `at`. */
function offline({ onlineSince, onlineMs, evidence }: Presence, at: InstantMs): Partial<Presence> {
  if (onlineSince === null) return {};
  const stretch: Evidence = { kind: 'online', at: onlineSince, until: at };
  return {
    onlineSince: null,
    offlineSince: at,
    onlineMs: onlineMs + Math.max(0, at - onlineSince),
    evidence: kept(evidence, stretch),
  };
}

function evolvePeople(state: AttendanceState, { type, at, actor }: LogEvent, p: AnyPayload): boolean {
  switch (type) {
    case 'attendance.checkedIn':
      takeStep(state, p.userId, { place: p.place, by: p.means, at: p.at, recordedAt: at, recordedBy: actor });
      if (p.means === 'room')
        change(state, p.userId, ({ onlineSince }) => ({ onlineSince: onlineSince ?? at, offlineSince: null }));
      return true;
    case 'attendance.checkedOut':
      takeStep(state, p.userId, { place: null, by: p.cause, at: p.at, recordedAt: at, recordedBy: actor });
      return true;
    case 'attendance.stepUndone':
      change(state, p.userId, ({ steps, evidence, version }) => {
        const step = steps.at(-1);
        const undone: readonly Evidence[] = step ? kept(evidence, { kind: 'undone', step, at, by: actor }) : evidence;
        return { steps: steps.slice(0, -1), evidence: undone, version: version + 1 };
      });
      state.isUncounted = true;
      return true;
    case 'attendance.seen':
      change(state, p.userId, ({ evidence }) => ({
        evidence: kept<Evidence>(evidence, { kind: 'seen', means: p.means, at, by: actor }),
      }));
      return true;
    case 'attendance.cameOnline':
      change(state, p.userId, ({ onlineSince }) => ({ onlineSince: onlineSince ?? at, offlineSince: null }));
      return true;
    case 'attendance.wentOffline':
      change(state, p.userId, (presence) => offline(presence, at));
      return true;
    case 'attendance.mediaSeen':
      change(state, p.userId, ({ evidence }) => ({
        evidence: kept<Evidence>(evidence, { kind: 'media', at: p.from, until: p.to }),
      }));
      return true;
    default:
      return false;
  }
}

/** Presence checks; the newest hundred are kept. */
function evolveChecks(state: AttendanceState, { type, at }: LogEvent, p: AnyPayload): boolean {
  switch (type) {
    case 'attendance.checkStarted': {
      const { checkId, asked, closesAt, isByTimer } = p;
      const check = { checkId, startedAt: at, closesAt, isByTimer, isClosed: false, asked, answers: {} };
      state.checks = [...state.checks, check].slice(-100);
      return true;
    }
    case 'attendance.checkAnswered':
      state.checks = state.checks.map((check) =>
        check.checkId === p.checkId ? { ...check, answers: { ...check.answers, [p.userId]: at } } : check,
      );
      return true;
    case 'attendance.checkClosed':
      state.checks = state.checks.map((check) =>
        check.checkId === p.checkId ? { ...check, isClosed: true, closesAt: Math.min(check.closesAt, at) } : check,
      );
      return true;
    case 'attendance.nextCheckSet':
      state.nextCheckAt = p.at;
      return true;
    default:
      return false;
  }
}

function decided(state: AttendanceState, { at, actor }: LogEvent, p: AnyPayload, stage: Leave['stage']): void {
  const leave = state.leaves[p.userId];
  if (!leave) return;
  const change = { stage, decidedAt: at, decidedBy: actor, version: leave.version + 1 };
  state.leaves = { ...state.leaves, [p.userId]: { ...leave, ...change } };
}

function evolveLeave(state: AttendanceState, event: LogEvent, p: AnyPayload): boolean {
  const { type, at, actor, seq } = event;
  switch (type) {
    case 'attendance.leaveRequested': {
      const version = (state.leaves[p.userId]?.version ?? 0) + 1;
      const leave = {
        kind: p.kind,
        stage: 'requested' as const,
        askedAt: at,
        decidedAt: null,
        decidedBy: null,
        version,
      };
      state.leaves = { ...state.leaves, [p.userId]: leave };
      return true;
    }
    case 'attendance.leaveWithdrawn':
      decided(state, event, p, 'withdrawn');
      return true;
    case 'attendance.leaveDecided':
      decided(state, event, p, p.isApproved ? 'approved' : 'declined');
      return true;
    case 'attendance.onLeaveSet':
      state.onLeave = p.isOnLeave ? { ...state.onLeave, [p.userId]: true } : without(state.onLeave, p.userId);
      state.isUncounted = true;
      return true;
    case 'attendance.noted': {
      const notes = kept(state.notes[p.userId] ?? [], { seq, of: p.of, text: p.text, at, by: actor });
      state.notes = { ...state.notes, [p.userId]: notes };
      return true;
    }
    default:
      return false;
  }
}

function evolveRest(state: AttendanceState, { type, at, seq, payload }: LogEvent, p: AnyPayload): void {
  switch (type) {
    case 'attendance.walkInAdded': {
      const { walkInId, name, from, role } = payload as unknown as WalkIn;
      state.walkIns = [...state.walkIns, { walkInId, name, from, role, at, seq }];
      break;
    }
    case 'attendance.walkInRemoved':
      state.walkIns = state.walkIns.filter(({ walkInId }) => walkInId !== p.walkInId);
      break;
    case 'attendance.settingsSet':
      state.settings = { ...state.settings, ...(payload as unknown as Partial<AttendanceSettings>) };
      state.settingsVersion++;
      state.isUncounted = true;
      break;
    case 'attendance.bodyChanged':
      state.isUncounted = true;
      break;
    case 'attendance.counted':
      state.totals = payload as unknown as Totals;
      state.isUncounted = false;
      break;
  }
}

export function evolve(state: AttendanceState, event: LogEvent): AttendanceState {
  const p = event.payload as unknown as AnyPayload;
  const isDone = evolvePeople(state, event, p) || evolveChecks(state, event, p) || evolveLeave(state, event, p);
  if (!isDone) evolveRest(state, event, p);
  return state;
}

/** Erases the words that came with the event `seq` (L9). */
export function redact(state: AttendanceState, seq: number): AttendanceState {
  const notes = Object.entries(state.notes).map(([userId, list]) => [userId, list.filter((note) => note.seq !== seq)]);
  state.notes = Object.fromEntries(notes) as AttendanceState['notes'];
  state.walkIns = state.walkIns.filter((one) => one.seq !== seq);
  return state;
}

export const attendanceFold: Foldable<AttendanceState> = {
  context: 'attendance',
  version: 1,
  initial,
  evolve,
  redact,
};
