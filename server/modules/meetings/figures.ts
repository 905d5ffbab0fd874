import type { AgendaItem, MeetingsState } from './state.ts';

/** Time spent on an item up to `nowMs`, the running visit included, in milliseconds. */
export const spentMs = (item: AgendaItem, nowMs: number): number =>
  item.spentMs + (item.startedAt === null ? 0 : Math.max(0, nowMs - item.startedAt));

/** Time the meeting has run up to `nowMs` without suspensions, in milliseconds; 0 before it started. */
export function elapsedMs(state: MeetingsState, nowMs: number): number {
  if (state.startedAt === null) return 0;
  const until = state.endedAt ?? state.suspendedAt ?? nowMs;
  return Math.max(0, until - state.startedAt - state.suspendedMs);
}

/** The item that follows the current one in reading order; null at the end. */
export function nextItem(state: MeetingsState): AgendaItem | null {
  const index = state.agenda.findIndex((item) => item.itemId === state.currentItemId);
  return state.agenda.slice(index + 1).find((item) => item.state === 'pending') ?? null;
}

/** When the meeting will end if every item left takes its planned time, as an instant. */
export function expectedEndAt(state: MeetingsState, nowMs: number): number {
  const left = state.agenda.reduce((sum, item) => {
    const plannedMs = item.plannedMinutes * 60_000;
    if (item.state === 'done') return sum;
    return sum + Math.max(0, plannedMs - spentMs(item, nowMs));
  }, 0);
  return nowMs + left;
}
