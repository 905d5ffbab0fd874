import type { Poll } from '#server/modules/polls/state.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';

/** How long a vote stays on the stage after it closed, and after its result is out. */
export const lingerMs = 30_000;

/** A vote in one of its stages: put away, it comes back with the next one. */
export const showingOf = ({ pollId, stage }: Poll): string => `${pollId} ${stage}`;

export interface StageVote {
  readonly poll: Poll;
  /** Goes by itself then; null while it stays. */
  readonly until: number | null;
}

/** The formal vote that takes the stage: the open one, then the newest for a while, or as long as the chair shows the vote. */
export function stageVoteOf(polls: readonly Poll[], layout: StageLayout): StageVote | null {
  const votes = polls.filter(({ openedAt, definition }) => openedAt !== null && definition.form === 'vote');
  const open = votes.find(({ stage }) => stage === 'open');
  if (open) return { poll: open, until: null };
  const last = votes.reduce<Poll | null>(
    (newest, poll) => ((poll.openedAt ?? 0) >= (newest?.openedAt ?? 0) ? poll : newest),
    null,
  );
  if (!last) return null;
  const since = last.publishedAt ?? last.closedAt ?? 0;
  return { poll: last, until: layout === 'vote' ? null : since + lingerMs };
}
