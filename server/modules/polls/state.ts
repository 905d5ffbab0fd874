import type { InstantMs } from '#server/kernel/clock.ts';
import type { Audience } from '#server/kernel/live.ts';
import type {
  Choice,
  ClosedBy,
  HandFigures,
  OpinionGroups,
  PollDefinition,
  PollFigures,
  PollLists,
  PollResult,
  Tally,
} from './contract.ts';

/** D19; the missing arrows are the rule: no state goes back. */
export type PollStage = 'draft' | 'open' | 'closed' | 'published' | 'cancelled' | 'invalid';

/** Bits of what a person is to a vote, fixed on opening. */
export const standing = { entitled: 1, present: 2, device: 4, hand: 8 } as const;
/** May vote, on a device or by hand. */
export const elector = standing.device | standing.hand;

export interface HandCount {
  readonly figures: HandFigures;
  readonly note: string;
  readonly at: InstantMs;
  readonly by: string;
}

/** What anybody needs to check the list that the vote published. */
export interface PublishedList {
  readonly listLength: number;
  readonly listHash: string;
  readonly hashName: 'sha256' | 'sm3';
}

export interface Poll {
  readonly pollId: string;
  stage: PollStage;
  /** Raised by every event that a decision may be based on (D12); ballots do not raise it. */
  version: number;
  definition: PollDefinition;
  /** Staff only. */
  lists: PollLists;
  visibleTo: Audience;
  figures: PollFigures | null;
  isQuorate: boolean;
  openedAt: InstantMs | null;
  closesAt: InstantMs | null;
  closedAt: InstantMs | null;
  closedBy: ClosedBy | null;
  publishedAt: InstantMs | null;
  /** Voters announced to everyone who sees the poll. */
  voted: number;
  /** When that number was last told; null before the first ballot. */
  toldAt: InstantMs | null;
  /** Standing of each person while the poll is open; staff only. */
  people: Record<string, number> | null;
  /** Marks of those who voted, while the poll is open; the choice only with interim counts. */
  marks: Record<string, Choice | 1>;
  marked: number;
  /** Every hand count that was entered, the valid one last (D24); staff only. */
  handCounts: HandCount[];
  /** Staff only until published. */
  counted: ({ readonly tally: Tally } & PublishedList) | null;
  /** Who thinks alike, once it is known; statement polls only, staff only (V11). */
  groups: OpinionGroups | null;
  result: PollResult | null;
  list: PublishedList | null;
  /** Why it was cancelled or is invalid. */
  reason: string | null;
}

export interface PollsState {
  /** In the order in which they were first seen. */
  polls: Record<string, Poll>;
  /** Ids of open polls. */
  open: string[];
}

export const initial = (): PollsState => ({ polls: {}, open: [] });
