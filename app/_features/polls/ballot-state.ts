import type { Violation } from '#server/kernel/errors.ts';
import type { Choice, OwnPoll } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** A ballot on its way, or why it did not count. */
export type Casting =
  | { readonly kind: 'sending'; readonly choice: Choice }
  | { readonly kind: 'refused'; readonly error: Violation };

/** How one person stands to one poll. */
export type BallotState =
  /** The server has not said yet what this person is to the poll. */
  | { readonly kind: 'unknown' }
  | { readonly kind: 'notEntitled' }
  /** Votes by hand, in the hall (D24). */
  | { readonly kind: 'hand' }
  | { readonly kind: 'choosing'; readonly isChange: boolean; readonly error: Violation | null }
  | { readonly kind: 'sending'; readonly choice: Choice }
  /** `choice` is null where only the voter's device knew it (D25). */
  | { readonly kind: 'voted'; readonly choice: Choice | null; readonly mayChange: boolean }
  /** It closed before this person voted. */
  | { readonly kind: 'missed' };

export function ballotStateOf(
  poll: Pick<Poll, 'stage' | 'definition'>,
  own: OwnPoll | null,
  casting: Casting | null,
  isChanging: boolean,
): BallotState {
  const isOpen = poll.stage === 'open';
  if (casting?.kind === 'sending') return casting;
  if (own === null) return { kind: 'unknown' };
  if (own.hasVoted) {
    const mayChange = isOpen && poll.definition.secrecy !== 'secret';
    const error = casting?.kind === 'refused' ? casting.error : null;
    if (mayChange && isChanging) return { kind: 'choosing', isChange: true, error };
    return { kind: 'voted', choice: own.choice, mayChange };
  }
  if (own.by === 'hand') return { kind: 'hand' };
  if (own.by === 'none') return { kind: 'notEntitled' };
  if (!isOpen) return { kind: 'missed' };
  return { kind: 'choosing', isChange: false, error: casting?.kind === 'refused' ? casting.error : null };
}
