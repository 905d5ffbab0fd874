import type { DecideContext, LiveCommand } from '#server/kernel/live.ts';
import type { SpeakingKind, SpeakingSource } from './contract.ts';
import {
  asSpeaker,
  checkAnswered,
  checkEligible,
  checkPresence,
  type Decided,
  done,
  event,
  isRunner,
  namedEntry,
  personOf,
  refuse,
  stale,
  targetItem,
  waitingEntry,
} from './deciding.ts';
import { kindInOrder, queueOf } from './order.ts';
import { emptyList, listKey, type SpeakingState } from './state.ts';

interface Wish {
  readonly userId: string;
  readonly kind: SpeakingKind;
  readonly itemId?: string | null;
  readonly source?: SpeakingSource;
  readonly answersTurnId: string | null;
  readonly addressees: readonly string[];
  readonly checkIn: boolean;
  readonly questionId: string | null;
}

/** Puts somebody on a list: their own request, or an addition by those who run the queue (D4, D5, D7, D15, D16). */
function putOnList(state: SpeakingState, ctx: DecideContext, wish: Wish): Decided {
  const { userId, kind, answersTurnId } = wish;
  const isByRunner = isRunner(ctx);
  const person = personOf(ctx, userId);
  // Who has no place of their own, such as an officer who looks in, is not on anybody's list.
  if (!person.ok) return isByRunner ? person : refuse('forbidden', 'notEligible');
  const item = targetItem(ctx, wish.itemId);
  if (!item.ok) return item;
  const itemId = item.value;
  const eligible = checkEligible(state, person.value, kind, isByRunner);
  if (!eligible.ok) return eligible;
  const answered = checkAnswered(state, kind, answersTurnId, itemId);
  if (!answered.ok) return answered;
  if (answered.value && !isByRunner && !answered.value.addressees.includes(userId))
    return refuse('forbidden', 'notAddressed');
  if (kind === 'speech' && !isByRunner && (state.lists[listKey(itemId)] ?? emptyList).isClosed)
    return refuse('invalid_state', 'listClosed');
  if (waitingEntry(state, userId, kind, itemId)) return refuse('conflict', 'alreadyWaiting');
  const unknown = wish.addressees.map((one) => personOf(ctx, one)).find((one) => !one.ok);
  if (unknown) return unknown;
  const presence = checkPresence(state, ctx, userId, wish.checkIn);
  if (!presence.ok) return presence;
  const entryId = ctx.newId();
  const added = event('entryAdded', {
    entryId,
    itemId,
    kind,
    speaker: asSpeaker(person.value),
    source: wish.source ?? (ctx.facts.isOnline(userId) ? 'online' : 'venue'),
    answersTurnId,
    addressees: kind === 'speech' ? wish.addressees : [],
    isAway: presence.value.isAway,
    readdedFrom: null,
    questionId: wish.questionId,
  });
  return done([...presence.value.events, added], { entryId });
}

function withdraw(state: SpeakingState, ctx: DecideContext, entryId: string): Decided {
  const entry = state.entries.find((one) => one.entryId === entryId);
  if (!entry) return stale;
  const isOwn = ctx.actor.kind === 'user' && ctx.actor.userId === entry.speaker.userId;
  if (!isOwn) return refuse('forbidden', 'notYours');
  return done([event('entryClosed', { entryIds: [entryId], outcome: 'withdrawn', reason: '' })]);
}

/** Commands on one named entry (D8, D12, D14, D18). */
function decideEntry(state: SpeakingState, command: LiveCommand): Decided | null {
  const input = command.input as { entryId: string; basedOn: number; place: number; reason: string };
  const { entryId } = input;
  const named = namedEntry(state, input);
  if (!named.ok) return named;
  const entry = named.value;
  switch (command.type) {
    case 'speaking.removeEntry':
      return done([event('entryClosed', { entryIds: [entryId], outcome: 'removed', reason: input.reason })]);
    case 'speaking.placeEntry': {
      const last = kindInOrder(state, entry.itemId, entry.kind).length - 1;
      const from = queueOf(state, entry.itemId).find((one) => one.entry === entry)?.place ?? 0;
      return done([event('entryPlaced', { entryId, place: Math.min(input.place, last), from })]);
    }
    case 'speaking.releaseEntry':
      return entry.pin ? done([event('entryReleased', { entryId })]) : refuse('conflict', 'notPinned');
    case 'speaking.skipEntry':
      return done([event('entrySkipped', { entryId })]);
    default:
      return null;
  }
}

/** Commands that change who waits and where. */
export function decideQueue(state: SpeakingState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'speaking.requestToSpeak': {
      const userId = ctx.actor.kind === 'user' ? ctx.actor.userId : '';
      return putOnList(state, ctx, { ...(command.input as Wish), userId, checkIn: false, questionId: null });
    }
    case 'speaking.addEntry':
      return putOnList(state, ctx, command.input as Wish);
    case 'speaking.withdrawEntry':
      return withdraw(state, ctx, (command.input as { entryId: string }).entryId);
    case 'speaking.removeEntry':
    case 'speaking.placeEntry':
    case 'speaking.releaseEntry':
    case 'speaking.skipEntry':
      return decideEntry(state, command);
    default:
      return null;
  }
}
