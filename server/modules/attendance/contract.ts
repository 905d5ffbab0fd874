import { z } from 'zod';
import { DurationMs, InstantMs } from '#server/kernel/clock.ts';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';
import { Quorum } from '#server/kernel/quorum.ts';

/** Where somebody takes part from; everybody counts once, and the hall goes before the screen. */
export const Place = z.enum(['venue', 'online']);
export type Place = z.infer<typeof Place>;

/**
 * What a check-in rests on: the hall screen's code, the desk (by name, member number or the member's own code), the word
 * of chair or clerk, being given the floor as somebody checked in, or entering the room.
 */
export const Means = z.enum(['hallCode', 'desk', 'number', 'memberCode', 'manual', 'floor', 'room']);
export type Means = z.infer<typeof Means>;

export const OutCause = z.enum(['leftRoom', 'desk', 'removed']);
export type OutCause = z.infer<typeof OutCause>;

/** absence: not at all; late: comes later; early: leaves before the end. Only absence takes the place away (D22). */
export const LeaveKind = z.enum(['absence', 'late', 'early']);
export type LeaveKind = z.infer<typeof LeaveKind>;
export const LeaveStage = z.enum(['requested', 'approved', 'declined', 'withdrawn']);
export type LeaveStage = z.infer<typeof LeaveStage>;

/** What a reason was given for. */
export const NoteOf = z.enum(['checkIn', 'checkOut', 'undo', 'leave', 'leaveAnswer']);
export type NoteOf = z.infer<typeof NoteOf>;

export const WalkInRole = z.enum(['guest', 'observer']);

const reason = z.string().trim().min(1).max(200);
const id = z.string().min(1).max(40);
const userId = UserIdSchema;
const nothing = z.object({});
/** How often the person's presence, or the leave, changed before; another number refuses the command as stale (D12). */
const basedOn = z.int32().nonnegative();

export const AttendanceSettings = z.object({
  /** Who comes later than this after the start is late, in milliseconds. */
  graceMs: DurationMs.max(4 * 3_600_000),
  /** Shown beside the count; a vote has a quorum of its own (D22). */
  quorum: Quorum,
  /** Whether members on approved leave count among the entitled (D22). */
  countsLeave: z.boolean(),
  /** Mean time between two presence checks that nobody starts by hand; null has none. */
  checkEveryMs: DurationMs.min(5 * 60_000)
    .max(8 * 3_600_000)
    .nullable(),
  /** How long the people asked have to answer. */
  checkMs: DurationMs.min(10_000).max(15 * 60_000),
});
export type AttendanceSettings = z.infer<typeof AttendanceSettings>;

/** What a check-in is answered with; `isNew` is false for who was there already. */
export const CheckedIn = z.object({ userId: z.string(), place: Place, at: InstantMs, isNew: z.boolean() });
export type CheckedIn = z.infer<typeof CheckedIn>;

export const commands = defineCommands({
  /** The code of the hall screen, as its address carries it. */
  'attendance.checkInByCode': { input: z.object({ code: z.string().min(1).max(80) }), output: CheckedIn },
  'attendance.checkInAtDesk': {
    input: z.discriminatedUnion('by', [
      z.object({ by: z.literal('name'), userId }),
      z.object({ by: z.literal('number'), number: z.string().trim().min(1).max(40) }),
      z.object({ by: z.literal('memberCode'), code: z.string().min(1).max(160) }),
    ]),
    output: CheckedIn,
  },
  /** `at` is when they came, where that is not now. */
  'attendance.checkInManually': {
    input: z.object({ userId, place: Place, reason, at: InstantMs.optional() }),
    output: CheckedIn,
  },
  'attendance.checkOut': {
    input: z.object({ userId, basedOn, reason: z.string().trim().max(200), at: InstantMs.optional() }),
    output: nothing,
  },
  /** Takes the last check-in or check-out back; what stood stays among the evidence. */
  'attendance.undoStep': { input: z.object({ userId, basedOn, reason }), output: nothing },
  'attendance.startCheck': { input: nothing, output: z.object({ checkId: id }) },
  'attendance.answerCheck': { input: z.object({ checkId: id }), output: nothing },
  /** System only: ends a check whose time is over, or starts one that is due. */
  'attendance.attendDue': { input: nothing, output: nothing },
  'attendance.requestLeave': { input: z.object({ kind: LeaveKind, reason }), output: nothing },
  'attendance.withdrawLeave': { input: nothing, output: nothing },
  'attendance.decideLeave': {
    input: z.object({ userId, basedOn, isApproved: z.boolean(), answer: z.string().trim().max(200) }),
    output: nothing,
  },
  /** Leave asked for by telephone or on paper: recorded as approved. */
  'attendance.recordLeave': { input: z.object({ userId, kind: LeaveKind, reason }), output: nothing },
  /** Somebody without an account; who has one is given a place in the meeting. */
  'attendance.addWalkIn': {
    input: z.object({
      name: z.string().trim().min(1).max(40),
      from: z.string().trim().max(80),
      role: WalkInRole,
    }),
    output: z.object({ walkInId: id }),
  },
  'attendance.removeWalkIn': { input: z.object({ walkInId: id }), output: nothing },
  'attendance.setSettings': { input: AttendanceSettings.partial().extend({ basedOn }), output: nothing },
});

const count = z.int().nonnegative();
const person = { userId };
const of = { audience: 'room', throughClosed: true } as const;
const ofStaff = { audience: 'staff', throughClosed: true } as const;

export const events = defineEvents({
  'attendance.checkedIn': { payload: z.object({ ...person, place: Place, means: Means, at: InstantMs }), ...of },
  'attendance.checkedOut': { payload: z.object({ ...person, cause: OutCause, at: InstantMs }), ...of },
  'attendance.stepUndone': { payload: z.object(person), ...of },
  /** Another proof of somebody who is checked in there already. */
  'attendance.seen': { payload: z.object({ ...person, means: Means }), ...ofStaff },
  'attendance.cameOnline': { payload: z.object(person), ...of },
  'attendance.wentOffline': { payload: z.object(person), ...of },
  /** One stretch in the media, as the media server's webhooks tell it. */
  'attendance.mediaSeen': { payload: z.object({ ...person, from: InstantMs, to: InstantMs }), ...ofStaff },
  'attendance.checkStarted': {
    payload: z.object({ checkId: id, asked: z.array(z.string()), closesAt: InstantMs, isByTimer: z.boolean() }),
    ...of,
  },
  'attendance.checkAnswered': { payload: z.object({ checkId: id, ...person }), ...ofStaff },
  'attendance.checkClosed': { payload: z.object({ checkId: id }), ...of },
  'attendance.nextCheckSet': { payload: z.object({ at: InstantMs.nullable() }), ...ofStaff },
  'attendance.leaveRequested': { payload: z.object({ ...person, kind: LeaveKind }), ...ofStaff },
  'attendance.leaveWithdrawn': { payload: z.object(person), ...ofStaff },
  'attendance.leaveDecided': { payload: z.object({ ...person, isApproved: z.boolean() }), ...ofStaff },
  /** That somebody is excused is for everyone in the room; why is not. */
  'attendance.onLeaveSet': { payload: z.object({ ...person, isOnLeave: z.boolean() }), ...of },
  'attendance.noted': { payload: z.object({ ...person, of: NoteOf, text: z.string() }), ...ofStaff, personal: true },
  'attendance.walkInAdded': {
    payload: z.object({ walkInId: id, name: z.string(), from: z.string(), role: WalkInRole }),
    ...ofStaff,
    personal: true,
  },
  'attendance.walkInRemoved': { payload: z.object({ walkInId: id }), ...ofStaff },
  'attendance.settingsSet': { payload: AttendanceSettings.partial(), ...of },
  /** The body that meets is another than before: figures are counted again. */
  'attendance.bodyChanged': { payload: nothing, ...ofStaff },
  /** What everyone may know, told once a batch. */
  'attendance.counted': {
    payload: z.object({ entitled: count, present: count, venue: count, online: count, onLeave: count }),
    audience: 'public',
    throughClosed: true,
  },
});

/** Answer of GET /api/live/:meetingId/attendance/code: what the hall screen shows, and until when. */
export const HallCode = z.object({ code: z.string(), url: z.string(), from: InstantMs, until: InstantMs });
export type HallCode = z.infer<typeof HallCode>;

/** Answer of GET /api/live/:meetingId/attendance/mine. */
export const OwnAttendance = z.object({
  place: Place.nullable(),
  since: InstantMs.nullable(),
  leave: z
    .object({
      kind: LeaveKind,
      stage: LeaveStage,
      reason: z.string(),
      answer: z.string(),
      askedAt: InstantMs,
    })
    .nullable(),
  /** The own code to show at the desk. */
  memberCode: z.object({ code: z.string(), until: InstantMs }),
});
export type OwnAttendance = z.infer<typeof OwnAttendance>;

/** Somebody with an account, as the desk finds them by name or member number. */
export const FoundPerson = z.object({
  userId: z.string(),
  name: z.string(),
  number: z.string().nullable(),
  /** Sector, or post and department. */
  from: z.string(),
  isInvited: z.boolean(),
});
export type FoundPerson = z.infer<typeof FoundPerson>;
