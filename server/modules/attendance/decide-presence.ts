import type { DecideContext, LiveCommand } from '#server/kernel/live.ts';
import { codeFault, type ReadCode } from './code-times.ts';
import type { Means, Place } from './contract.ts';
import { askerOf, type Decided, done, event, isRepeated, note, personOf, proof, refuse, stale } from './deciding.ts';
import { type AttendanceState, nobody } from './state.ts';

/** What `prepare` found out for a check-in: what a code says, or whose a member number is. */
export interface Prepared {
  readonly code?: ReadCode | null;
  readonly userId?: string | null;
}

function arrive(
  state: AttendanceState,
  ctx: DecideContext,
  userId: string,
  { place, means, at = ctx.now, why = '' }: { place: Place; means: Means; at?: number; why?: string },
): Decided {
  const person = personOf(ctx, userId);
  if (!person.ok) return person;
  const { events, answer } = proof(state, userId, place, means, at);
  if (!answer.isNew && isRepeated(state, ctx, userId, means) && why === '') return done([], answer);
  return done([...events, ...note(userId, 'checkIn', why)], answer);
}

/** The hall screen's code: whoever scans it is in the hall (A3). */
function byHallCode(state: AttendanceState, ctx: DecideContext): Decided {
  const { code } = ctx.prepared as Prepared;
  const fault = codeFault(code ?? null, ctx.now);
  if (fault) return refuse('invalid_state', fault);
  return arrive(state, ctx, askerOf(ctx), { place: 'venue', means: 'hallCode' });
}

function atDesk(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided {
  const input = command.input as { by: 'name'; userId: string } | { by: 'number' } | { by: 'memberCode' };
  const prepared = ctx.prepared as Prepared;
  if (input.by === 'name') return arrive(state, ctx, input.userId, { place: 'venue', means: 'desk' });
  if (input.by === 'number') {
    if (!prepared.userId) return refuse('invalid_input', 'numberUnknown');
    return arrive(state, ctx, prepared.userId, { place: 'venue', means: 'number' });
  }
  const fault = codeFault(prepared.code ?? null, ctx.now);
  if (fault) return refuse('invalid_state', fault === 'codeExpired' ? 'memberCodeExpired' : 'codeWrong');
  return arrive(state, ctx, prepared.userId ?? '', { place: 'venue', means: 'memberCode' });
}

/** Who leaves early, or went without a word: recorded, and taken back like any step (A6, A8). */
function checkOut(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided {
  const input = command.input as { userId: string; basedOn: number; reason: string; at?: number };
  const { userId, at = ctx.now } = input;
  if (at > ctx.now) return refuse('invalid_input', 'inFuture');
  const { steps, version } = state.people[userId] ?? nobody;
  if (version !== input.basedOn) return stale;
  const last = steps.at(-1);
  if (!last || last.place === null) return refuse('invalid_state', 'notHere');
  if (at < last.at) return refuse('invalid_input', 'beforeArrival');
  return done([event('checkedOut', { userId, cause: 'desk', at }), ...note(userId, 'checkOut', input.reason)]);
}

function undo(state: AttendanceState, command: LiveCommand): Decided {
  const { userId, basedOn, reason } = command.input as { userId: string; basedOn: number; reason: string };
  const { steps, version } = state.people[userId] ?? nobody;
  if (version !== basedOn) return stale;
  if (steps.length === 0) return refuse('invalid_state', 'nothingToUndo');
  return done([event('stepUndone', { userId }), ...note(userId, 'undo', reason)]);
}

/** Commands that say who is here. */
export function decidePresence(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'attendance.checkInByCode':
      return byHallCode(state, ctx);
    case 'attendance.checkInAtDesk':
      return atDesk(state, command, ctx);
    case 'attendance.checkInManually': {
      const { userId, place, reason, at } = command.input as {
        userId: string;
        place: Place;
        reason: string;
        at?: number;
      };
      if (at !== undefined && at > ctx.now) return refuse('invalid_input', 'inFuture');
      return arrive(state, ctx, userId, { place, means: 'manual', why: reason, ...(at !== undefined && { at }) });
    }
    case 'attendance.checkOut':
      return checkOut(state, command, ctx);
    case 'attendance.undoStep':
      return undo(state, command);
    default:
      return null;
  }
}
