import type { MeetingRole } from '#server/kernel/actor.ts';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import {
  floorOf,
  frozenEntries,
  innerTurn,
  leftMs,
  limitOf,
  placesOf,
  type QueuePlace,
  queueOf,
} from '#server/modules/speaking/figures.ts';
import { isEligible } from '#server/modules/speaking/policy.ts';
import { type Entry, emptyList, listKey, type SpeakingState, type Turn } from '#server/modules/speaking/state.ts';

/** How somebody stands to the floor at this moment: what the one big button is about. */
export type Standing =
  /** The own turn. `question` is somebody else's on top of it: the own clock stands meanwhile (D2). */
  | { readonly kind: 'speaking'; readonly turn: Turn; readonly question: Turn | null }
  /** On the list of the current item, at the earliest of the own places. */
  | { readonly kind: 'waiting'; readonly place: QueuePlace; readonly ahead: number }
  /** On another item's list, which waits until that item comes back (D6). */
  | { readonly kind: 'frozen'; readonly entry: Entry; readonly isClosed: boolean }
  /** The list takes no speeches; other kinds are still possible (D4). */
  | { readonly kind: 'closed' }
  /** Has to be here before asking (D7). */
  | { readonly kind: 'absent' }
  | { readonly kind: 'free' }
  /** Follows, and answers when addressed. */
  | { readonly kind: 'listening' };

export interface Person {
  readonly userId: string;
  readonly roles: readonly MeetingRole[];
  /** In the room, or checked in at the hall. */
  readonly isHere: boolean;
}

export function standingOf(speaking: SpeakingState, itemId: string | null, person: Person): Standing {
  const { userId } = person;
  const own = floorOf(speaking).find(({ speaker }) => speaker?.userId === userId);
  if (own) {
    const question = innerTurn(speaking);
    return { kind: 'speaking', turn: own, question: question === own ? null : question };
  }
  const [place] = placesOf(speaking, itemId, userId);
  if (place) return { kind: 'waiting', place, ahead: place.place - 1 };
  if (!mayAsk(speaking, person, 'speech')) return { kind: 'listening' };
  const isClosed = (speaking.lists[listKey(itemId)] ?? emptyList).isClosed;
  const entry = frozenEntries(speaking, itemId).find(({ speaker }) => speaker.userId === userId);
  if (entry) return { kind: 'frozen', entry, isClosed };
  if (speaking.settings.requiresPresence && !person.isHere) return { kind: 'absent' };
  return { kind: isClosed ? 'closed' : 'free' };
}

const mayAsk = ({ eligible }: SpeakingState, { userId, roles }: Person, kind: SpeakingKind): boolean =>
  isEligible({ roles, word: eligible[userId] }, kind, false);

/** A speech of the item that was addressed to this person and not answered by them yet: what a reply may answer (D15). */
export function addressedBy(speaking: SpeakingState, itemId: string | null, userId: string): Turn | null {
  const answered = new Set(
    [...speaking.turns, ...speaking.entries]
      .filter(({ kind, speaker }) => kind === 'reply' && speaker?.userId === userId)
      .map(({ answersTurnId }) => answersTurnId),
  );
  const isOpen = (turn: Turn): boolean =>
    turn.kind === 'speech' &&
    turn.itemId === itemId &&
    turn.speaker?.userId !== userId &&
    turn.addressees.includes(userId) &&
    !answered.has(turn.turnId);
  return speaking.turns.findLast(isOpen) ?? null;
}

/** What else may be asked for now besides a speech; whoever waits in a kind does not ask for it again (D5). */
export interface Asking {
  readonly interposedQuestion: boolean;
  readonly pointOfOrder: boolean;
  /** The speech to answer. */
  readonly reply: Turn | null;
}

export function askingOf(speaking: SpeakingState, itemId: string | null, person: Person): Asking {
  const isHere = person.isHere || !speaking.settings.requiresPresence;
  const waits = new Set(placesOf(speaking, itemId, person.userId).map(({ entry }) => entry.kind));
  const may = (kind: SpeakingKind): boolean => isHere && !waits.has(kind) && mayAsk(speaking, person, kind);
  const [main] = floorOf(speaking);
  const isOwn = floorOf(speaking).some(({ speaker }) => speaker?.userId === person.userId);
  return {
    // A question needs somebody to put it to (D1).
    interposedQuestion: main !== undefined && !isOwn && may('interposedQuestion'),
    pointOfOrder: !isOwn && may('pointOfOrder'),
    reply: may('reply') ? addressedBy(speaking, itemId, person.userId) : null,
  };
}

/**
 * How long until somebody's turn if everybody before them uses their time, in milliseconds; null where a turn before it has
 * no limit.
 */
export function waitMs(speaking: SpeakingState, { entry, place }: QueuePlace, now: number): number | null {
  const running = floorOf(speaking).map((turn) => leftMs(turn, now));
  const waiting = queueOf(speaking, entry.itemId)
    .slice(0, place - 1)
    .map((one) => limitOf(speaking, entry.itemId, one.entry.kind));
  return [...running, ...waiting].reduce<number | null>(
    (sum, one) => (sum === null || one === null ? null : sum + Math.max(0, one)),
    0,
  );
}
