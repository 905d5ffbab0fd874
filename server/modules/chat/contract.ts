import { z } from 'zod';
import { ActorRef } from '#server/kernel/actor.ts';
import { DurationMs } from '#server/kernel/clock.ts';
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

/** What screening found before anybody saw the message. */
export const Screening = z.object({
  words: z.array(z.string()).max(20),
  hasLink: z.boolean(),
  repeatOf: MessageId.nullable(),
});
export type Screening = z.infer<typeof Screening>;

export const ChannelSettings = z.object({
  isLocked: z.boolean(),
  /** Least time between two messages of one person; 0 is off. */
  slowModeMs: DurationMs.max(600_000),
  review: ReviewMode,
});
export type ChannelSettings = z.infer<typeof ChannelSettings>;

const nothing = z.object({});
const posted = z.object({ messageId: MessageId, status: z.enum(['published', 'pending']) });

export const commands = defineCommands({
  'chat.postMessage': {
    input: z.object({ text: MessageText, replyTo: MessageId.nullable() }),
    output: posted,
  },
  'chat.submitQuestion': { input: z.object({ text: MessageText }), output: posted },
  'chat.publishMessage': { input: z.object({ messageId: MessageId }), output: nothing },
  'chat.declineMessage': {
    input: z.object({ messageId: MessageId, reason: DeclineReason, note: z.string().trim().max(200) }),
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
    payload: z.object({ messageId: MessageId, name: z.string(), text: z.string(), askedAt: z.int() }),
    audience: 'public',
    personal: true,
  },
  'chat.questionDeclined': {
    payload: z.object({ messageId: MessageId, reason: DeclineReason, note: z.string() }),
    audience: 'staff',
  },
  'chat.messageDeleted': { payload: z.object({ messageId: MessageId, reason: z.string() }), audience: 'public' },
  'chat.personMuted': { payload: z.object({ person: ActorRef, reason: z.string() }), audience: 'room' },
  'chat.personUnmuted': { payload: z.object({ person: ActorRef }), audience: 'room' },
  'chat.channelSet': {
    payload: ChannelSettings.extend({ channel: ChatChannel }),
    audience: 'public',
    throughClosed: true,
  },
});

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
