import { actorRef } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { type ChannelSettings, type ChatChannel, commands, events, type Screening } from './contract.ts';
import { chatFold } from './evolve.ts';
import { policy } from './policy.ts';
import { type ChatMessage, type ChatState, largestPending } from './state.ts';
import { normalise } from './words.ts';

export type { ChatMessage, ChatState, PendingQuestion } from './state.ts';

type Decided = Result<Decision, Violation>;

const burst = 10;
const burstMs = 5_000;
const repeatMs = 600_000;
const link = /(https?:\/\/|www\.)\S+|\b[\w-]+\.(com|cn|net|org|top|xyz|cc|vip)\b/i;

/** Whether a text points elsewhere; such questions are always reviewed. */
export const holdsLink = (text: string): boolean => link.test(text);

/** What screening knows of a text before it is decided; loaded from the office's lists. */
export interface ScreenedText {
  readonly blocked: readonly string[];
  readonly review: readonly string[];
}

const event = (name: string, payload: object): NewEvent => ({
  type: `chat.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
const refuse = (kind: Violation['kind'], code: string, params?: Record<string, string | number>): Decided =>
  err(violation(kind, `chat.${code}`, params));
const isModerator = (ctx: DecideContext): boolean =>
  ctx.facts.roles.some((role) => role === 'chair' || role === 'clerk' || role === 'officer');

/** Everything that can keep a person from posting now (C3, C5, C6, C7, C8). */
function mayPost(state: ChatState, channel: ChatChannel, text: string, ctx: DecideContext): Decided | null {
  const ref = actorRef(ctx.actor);
  const settings = state.channels[channel];
  const { blocked } = ctx.prepared as ScreenedText;
  const recent = state.recent[ref] ?? [];
  const last = recent.at(-1);
  if (state.muted[ref] !== undefined) return refuse('forbidden', 'muted', { reason: state.muted[ref] });
  if (settings.isLocked && !isModerator(ctx)) return refuse('invalid_state', 'locked');
  if (blocked.length > 0) return refuse('invalid_input', 'blockedWord');
  const waitMs = last && !isModerator(ctx) ? last.at + settings.slowModeMs - ctx.now : 0;
  if (waitMs > 0) return refuse('rate_limited', 'slowMode', { seconds: Math.ceil(waitMs / 1000) });
  const inBurst = recent.filter((one) => one.at > ctx.now - burstMs);
  const [first] = inBurst;
  if (inBurst.length >= burst && first)
    return refuse('rate_limited', 'tooFast', { seconds: Math.ceil((first.at + burstMs - ctx.now) / 1000) });
  const folded = normalise(text);
  if (folded !== '' && recent.some((one) => one.text === folded && one.at > ctx.now - repeatMs))
    return refuse('conflict', 'repeated');
  return null;
}

function screeningOf(state: ChatState, text: string, ctx: DecideContext): Screening {
  const folded = normalise(text);
  const twin = [...state.pending, ...state.published].find(
    (one) => one.text !== null && isNear(normalise(one.text), folded),
  );
  return {
    words: [...(ctx.prepared as ScreenedText).review],
    hasLink: holdsLink(text),
    repeatOf: twin?.messageId ?? null,
  };
}

/** Whether two folded texts share most of their character pairs (Dice's coefficient of at least 0.8). */
export function isNear(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.length < 4 || b.length < 4 || Math.abs(a.length - b.length) > Math.max(a.length, b.length) / 2) return false;
  const pairs = (text: string): Set<string> =>
    new Set(Array.from({ length: text.length - 1 }, (_, at) => text.slice(at, at + 2)));
  const [left, right] = [pairs(a), pairs(b)];
  let shared = 0;
  for (const pair of left) if (right.has(pair)) shared++;
  return (2 * shared) / (left.size + right.size) >= 0.8;
}

function decidePosting(state: ChatState, command: LiveCommand, ctx: DecideContext): Decided | null {
  if (command.type === 'chat.postMessage') {
    const { text, replyTo } = command.input as { text: string; replyTo: string | null };
    const refused = mayPost(state, 'members', text, ctx);
    if (refused) return refused;
    if (replyTo !== null && !state.members.some((one) => one.messageId === replyTo))
      return refuse('not_found', 'messageUnknown');
    const messageId = ctx.newId();
    return ok({
      events: [event('messagePosted', { messageId, text, replyTo })],
      output: { messageId, status: 'published' },
    });
  }
  if (command.type === 'chat.submitQuestion') {
    const { text } = command.input as { text: string };
    if (ctx.actor.kind === 'visitor' && !ctx.actor.phoneVerified) return refuse('unauthenticated', 'phoneNotVerified');
    const refused = mayPost(state, 'public', text, ctx);
    if (refused) return refused;
    if (state.pending.length >= largestPending) return refuse('rate_limited', 'tooManyPending');
    return submitQuestion(state, text, ctx);
  }
  return null;
}

function submitQuestion(state: ChatState, text: string, ctx: DecideContext): Decided {
  const messageId = ctx.newId();
  const name = ctx.actor.kind === 'system' ? '' : ctx.actor.name;
  const screening = screeningOf(state, text, ctx);
  const submitted = event('questionSubmitted', { messageId, name, text, screening });
  const isClean = screening.words.length === 0 && !screening.hasLink && screening.repeatOf === null;
  if (state.channels.public.review === 'pre' || !isClean)
    return ok({ events: [submitted], output: { messageId, status: 'pending' } });
  const published = event('questionPublished', { messageId, name, text, askedAt: ctx.now });
  return ok({ events: [submitted, published], output: { messageId, status: 'published' } });
}

const find = (list: readonly ChatMessage[], messageId: string): ChatMessage | undefined =>
  list.find((one) => one.messageId === messageId);

function decideModeration(state: ChatState, command: LiveCommand): Decided {
  const input = command.input as Record<string, string>;
  switch (command.type) {
    case 'chat.publishMessage': {
      const question = find(state.pending, input['messageId'] ?? '');
      if (!question || question.text === null) return refuse('conflict', 'notPending');
      const { messageId, name, text, at } = question;
      return ok({ events: [event('questionPublished', { messageId, name: name ?? '', text, askedAt: at })] });
    }
    case 'chat.declineMessage':
      if (!find(state.pending, input['messageId'] ?? '')) return refuse('conflict', 'notPending');
      return ok({ events: [event('questionDeclined', input)] });
    case 'chat.deleteMessage': {
      const isMembers = find(state.members, input['messageId'] ?? '');
      const found = isMembers ?? find(state.published, input['messageId'] ?? '');
      if (!found || found.deletedReason !== null) return refuse('not_found', 'messageUnknown');
      const deleted = event('messageDeleted', input);
      return ok({ events: [isMembers ? { ...deleted, audience: 'room' } : deleted] });
    }
    case 'chat.mutePerson':
      return state.muted[input['person'] ?? ''] === undefined
        ? ok({ events: [event('personMuted', input)] })
        : refuse('conflict', 'alreadyMuted');
    case 'chat.unmutePerson':
      return state.muted[input['person'] ?? ''] !== undefined
        ? ok({ events: [event('personUnmuted', input)] })
        : refuse('conflict', 'notMuted');
    case 'chat.setChannel':
      return ok({ events: [event('channelSet', command.input as ChannelSettings)] });
    default:
      return refuse('invalid_input', 'unknownCommand');
  }
}

export const chatLive: LiveModule<ChatState> = {
  ...chatFold,
  commands,
  events,
  policy,
  decide: (state, command, ctx) => decidePosting(state, command, ctx) ?? decideModeration(state, command),
};
