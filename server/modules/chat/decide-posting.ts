import { actorRef } from '#server/kernel/actor.ts';
import type { DecideContext, LiveCommand, NewEvent } from '#server/kernel/live.ts';
import { ok } from '#server/kernel/result.ts';
import type { ChatChannel, Screening, Terms } from './contract.ts';
import { type Decided, event, isModerator, refuse } from './deciding.ts';
import { boxState } from './figures.ts';
import { nearest } from './grouping.ts';
import { type ChatState, largestPending } from './state.ts';
import { normalise } from './words.ts';

const burst = 10;
const burstMs = 5_000;
const tenMinutesMs = 600_000;
const link = /(https?:\/\/|www\.)\S+|\b[\w-]+\.(com|cn|net|org|top|xyz|cc|vip)\b/i;

/** Whether a text points elsewhere; such questions are never shown unseen. */
export const holdsLink = (text: string): boolean => link.test(text);

/** What screening knows of a text before it is decided: words of the office's lists and, of a question, its terms. */
export interface ScreenedText {
  readonly blocked: readonly string[];
  readonly review: readonly string[];
  readonly terms?: Terms | null;
}

const screened = (ctx: DecideContext): ScreenedText => ctx.prepared as ScreenedText;
const secondsLeft = (until: number, ctx: DecideContext) => ({ seconds: Math.ceil((until - ctx.now) / 1000) });

/** Everything that can keep a person from posting now (C3, C5, C6, C7, C8). */
function mayPost(state: ChatState, channel: ChatChannel, text: string, ctx: DecideContext): Decided | null {
  const ref = actorRef(ctx.actor);
  const settings = state.channels[channel];
  const recent = state.recent[ref] ?? [];
  const last = recent.at(-1);
  if (state.muted[ref] !== undefined) return refuse('forbidden', 'muted', { reason: state.muted[ref] });
  if (settings.isLocked && !isModerator(ctx)) return refuse('invalid_state', 'locked');
  if (screened(ctx).blocked.length > 0) return refuse('invalid_input', 'blockedWord');
  const paceEnds = last && !isModerator(ctx) ? last.at + settings.slowModeMs : 0;
  if (paceEnds > ctx.now) return refuse('rate_limited', 'slowMode', secondsLeft(paceEnds, ctx));
  const inBurst = recent.filter((one) => one.at > ctx.now - burstMs);
  const [first] = inBurst;
  if (inBurst.length >= burst && first) return refuse('rate_limited', 'tooFast', secondsLeft(first.at + burstMs, ctx));
  const folded = normalise(text);
  if (folded !== '' && recent.some((one) => one.text === folded && one.at > ctx.now - tenMinutesMs))
    return refuse('conflict', 'repeated');
  return null;
}

/** What the meeting demands of a question besides (C20, C21). */
function mayAsk(state: ChatState, text: string, ctx: DecideContext): Decided | null {
  const { rules, recent } = state;
  const box = boxState(state, ctx.facts.phase, ctx.now);
  if (!box.isOpen && box.why !== 'locked') return refuse('invalid_state', 'boxClosed', { why: box.why });
  const { length } = text;
  if (length < rules.shortest) return refuse('invalid_input', 'tooShort', { count: rules.shortest });
  if (length > rules.longest) return refuse('invalid_input', 'tooLong', { count: rules.longest });
  if (rules.links === 'refuse' && holdsLink(text)) return refuse('invalid_input', 'noLinks');
  const mine = (recent[actorRef(ctx.actor)] ?? []).filter(({ at }) => at > ctx.now - tenMinutesMs);
  const first = mine.at(-rules.perTenMinutes);
  if (first)
    return refuse('rate_limited', 'enoughAsked', { minutes: Math.ceil((first.at + tenMinutesMs - ctx.now) / 60_000) });
  return state.pending.length >= largestPending ? refuse('rate_limited', 'tooManyPending') : null;
}

function submitQuestion(state: ChatState, text: string, ctx: DecideContext): Decided {
  const terms = screened(ctx).terms ?? null;
  const twin = nearest(text, terms, [...state.published, ...state.pending]);
  const isShown = twin !== null && state.published.some(({ messageId }) => messageId === twin.messageId);
  if (isShown && state.rules.repeats === 'refuse')
    return refuse('conflict', 'alreadyShown', { text: twin.text?.slice(0, 60) ?? '' });
  const messageId = ctx.newId();
  const name = ctx.actor.kind === 'system' ? '' : ctx.actor.name;
  const screening: Screening = {
    words: [...screened(ctx).review],
    hasLink: holdsLink(text),
    repeatOf: twin?.messageId ?? null,
    groupId: twin?.groupId ?? twin?.messageId ?? messageId,
    ...(terms && { terms }),
  };
  const submitted = event('questionSubmitted', { messageId, name, text, screening });
  const isClean = screening.words.length === 0 && !screening.hasLink && twin === null;
  const isPublicNow = ctx.facts.currentVisibility === 'public';
  const isShownAtOnce = state.channels.public.review === 'post' && isClean && isPublicNow;
  const shown: NewEvent[] = isShownAtOnce
    ? [event('questionPublished', { messageId, name, text, askedAt: ctx.now, joined: 0 })]
    : [];
  return ok({
    events: [submitted, ...shown],
    output: { messageId, status: isShownAtOnce ? 'published' : 'pending' },
  });
}

/** What is written: a message of the members, or a question of the public. */
export function decidePosting(state: ChatState, command: LiveCommand, ctx: DecideContext): Decided | null {
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
    return mayPost(state, 'public', text, ctx) ?? mayAsk(state, text, ctx) ?? submitQuestion(state, text, ctx);
  }
  return null;
}
