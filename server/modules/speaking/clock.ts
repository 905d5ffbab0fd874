import type { Turn } from './state.ts';

const minute = 60_000;

export type TurnColour = 'none' | 'green' | 'yellow' | 'red';

/** Time spoken in the turn up to `now`, without pauses and holds, in milliseconds (D2). */
export function spentMs(turn: Turn, now: number): number {
  const until = turn.endedAt ?? turn.stoppedSince ?? now;
  return Math.max(0, until - turn.startedAt - turn.stoppedMs);
}

/** The limit with all extensions in milliseconds; null without one. */
export const wholeLimitMs = ({ limitMs, extendedMs }: Turn): number | null =>
  limitMs === null ? null : limitMs + extendedMs;

/** What is left, negative in overtime, in milliseconds; null without a limit. */
export function leftMs(turn: Turn, now: number): number | null {
  const limit = wholeLimitMs(turn);
  return limit === null ? null : limit - spentMs(turn, now);
}

/** How much time is left when yellow begins, in milliseconds (D11). */
export const yellowMs = (limitMs: number): number => (limitMs < 2 * minute ? limitMs / 2 : minute);

export function colourAt(turn: Turn, now: number): TurnColour {
  const limit = wholeLimitMs(turn);
  const left = leftMs(turn, now);
  if (limit === null || left === null) return 'none';
  if (left <= 0) return 'red';
  return left <= yellowMs(limit) ? 'yellow' : 'green';
}
