import { actorRef } from '#server/kernel/actor.ts';
import { type Violation, type ViolationKind, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, NewEvent, PersonFacts } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { CheckedIn, Means, NoteOf, Place } from './contract.ts';
import { type AttendanceState, nobody, placeOf } from './state.ts';

export type Decided = Result<Decision, Violation>;
export type Checked<T> = Result<T, Violation>;

export const event = (name: string, payload: object): NewEvent => ({
  type: `attendance.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
export const done = (events: readonly NewEvent[], output: unknown = {}): Decided => ok({ events, output });
export const refuse = (kind: ViolationKind, code: string, params?: Record<string, string | number>) =>
  err(violation(kind, `attendance.${code}`, params));
/** What the command was based on is no longer so (D12). */
export const stale = refuse('conflict', 'stale');

/** The asker's user id; empty for the product itself and for visitors. */
export const askerOf = ({ actor }: DecideContext): string => (actor.kind === 'user' ? actor.userId : '');

/** Somebody with a place who was not removed (A2). */
export function personOf(ctx: DecideContext, userId: string): Checked<PersonFacts> {
  const person = ctx.facts.personOf(userId);
  if (!person) return refuse('invalid_state', 'notInvited');
  return ctx.facts.isRemoved(userId) ? refuse('invalid_state', 'personRemoved') : ok(person);
}

export const note = (userId: string, of: NoteOf, text: string): readonly NewEvent[] =>
  text === '' ? [] : [event('noted', { userId, of, text })];

/**
 * What one proof of presence adds (A1): a step where the person was not there yet, evidence where they were. Who takes part
 * online and is then seen in the hall is in the hall; the other way round nothing changes.
 */
export function proof(
  state: AttendanceState,
  userId: string,
  place: Place,
  means: Means,
  at: number,
): { readonly events: readonly NewEvent[]; readonly answer: CheckedIn } {
  const presence = state.people[userId] ?? nobody;
  const here = placeOf(state, userId);
  if (here === null || (here === 'online' && place === 'venue'))
    return { events: [event('checkedIn', { userId, place, means, at })], answer: { userId, place, at, isNew: true } };
  const since = presence.steps.at(-1)?.at ?? at;
  return { events: [event('seen', { userId, means })], answer: { userId, place: here, at: since, isNew: false } };
}

/** The last proof of the same kind by the same hand, so that a code scanned twice is evidence once. */
export const isRepeated = (state: AttendanceState, ctx: DecideContext, userId: string, means: Means): boolean => {
  const { steps, evidence } = state.people[userId] ?? nobody;
  const last = steps.at(-1);
  const by = actorRef(ctx.actor);
  const isStep = last?.place !== null && last?.by === means && last.recordedBy === by;
  return isStep || evidence.some((one) => one.kind === 'seen' && one.means === means && one.by === by);
};
