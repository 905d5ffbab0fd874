import type { InstantMs } from '#server/kernel/clock.ts';
import type {
  Answer,
  ChannelSettings,
  ChatChannel,
  DeclineReason,
  QuestionRules,
  Screening,
  Terms,
} from './contract.ts';

/** One message as a reader has it; `text` is null once deleted or redacted. */
export interface ChatMessage {
  readonly messageId: string;
  readonly seq: number;
  readonly at: InstantMs;
  readonly author: string;
  /** Name of a visitor; people of the meeting are named by the participants. */
  readonly name: string | null;
  text: string | null;
  readonly replyTo: string | null;
  deletedReason: string | null;
}

/** What staff alone know of a question; the public's fold leaves both null. */
interface Grouped {
  readonly groupId: string | null;
  readonly terms: Terms | null;
}

export interface PendingQuestion extends ChatMessage, Grouped {
  readonly screening: Screening;
}

export interface DeclinedQuestion extends PendingQuestion {
  readonly reason: DeclineReason;
  readonly note: string;
  readonly declinedAt: InstantMs;
}

export interface GivenAnswer extends Answer {
  readonly at: InstantMs;
  /** Seq of the event that brought its words. */
  readonly seq: number;
}

export interface PublishedQuestion extends ChatMessage, Grouped {
  readonly publishedAt: InstantMs;
  readonly upvotes: number;
  /** How many near questions it stands for besides itself. */
  readonly joined: number;
  readonly answer: GivenAnswer | null;
  /** Who waits for the floor with it; not for the public. */
  readonly taken: { readonly entryId: string; readonly by: string } | null;
  readonly raised: { readonly turnId: string; readonly by: string; readonly at: InstantMs } | null;
}

export interface ChatState {
  members: ChatMessage[];
  published: PublishedQuestion[];
  /** Staff only. */
  pending: PendingQuestion[];
  counts: { published: number; declined: number; members: number };
  muted: Record<string, string>;
  channels: Record<ChatChannel, ChannelSettings>;
  rules: QuestionRules;
  /** Times and folded texts of each author's newest messages, for pace and repeats. */
  recent: Record<string, { at: InstantMs; text: string }[]>;
  /** Staff only, the newest last. */
  declined: DeclinedQuestion[];
  /** Ids of the questions that are marked as opinions; staff only. */
  opinions: string[];
  /** What stands on the hall screen. */
  shown: { readonly messageId: string; readonly at: InstantMs } | null;
  /** Marks of those who voted, by question; staff only. */
  upvoters: Record<string, Record<string, 1>>;
  /** Questions whose new counts are still to be told at the end of the batch. */
  uncounted: string[];
}

/** The newest messages of a channel that the state holds (C11). */
export const windowSize = 200;
export const largestPending = 2_000;
export const keptPerAuthor = 12;
export const largestAuthors = 2_000;

export const defaultRules: QuestionRules = {
  shortest: 4,
  longest: 200,
  links: 'review',
  repeats: 'review',
  perTenMinutes: 5,
  hours: { from: 'lobby', opensAt: null, closesAt: null },
};

export const initial = (): ChatState => ({
  members: [],
  published: [],
  pending: [],
  counts: { published: 0, declined: 0, members: 0 },
  muted: {},
  channels: {
    members: { isLocked: false, slowModeMs: 0, review: 'post' },
    public: { isLocked: false, slowModeMs: 0, review: 'pre' },
  },
  rules: defaultRules,
  recent: {},
  declined: [],
  opinions: [],
  shown: null,
  upvoters: {},
  uncounted: [],
});
