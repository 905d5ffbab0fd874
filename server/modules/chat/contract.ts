import { z } from 'zod';
import { ActorRef } from '#server/kernel/actor.ts';
import { DurationMs, InstantMs } from '#server/kernel/clock.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** `members`: talk among people of the meeting. `public`: questions of the public, reviewed before they show. */
export const ChatChannel = z.enum(['members', 'public']);
export type ChatChannel = z.infer<typeof ChatChannel>;

export const ReviewMode = z.enum(['pre', 'post']);
export const MessageText = z.string().trim().min(1).max(500);
export const MessageId = z.string().min(1).max(40);

/** Why a public message was not adopted; the author reads the translation of `chat.decline.<code>`. */
export const DeclineReason = z.enum([
  'offTopic',
  'repeated',
  'personalData',
  'offensive',
  'advertising',
  'unclear',
  'answered',
  'other',
]);
export type DeclineReason = z.infer<typeof DeclineReason>;

/** What a text is about, for finding near-duplicates (C15): words by weight, the numbers in it, and whether it says no. */
export const Terms = z.object({
  words: z.record(z.string(), z.number()),
  numbers: z.array(z.string()).max(40),
  isNegated: z.boolean(),
});
export type Terms = z.infer<typeof Terms>;

/** What screening found before anybody saw the message. */
export const Screening = z.object({
  words: z.array(z.string()).max(20),
  hasLink: z.boolean(),
  /** The nearest question that waits or is published; null when none is near. */
  repeatOf: MessageId.nullable(),
  /** Named by its first question; the question's own id when it stands alone. */
  groupId: MessageId.optional(),
  terms: Terms.optional(),
});
export type Screening = z.infer<typeof Screening>;

export const Handling = z.enum(['refuse', 'review']);
export type Handling = z.infer<typeof Handling>;

/** When the public's box takes questions (C21). Instants win over the meeting's phases; null is no bound. */
export const PostingHours = z.object({
  from: z.enum(['lobby', 'start']),
  opensAt: InstantMs.nullable(),
  closesAt: InstantMs.nullable(),
});
export type PostingHours = z.infer<typeof PostingHours>;

/** What a meeting demands of the public's questions (C20, C21). */
export const QuestionRules = z.object({
  /** Characters. */
  shortest: z.int().min(1).max(50),
  longest: z.int().min(50).max(500),
  links: Handling,
  /** What is near a question that was published. */
  repeats: Handling,
  perTenMinutes: z.int().min(1).max(10),
  hours: PostingHours,
});
export type QuestionRules = z.infer<typeof QuestionRules>;

/** Who answered a question and how: in words, in the meeting (`text` null), or both. `turnId` links to the turn. */
export const Answer = z.object({
  by: z.string().trim().min(1).max(60),
  text: z.string().trim().min(1).max(1_000).nullable(),
  turnId: z.string().min(1).max(40).nullable(),
});
export type Answer = z.infer<typeof Answer>;

export const ChannelSettings = z.object({
  isLocked: z.boolean(),
  /** Least time between two messages of one person; 0 is off. */
  slowModeMs: DurationMs.max(600_000),
  review: ReviewMode,
});
export type ChannelSettings = z.infer<typeof ChannelSettings>;

const nothing = z.object({});
const posted = z.object({ messageId: MessageId, status: z.enum(['published', 'pending']) });
const some = z.array(MessageId).min(1).max(500);
/** The other questions of the group as the moderator saw them (C17). */
const others = z.array(MessageId).max(500).default([]);

export const commands = defineCommands({
  'chat.postMessage': {
    input: z.object({ text: MessageText, replyTo: MessageId.nullable() }),
    output: posted,
  },
  'chat.submitQuestion': { input: z.object({ text: MessageText }), output: posted },
  'chat.publishMessage': { input: z.object({ messageId: MessageId, others }), output: nothing },
  'chat.declineMessage': {
    input: z.object({ messageId: MessageId, reason: DeclineReason, note: z.string().trim().max(200), others }),
    output: nothing,
  },
  'chat.deleteMessage': {
    input: z.object({ messageId: MessageId, reason: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
  'chat.mutePerson': {
    input: z.object({ person: ActorRef, reason: z.string().trim().min(1).max(200) }),
    output: nothing,
  },
  'chat.unmutePerson': { input: z.object({ person: ActorRef }), output: nothing },
  'chat.setChannel': { input: ChannelSettings.extend({ channel: ChatChannel }), output: nothing },
  'chat.setQuestionRules': { input: QuestionRules, output: nothing },
  /** Joins what waits to a published question (C18). */
  'chat.joinQuestions': { input: z.object({ into: MessageId, messageIds: some }), output: nothing },
  /** Moves questions to the group of `with`; null makes a group of their own (C16). */
  'chat.regroupQuestions': { input: z.object({ messageIds: some, with: MessageId.nullable() }), output: nothing },
  'chat.restoreQuestions': { input: z.object({ messageIds: some }), output: nothing },
  /** null takes the answer back. */
  'chat.answerQuestion': { input: z.object({ messageId: MessageId, answer: Answer.nullable() }), output: nothing },
  'chat.markOpinion': { input: z.object({ messageId: MessageId, note: z.string().trim().max(200) }), output: nothing },
  /** null clears the hall screen. */
  'chat.showQuestion': { input: z.object({ messageId: MessageId.nullable() }), output: nothing },
  'chat.upvoteQuestion': { input: z.object({ messageId: MessageId, isFor: z.boolean() }), output: nothing },
});

export const events = defineEvents({
  /** A message of the members' channel; the author's name and sector come from the participants. */
  'chat.messagePosted': {
    payload: z.object({ messageId: MessageId, text: z.string(), replyTo: MessageId.nullable() }),
    audience: 'room',
    personal: true,
  },
  /** A public question as it came in; only staff see it before it is published. */
  'chat.questionSubmitted': {
    payload: z.object({ messageId: MessageId, name: z.string(), text: z.string(), screening: Screening }),
    audience: 'staff',
    personal: true,
  },
  'chat.questionPublished': {
    payload: z.object({
      messageId: MessageId,
      name: z.string(),
      text: z.string(),
      askedAt: z.int(),
      joined: z.int().default(0),
    }),
    audience: 'public',
    personal: true,
  },
  'chat.questionDeclined': {
    payload: z.object({ messageId: MessageId, reason: DeclineReason, note: z.string(), others }),
    audience: 'staff',
  },
  'chat.questionsRestored': { payload: z.object({ messageIds: some }), audience: 'staff' },
  'chat.questionsRegrouped': { payload: z.object({ messageIds: some, groupId: MessageId }), audience: 'staff' },
  /** They wait no more: the published question stands for them too (C17, C18). */
  'chat.questionsJoined': { payload: z.object({ into: MessageId, messageIds: some }), audience: 'staff' },
  /** null: it was taken back. */
  'chat.questionAnswered': {
    payload: z.object({ messageId: MessageId, answer: Answer.nullable() }),
    audience: 'public',
    personal: true,
  },
  /** Waits for the floor (C24). */
  'chat.questionTaken': {
    payload: z.object({ messageId: MessageId, entryId: z.string(), by: z.string() }),
    audience: 'room',
  },
  'chat.questionRaised': {
    payload: z.object({ messageId: MessageId, turnId: z.string(), by: z.string() }),
    audience: 'public',
  },
  /** What the opinions need later: the question's id leads to words and author, the item to what it was about (C25). */
  'chat.questionMarked': {
    payload: z.object({
      messageId: MessageId,
      as: z.literal('opinion'),
      note: z.string(),
      itemId: z.string().nullable(),
    }),
    audience: 'staff',
  },
  'chat.questionShown': {
    payload: z.object({ messageId: MessageId.nullable() }),
    audience: 'public',
    throughClosed: true,
  },
  /** `mark` is a keyed hash that names nobody (C22). */
  'chat.questionUpvoted': {
    payload: z.object({ messageId: MessageId, mark: z.string(), isFor: z.boolean() }),
    audience: 'staff',
  },
  /** New counts of published questions: votes, and how many near ones are joined to them. */
  'chat.questionsCounted': {
    payload: z.object({
      counts: z.array(z.object({ messageId: MessageId, upvotes: z.int(), joined: z.int() })).max(200),
    }),
    audience: 'public',
    throughClosed: true,
  },
  'chat.questionRulesSet': { payload: QuestionRules, audience: 'public', throughClosed: true },
  'chat.messageDeleted': {
    payload: z.object({ messageId: MessageId, reason: z.string() }),
    audience: 'public',
    throughClosed: true,
  },
  'chat.personMuted': { payload: z.object({ person: ActorRef, reason: z.string() }), audience: 'room' },
  'chat.personUnmuted': { payload: z.object({ person: ActorRef }), audience: 'room' },
  'chat.channelSet': {
    payload: ChannelSettings.extend({ channel: ChatChannel }),
    audience: 'public',
    throughClosed: true,
  },
});

/** One of the author's own questions with its honest status (C27); instants in milliseconds. */
export interface OwnQuestion {
  readonly id: string;
  readonly text: string | null;
  /** Of a joined question: that of the one that stands for it, which `shown` quotes. */
  readonly status: 'pending' | 'published' | 'declined' | 'deleted';
  readonly reason: DeclineReason | null;
  readonly note: string | null;
  readonly at: number;
  readonly reviewedAt: number | null;
  readonly onScreenAt: number | null;
  /** How many near questions of others it stands with. */
  readonly alike: number;
  /** The published question that stands for it; null when it is itself the one. */
  readonly shown: string | null;
  readonly isOpinion: boolean;
  readonly answer: { readonly by: string; readonly text: string | null; readonly at: number } | null;
  readonly raised: { readonly by: string; readonly at: number } | null;
}

/** What the office would see become of a text (C14). `seenAs` is the text with its disguises folded away. */
export interface TriedText {
  readonly verdict: 'blocked' | 'review' | 'clean';
  readonly blocked: readonly string[];
  readonly review: readonly string[];
  readonly hasLink: boolean;
  readonly seenAs: string;
}

/** One word of the office's lists. */
export interface ListedWord {
  readonly word: string;
  readonly kind: 'block' | 'review';
  readonly addedAt: number;
  /** Who put it there; null for the product's own words and accounts that are no more. */
  readonly addedBy: string | null;
}
