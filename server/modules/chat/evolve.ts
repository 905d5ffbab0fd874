import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ChannelSettings, ChatChannel } from './contract.ts';
import { evolveQuestions } from './evolve-questions.ts';
import { keep, message, remember } from './lists.ts';
import { type ChatMessage, type ChatState, initial, windowSize } from './state.ts';

function markDeleted(state: ChatState, messageId: string, reason: string): void {
  const wipe = (list: ChatMessage[]): void => {
    const at = list.findIndex((one) => one.messageId === messageId);
    const found = list[at];
    if (found) list[at] = { ...found, text: null, deletedReason: reason };
  };
  wipe(state.members);
  wipe(state.published);
  delete state.upvoters[messageId];
  state.uncounted = state.uncounted.filter((one) => one !== messageId);
  if (state.shown?.messageId === messageId) state.shown = null;
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
    default:
      evolveQuestions(state, event);
  }
  return state;
}

/** Erases the words that came with the event `seq` (L9). */
export function redact(state: ChatState, seq: number): ChatState {
  const wipe = <T extends ChatMessage>(list: T[]): T[] =>
    list.map((one) => (one.seq === seq ? { ...one, text: null } : one));
  state.members = wipe(state.members);
  state.published = wipe(state.published).map((one) => (one.answer?.seq === seq ? { ...one, answer: null } : one));
  state.pending = state.pending.filter((one) => one.seq !== seq);
  state.declined = state.declined.filter((one) => one.seq !== seq);
  // The folded texts for spotting repeats cannot be told apart by seq; losing them only forgets a pace.
  state.recent = {};
  return state;
}

export const chatFold: Foldable<ChatState> = { context: 'chat', version: 2, initial, evolve, redact };
