import type { InstantMs } from '#server/kernel/clock.ts';
import type { MeetingPhase } from '#server/kernel/live.ts';
import type { ChatState, PendingQuestion, PublishedQuestion } from './state.ts';

/** Why the public's box is closed, and when it opens if that is known. */
export type BoxState =
  | { readonly isOpen: true; readonly closesAt: InstantMs | null }
  | {
      readonly isOpen: false;
      readonly why: 'locked' | 'notYet' | 'lobby' | 'start' | 'past' | 'over';
      readonly opensAt: InstantMs | null;
    };

const closed = (why: Extract<BoxState, { isOpen: false }>['why'], opensAt: InstantMs | null = null): BoxState => ({
  isOpen: false,
  why,
  opensAt,
});

/** Whether the public may ask now (C7, C21). */
export function boxState(chat: Pick<ChatState, 'channels' | 'rules'>, phase: MeetingPhase, now: InstantMs): BoxState {
  const { from, opensAt, closesAt } = chat.rules.hours;
  if (phase === 'ended' || phase === 'archived') return closed('over');
  if (closesAt !== null && now >= closesAt) return closed('past');
  if (opensAt !== null && now < opensAt) return closed('notYet', opensAt);
  if (opensAt === null && phase === 'scheduled') return closed(from);
  if (opensAt === null && from === 'start' && phase === 'open') return closed('start');
  return chat.channels.public.isLocked ? closed('locked') : { isOpen: true, closesAt };
}

/** Near-equal questions that wait, and the published one they are near to, if any. */
export interface QuestionGroup {
  readonly groupId: string;
  /** Oldest first, never empty. */
  readonly questions: readonly PendingQuestion[];
  readonly first: PendingQuestion;
  readonly published: PublishedQuestion | null;
}

/** What waits, by group, the group whose first question waits longest first (C15). */
export function groupsOf(chat: Pick<ChatState, 'pending' | 'published'>): readonly QuestionGroup[] {
  const published = new Map(
    chat.published.filter(({ text }) => text !== null).map((question) => [question.groupId, question]),
  );
  const groups = new Map<string, PendingQuestion[]>();
  for (const question of chat.pending) {
    const groupId = question.groupId ?? question.messageId;
    const group = groups.get(groupId);
    if (group) group.push(question);
    else groups.set(groupId, [question]);
  }
  return [...groups].flatMap(([groupId, questions]) => {
    const [first] = questions;
    return first ? [{ groupId, questions, first, published: published.get(groupId) ?? null }] : [];
  });
}

/** Published questions that still have their words, the most wanted first, then the newest. */
export const byUpvotes = (published: readonly PublishedQuestion[]): readonly PublishedQuestion[] =>
  published
    .filter(({ text }) => text !== null)
    .toSorted((one, other) => other.upvotes - one.upvotes || other.publishedAt - one.publishedAt);
