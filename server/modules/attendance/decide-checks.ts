import type { DecideContext, LiveCommand, NewEvent } from '#server/kernel/live.ts';
import { askerOf, type Decided, done, event, refuse } from './deciding.ts';
import { type AttendanceState, openCheck, placeOf } from './state.ts';

/** An even spread from 0 to 1, taken from the random part of a fresh id: decisions have no other source of chance. */
function chance(ctx: DecideContext): number {
  const value = Number.parseInt(ctx.newId().slice(-8), 16);
  return Number.isFinite(value) ? value / 0xffff_ffff : 0.5;
}

/** The next check comes between half and one and a half times the mean from now, so that nobody can wait for it (A5). */
export function nextCheck(state: AttendanceState, ctx: DecideContext): readonly NewEvent[] {
  const { checkEveryMs } = state.settings;
  const at = checkEveryMs === null ? null : ctx.now + Math.round(checkEveryMs * (0.5 + chance(ctx)));
  return at === state.nextCheckAt ? [] : [event('nextCheckSet', { at })];
}

/** Who takes part online and can answer: members and guests with a device in the room, whoever asks aside. */
function askable(state: AttendanceState, ctx: DecideContext): readonly string[] {
  const asker = askerOf(ctx);
  return Object.keys(state.people).filter((userId) => {
    const roles = ctx.facts.personOf(userId)?.roles ?? [];
    const isAsked = roles.includes('member') || roles.includes('guest');
    return isAsked && userId !== asker && placeOf(state, userId) === 'online' && ctx.facts.isOnline(userId);
  });
}

function started(state: AttendanceState, ctx: DecideContext, isByTimer: boolean): readonly NewEvent[] {
  const asked = askable(state, ctx);
  if (asked.length === 0) return [];
  const closesAt = ctx.now + state.settings.checkMs;
  return [event('checkStarted', { checkId: ctx.newId(), asked, closesAt, isByTimer })];
}

function start(state: AttendanceState, ctx: DecideContext): Decided {
  if (openCheck(state)) return refuse('conflict', 'checkRunning');
  const events = started(state, ctx, false);
  if (events.length === 0) return refuse('invalid_state', 'nobodyOnline');
  return done(events, { checkId: events[0]?.payload['checkId'] });
}

function answer(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided {
  const { checkId } = command.input as { checkId: string };
  const check = state.checks.find((one) => one.checkId === checkId);
  const userId = askerOf(ctx);
  if (!check?.asked.includes(userId)) return refuse('invalid_state', 'notAsked');
  if (check.answers[userId] !== undefined) return done([]);
  if (check.isClosed || ctx.now >= check.closesAt) return refuse('invalid_state', 'checkOver');
  return done([event('checkAnswered', { checkId, userId })]);
}

/** The product's own step; it may come twice, late, or from two nodes at once. */
function attendDue(state: AttendanceState, ctx: DecideContext): Decided {
  const check = openCheck(state);
  const events: NewEvent[] = [];
  if (check && ctx.now >= check.closesAt) events.push(event('checkClosed', { checkId: check.checkId }));
  if (state.nextCheckAt !== null && ctx.now >= state.nextCheckAt) {
    const isFree = ctx.facts.phase === 'live' && (!check || events.length > 0);
    if (isFree) events.push(...started(state, ctx, true));
    events.push(...nextCheck(state, ctx));
  }
  return done(events);
}

/** Random presence checks (A5). */
export function decideChecks(state: AttendanceState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'attendance.startCheck':
      return start(state, ctx);
    case 'attendance.answerCheck':
      return answer(state, command, ctx);
    case 'attendance.attendDue':
      return attendDue(state, ctx);
    default:
      return null;
  }
}
