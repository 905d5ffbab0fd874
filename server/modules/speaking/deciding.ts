import { type Violation, type ViolationKind, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, NewEvent, PersonFacts } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { Speaker, SpeakingKind } from './contract.ts';
import { isEligible } from './policy.ts';
import type { Entry, SpeakingState, Turn } from './state.ts';

export type Decided = Result<Decision, Violation>;
export type Checked<T> = Result<T, Violation>;

export const event = (name: string, payload: object): NewEvent => ({
  type: `speaking.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
/** An event about a turn: the public reads it unless the turn's item is hidden from it (F9). */
export const turnEvent = (name: string, { isPublic }: Pick<Turn, 'isPublic'>, payload: object): NewEvent => ({
  ...event(name, payload),
  ...(!isPublic && { audience: 'room' as const }),
});
export const done = (events: readonly NewEvent[], output: unknown = {}): Decided => ok({ events, output });
export const refuse = (kind: ViolationKind, code: string, params?: Record<string, string | number>) =>
  err(violation(kind, `speaking.${code}`, params));
/** What the command was based on is no longer so (D12). */
export const stale = refuse('conflict', 'stale');

/** Chair and clerk run queue and clocks (D16). */
export const isRunner = ({ facts }: DecideContext): boolean =>
  facts.roles.includes('chair') || facts.roles.includes('clerk');

export const asSpeaker = ({ userId, name, sectorId, sectorName, post }: PersonFacts): Speaker => ({
  userId: userId as Speaker['userId'],
  name,
  sectorId,
  sectorName,
  post,
});

/** Somebody with a place who was not removed. */
export function personOf(ctx: DecideContext, userId: string): Checked<PersonFacts> {
  const person = ctx.facts.personOf(userId);
  return person && !ctx.facts.isRemoved(userId) ? ok(person) : refuse('invalid_state', 'personUnknown');
}

/** The check-in rule, and checking in along with the addition (D7). */
export function checkPresence(
  state: SpeakingState,
  ctx: DecideContext,
  userId: string,
  checkIn: boolean,
): Checked<{ readonly isAway: boolean; readonly events: readonly NewEvent[] }> {
  const { isPresent, isOnline, isInVenue } = ctx.facts;
  if (isPresent(userId)) return ok({ isAway: !(isOnline(userId) || isInVenue(userId)), events: [] });
  if (checkIn) return ok({ isAway: false, events: [event('personCheckedIn', { userId })] });
  if (state.settings.requiresPresence) return refuse('invalid_state', 'notCheckedIn');
  return ok({ isAway: true, events: [] });
}

/** What a person may be on the list for: by the own request, or put there by those who run the queue (D16, F8). */
export function checkEligible(
  state: SpeakingState,
  { userId, roles }: PersonFacts,
  kind: SpeakingKind,
  isByRunner: boolean,
): Checked<null> {
  const isAllowed = isEligible({ roles, word: state.eligible[userId] }, kind, isByRunner);
  return isAllowed ? ok(null) : refuse('forbidden', 'notEligible');
}

/** The speech that a reply answers: of the same item, running or finished, never another reply (D15). */
export function checkAnswered(
  state: SpeakingState,
  kind: SpeakingKind,
  answersTurnId: string | null,
  itemId: string | null,
): Checked<Turn | null> {
  if (kind !== 'reply') return answersTurnId === null ? ok(null) : refuse('invalid_input', 'onlyRepliesAnswer');
  const speech = state.turns.find((turn) => turn.turnId === answersTurnId);
  const isAnswerable = speech?.kind === 'speech' && speech.itemId === itemId;
  return isAnswerable ? ok(speech) : refuse('invalid_state', 'replyNeedsSpeech');
}

export const waitingEntry = (
  state: SpeakingState,
  userId: string,
  kind: SpeakingKind,
  itemId: string | null,
): Entry | undefined =>
  state.entries.find((entry) => entry.speaker.userId === userId && entry.kind === kind && entry.itemId === itemId);

/** The item that a command means: the current one unless it says another (F1). */
export function targetItem(ctx: DecideContext, itemId: string | null | undefined): Checked<string | null> {
  const target = itemId === undefined ? ctx.facts.currentItemId : itemId;
  if (target !== null && ctx.facts.visibilityOf(target) === null) return refuse('invalid_state', 'itemUnknown');
  return ok(target);
}

/** The entry that a command names, as the sender saw it (D12). */
export function namedEntry(
  state: SpeakingState,
  { entryId, basedOn }: { readonly entryId: string; readonly basedOn: number },
): Checked<Entry> {
  const entry = state.entries.find((one) => one.entryId === entryId);
  return entry?.version === basedOn ? ok(entry) : stale;
}
