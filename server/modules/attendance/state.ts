import type { InstantMs } from '#server/kernel/clock.ts';
import type { AttendanceSettings, LeaveKind, LeaveStage, Means, NoteOf, OutCause, Place } from './contract.ts';

/** One check-in or check-out. The last one that was not taken back tells where the person is. */
export interface Step {
  /** null: gone. */
  readonly place: Place | null;
  readonly by: Means | OutCause;
  /** When they came or went. */
  readonly at: InstantMs;
  /** When it was recorded, and the actor reference of whoever did. */
  readonly recordedAt: InstantMs;
  readonly recordedBy: string;
}

/** What speaks for somebody's presence beside the steps: further proofs, intervals, and steps that were taken back. */
export type Evidence =
  | { readonly kind: 'seen'; readonly means: Means; readonly at: InstantMs; readonly by: string }
  | { readonly kind: 'online' | 'media'; readonly at: InstantMs; readonly until: InstantMs }
  | { readonly kind: 'undone'; readonly step: Step; readonly at: InstantMs; readonly by: string };

export interface Note {
  /** Of the event that brought it, so that a redaction finds it. */
  readonly seq: number;
  readonly of: NoteOf;
  readonly text: string;
  readonly at: InstantMs;
  readonly by: string;
}

/** One person's presence in the meeting, merged from everything that speaks for it (A1). */
export interface Presence {
  readonly steps: readonly Step[];
  readonly evidence: readonly Evidence[];
  /** Since when a device of theirs is in the room; null while none is. */
  readonly onlineSince: InstantMs | null;
  /** When the last device left. */
  readonly offlineSince: InstantMs | null;
  /** Finished stretches in the room. */
  readonly onlineMs: number;
  /** Counts check-ins, check-outs and their undoing (D12). */
  readonly version: number;
}

export interface Leave {
  readonly kind: LeaveKind;
  readonly stage: LeaveStage;
  readonly askedAt: InstantMs;
  readonly decidedAt: InstantMs | null;
  readonly decidedBy: string | null;
  readonly version: number;
}

export interface PresenceCheck {
  readonly checkId: string;
  readonly startedAt: InstantMs;
  readonly closesAt: InstantMs;
  readonly isByTimer: boolean;
  readonly isClosed: boolean;
  readonly asked: readonly string[];
  /** Who answered, and when; staff only. */
  readonly answers: Readonly<Record<string, InstantMs>>;
}

export interface WalkIn {
  readonly walkInId: string;
  /** null once its words were erased. */
  readonly name: string | null;
  readonly from: string;
  readonly role: 'guest' | 'observer';
  readonly at: InstantMs;
  readonly seq: number;
}

export interface Totals {
  readonly entitled: number;
  readonly present: number;
  readonly venue: number;
  readonly online: number;
  readonly onLeave: number;
}

/** Attendance as one audience knows it; the public has totals only, and reasons are staff's. */
export interface AttendanceState {
  people: Record<string, Presence>;
  /** Staff only. */
  leaves: Record<string, Leave>;
  /** Who is on approved leave. */
  onLeave: Record<string, true>;
  /** By user id, oldest first; staff only. */
  notes: Record<string, readonly Note[]>;
  checks: readonly PresenceCheck[];
  /** When the next check begins by itself; staff only. */
  nextCheckAt: InstantMs | null;
  walkIns: readonly WalkIn[];
  settings: AttendanceSettings;
  settingsVersion: number;
  totals: Totals | null;
  /** Whether something changed since `totals` was told. */
  isUncounted: boolean;
}

export const initial = (): AttendanceState => ({
  people: {},
  leaves: {},
  onLeave: {},
  notes: {},
  checks: [],
  nextCheckAt: null,
  walkIns: [],
  settings: {
    graceMs: 10 * 60_000,
    quorum: { rule: 'moreThanHalf' },
    countsLeave: true,
    checkEveryMs: null,
    checkMs: 60_000,
  },
  settingsVersion: 0,
  totals: null,
  isUncounted: false,
});

export const nobody: Presence = {
  steps: [],
  evidence: [],
  onlineSince: null,
  offlineSince: null,
  onlineMs: 0,
  version: 0,
};

/** Where somebody is; null for who never came, or went. */
export const placeOf = (state: AttendanceState, userId: string): Place | null =>
  state.people[userId]?.steps.at(-1)?.place ?? null;

/** The check that runs now. */
export const openCheck = (state: AttendanceState): PresenceCheck | null =>
  state.checks.find(({ isClosed }) => !isClosed) ?? null;
