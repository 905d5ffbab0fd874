import type { DecideContext, LiveCommand, NewEvent } from '#server/kernel/live.ts';
import type { LeaveKind } from './contract.ts';
import { askerOf, type Decided, done, event, note, personOf, refuse, stale } from './deciding.ts';
import type { AttendanceState, Leave } from './state.ts';

/** Only leave from the whole meeting takes somebody out of those who are expected (A7). */
function onLeave(state: AttendanceState, userId: string, kind: LeaveKind, isApproved: boolean): readonly NewEvent[] {
  const isOnLeave = isApproved && kind === 'absence';
  return (state.onLeave[userId] === true) === isOnLeave ? [] : [event('onLeaveSet', { userId, isOnLeave })];
}

const isStanding = (leave: Leave | undefined): leave is Leave =>
  leave?.stage === 'requested' || leave?.stage === 'approved';

function request(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided {
  const { kind, reason } = command.input as { kind: LeaveKind; reason: string };
  const userId = askerOf(ctx);
  const person = personOf(ctx, userId);
  if (!person.ok) return person;
  if (isStanding(state.leaves[userId])) return refuse('conflict', 'leaveStanding');
  return done([event('leaveRequested', { userId, kind }), ...note(userId, 'leave', reason)]);
}

function withdraw(state: AttendanceState, ctx: DecideContext): Decided {
  const userId = askerOf(ctx);
  const leave = state.leaves[userId];
  if (!isStanding(leave)) return refuse('invalid_state', 'noLeave');
  return done([event('leaveWithdrawn', { userId }), ...onLeave(state, userId, leave.kind, false)]);
}

/** A decision may be changed; what was said before stays in the log. */
function answer(state: AttendanceState, command: LiveCommand): Decided {
  const input = command.input as { userId: string; basedOn: number; isApproved: boolean; answer: string };
  const { userId, isApproved } = input;
  const leave = state.leaves[userId];
  if (!leave || leave.stage === 'withdrawn') return refuse('invalid_state', 'noLeave');
  if (leave.version !== input.basedOn) return stale;
  if (!isApproved && input.answer === '') return refuse('invalid_input', 'answerNeeded');
  return done([
    event('leaveDecided', { userId, isApproved }),
    ...note(userId, 'leaveAnswer', input.answer),
    ...onLeave(state, userId, leave.kind, isApproved),
  ]);
}

function record(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided {
  const { userId, kind, reason } = command.input as { userId: string; kind: LeaveKind; reason: string };
  const person = personOf(ctx, userId);
  if (!person.ok) return person;
  return done([
    event('leaveRequested', { userId, kind }),
    ...note(userId, 'leave', reason),
    event('leaveDecided', { userId, isApproved: true }),
    ...onLeave(state, userId, kind, true),
  ]);
}

/** Leave, asked for, decided and withdrawn (A7). */
export function decideLeave(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'attendance.requestLeave':
      return request(state, command, ctx);
    case 'attendance.withdrawLeave':
      return withdraw(state, ctx);
    case 'attendance.decideLeave':
      return answer(state, command);
    case 'attendance.recordLeave':
      return record(state, command, ctx);
    default:
      return null;
  }
}
