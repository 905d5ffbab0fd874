import type { InstantMs } from '#server/kernel/clock.ts';
import type { ChannelSettings, ChatChannel, DeclineReason, Screening } from './contract.ts';

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

export interface PendingQuestion extends ChatMessage {
  readonly screening: Screening;
}

export interface ChatState {
  members: ChatMessage[];
  published: ChatMessage[];
  /** Staff only. */
  pending: PendingQuestion[];
  counts: { published: number; declined: number; members: number };
  muted: Record<string, string>;
  channels: Record<ChatChannel, ChannelSettings>;
  /** Times and folded texts of each author's newest messages, for pace and repeats. */
  recent: Record<string, { at: InstantMs; text: string }[]>;
  declined: { readonly messageId: string; readonly reason: DeclineReason }[];
}

/** The newest messages of a channel that the state holds (C11). */
export const windowSize = 200;
export const largestPending = 500;
export const keptPerAuthor = 12;
export const largestAuthors = 2_000;

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
  recent: {},
  declined: [],
});
