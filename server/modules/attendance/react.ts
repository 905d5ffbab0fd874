import type { DecideContext, NewEvent } from '#server/kernel/live.ts';
import { nextCheck } from './decide-checks.ts';
import { event, proof } from './deciding.ts';
import { type AttendanceState, openCheck, placeOf } from './state.ts';

interface AnyPayload {
  readonly userId: string;
  readonly reason: string;
  readonly joinedAt: number;
  readonly leftAt: number;
}

/** Entering the room is a check-in from a distance; who is in the hall with a phone in hand stays in the hall (A4). */
function entered(state: AttendanceState, ctx: DecideContext, userId: string): readonly NewEvent[] {
  if (!ctx.facts.personOf(userId)) return [];
  if (placeOf(state, userId) === null) return proof(state, userId, 'online', 'room', ctx.now).events;
  return state.people[userId]?.onlineSince == null ? [event('cameOnline', { userId })] : [];
}

/** Leaving the room on purpose is going; a connection that is lost is not (D7). */
function left(state: AttendanceState, ctx: DecideContext, { userId, reason }: AnyPayload): readonly NewEvent[] {
  // The meeting's end closes every stretch by itself.
  if (reason === 'meetingEnded') return [];
  const events = state.people[userId]?.onlineSince == null ? [] : [event('wentOffline', { userId })];
  const isGoing = reason === 'left' && placeOf(state, userId) === 'online';
  return isGoing ? [...events, event('checkedOut', { userId, cause: 'leftRoom', at: ctx.now })] : events;
}

function ended(state: AttendanceState): readonly NewEvent[] {
  const check = openCheck(state);
  return [
    ...Object.entries(state.people).flatMap(([userId, { onlineSince }]) =>
      onlineSince === null ? [] : [event('wentOffline', { userId })],
    ),
    ...(check ? [event('checkClosed', { checkId: check.checkId })] : []),
    ...(state.nextCheckAt === null ? [] : [event('nextCheckSet', { at: null })]),
  ];
}

/** What other modules' events say about who is here. */
export function reactions(state: AttendanceState, happened: NewEvent, ctx: DecideContext): readonly NewEvent[] {
  const p = happened.payload as unknown as AnyPayload;
  switch (happened.type) {
    case 'rooms.personEntered':
      return entered(state, ctx, p.userId);
    case 'rooms.personLeft':
      return left(state, ctx, p);
    case 'rooms.personRemoved':
      return placeOf(state, p.userId) === null
        ? []
        : [event('checkedOut', { userId: p.userId, cause: 'removed', at: ctx.now })];
    case 'rooms.mediaLeft':
      return ctx.facts.personOf(p.userId)
        ? [event('mediaSeen', { userId: p.userId, from: p.joinedAt, to: p.leftAt })]
        : [];
    case 'speaking.personCheckedIn':
      return proof(state, p.userId, 'venue', 'floor', ctx.now).events;
    case 'meetings.participantsSet':
    case 'meetings.meetingOpened':
      return [event('bodyChanged', {})];
    case 'meetings.meetingStarted':
      return nextCheck(state, ctx);
    case 'meetings.meetingEnded':
      return ended(state);
    default:
      return [];
  }
}
