import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ChannelSettings, ChatChannel, DeclineReason, Screening } from './contract.ts';
import { type ChatMessage, type ChatState, initial, keptPerAuthor, largestAuthors, windowSize } from './state.ts';
import { normalise } from './words.ts';

function keep<T>(list: T[], item: T, limit: number): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}

function remember(state: ChatState, event: LogEvent, text: string): void {
  const recent = state.recent[event.actor] ?? [];
  keep(recent, { at: event.at, text: normalise(text) }, keptPerAuthor);
  // Re-inserted, so that the authors who were silent longest stand first.
  delete state.recent[event.actor];
  state.recent[event.actor] = recent;
  const authors = Object.keys(state.recent);
  if (authors.length > largestAuthors) delete state.recent[authors[0] as string];
}

const message = (
  event: LogEvent,
  payload: { messageId: string; text: string; name?: string; replyTo?: string | null },
): ChatMessage => ({
  messageId: payload.messageId,
  seq: event.seq,
  at: event.at,
  author: event.actor,
  name: payload.name ?? null,
  text: payload.text,
  replyTo: payload.replyTo ?? null,
  deletedReason: null,
});

function takePending(state: ChatState, messageId: string): void {
  state.pending = state.pending.filter((question) => question.messageId !== messageId);
}

function markDeleted(state: ChatState, messageId: string, reason: string): void {
  for (const list of [state.members, state.published]) {
    const at = list.findIndex((one) => one.messageId === messageId);
    const found = list[at];
    if (found) list[at] = { ...found, text: null, deletedReason: reason };
  }
  takePending(state, messageId);
}

/** Folds one chat event; readers of the public audience see only published questions. */
export function evolve(state: ChatState, event: LogEvent): ChatState {
  switch (event.type) {
    case 'chat.messagePosted': {
      const payload = event.payload as { messageId: string; text: string; replyTo: string | null };
      keep(state.members, message(event, payload), windowSize);
      state.counts.members++;
      remember(state, event, payload.text);
      break;
    }
    case 'chat.questionSubmitted': {
      const payload = event.payload as { messageId: string; name: string; text: string; screening: Screening };
      state.pending.push({ ...message(event, payload), screening: payload.screening });
      remember(state, event, payload.text);
      break;
    }
    case 'chat.questionPublished': {
      const payload = event.payload as { messageId: string; name: string; text: string; askedAt: number };
      takePending(state, payload.messageId);
      keep(state.published, { ...message(event, payload), at: payload.askedAt }, windowSize);
      state.counts.published++;
      break;
    }
    case 'chat.questionDeclined': {
      const payload = event.payload as { messageId: string; reason: DeclineReason };
      takePending(state, payload.messageId);
      keep(state.declined, payload, windowSize);
      state.counts.declined++;
      break;
    }
    case 'chat.messageDeleted': {
      const payload = event.payload as { messageId: string; reason: string };
      markDeleted(state, payload.messageId, payload.reason);
      break;
    }
    case 'chat.personMuted': {
      const payload = event.payload as { person: string; reason: string };
      state.muted = { ...state.muted, [payload.person]: payload.reason };
      break;
    }
    case 'chat.personUnmuted': {
      const { [(event.payload as { person: string }).person]: _, ...others } = state.muted;
      state.muted = others;
      break;
    }
    case 'chat.channelSet': {
      const { channel, ...settings } = event.payload as ChannelSettings & { channel: ChatChannel };
      state.channels = { ...state.channels, [channel]: settings };
      break;
    }
  }
  return state;
}

/** Erases the words that came with the event `seq` (L9). */
export function redact(state: ChatState, seq: number): ChatState {
  const wipe = <T extends ChatMessage>(list: T[]): T[] =>
    list.map((one) => (one.seq === seq ? { ...one, text: null } : one));
  state.members = wipe(state.members);
  state.published = wipe(state.published);
  state.pending = state.pending.filter((one) => one.seq !== seq);
  // The folded texts for spotting repeats cannot be told apart by seq; losing them only forgets a pace.
  state.recent = {};
  return state;
}

export const chatFold: Foldable<ChatState> = { context: 'chat', version: 1, initial, evolve, redact };
