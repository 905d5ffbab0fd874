import type { LogEvent } from '#server/kernel/live.ts';
import { type ChatMessage, type ChatState, keptPerAuthor, largestAuthors } from './state.ts';
import { normalise } from './words.ts';

/** Puts an item at the end of a list that holds the newest `limit`. */
export function keep<T>(list: T[], item: T, limit: number): void {
  list.push(item);
  if (list.length > limit) list.splice(0, list.length - limit);
}

/** Keeps when and what somebody wrote, for pace and repeats. */
export function remember(state: ChatState, event: LogEvent, text: string): void {
  const recent = state.recent[event.actor] ?? [];
  keep(recent, { at: event.at, text: normalise(text) }, keptPerAuthor);
  // Re-inserted, so that the authors who were silent longest stand first.
  delete state.recent[event.actor];
  state.recent[event.actor] = recent;
  const authors = Object.keys(state.recent);
  if (authors.length > largestAuthors) delete state.recent[authors[0] as string];
}

/** A message as its event brings it. */
export const message = (
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
