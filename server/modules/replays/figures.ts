import type { LiveFacts, LogEvent } from '#server/kernel/live.ts';
import type { ReplayVisibility, Stretch, WithheldCause } from './contract.ts';
import type { ReplaysState } from './evolve.ts';

export interface TurnSpan {
  readonly speaker: { readonly userId: string } | null;
  readonly startedAt: number;
  readonly endedAt: number | null;
}

/** What nobody plays, in order of beginning: what was taken down, and the turns of whoever withdrew (P4, P5). */
export function withheldStretches(
  { takedowns }: ReplaysState,
  withdrawn: Readonly<Record<string, number>>,
  turns: readonly TurnSpan[],
): readonly (Stretch & { readonly cause: WithheldCause })[] {
  const down = takedowns.map(({ from, to }) => ({ from, to, cause: 'takedown' as const }));
  const sealed = turns
    .filter(({ speaker }) => speaker !== null && withdrawn[speaker.userId] !== undefined)
    .map(({ startedAt, endedAt }) => ({ from: startedAt, to: endedAt, cause: 'withdrawal' as const }));
  return [...down, ...sealed].toSorted((one, other) => one.from - other.from);
}

/** An event that holds somebody's words as a replay gives it out: without them once their author withdrew (P5). */
export function withoutWordsOf(withdrawn: Readonly<Record<string, number>>, event: LogEvent): LogEvent {
  const author = event.actor.startsWith('user:') ? event.actor.slice('user:'.length) : '';
  if (withdrawn[author] === undefined || typeof event.payload?.['text'] !== 'string') return event;
  return { ...event, payload: { ...event.payload, text: '' } };
}

/** Why somebody does not see a replay now; `until` is when they will, as an instant. */
export type ReplayRefusal =
  | { readonly kind: 'notEnded' | 'notShown' }
  | { readonly kind: 'notYet'; readonly until: number };
export type ReplayAccess = { readonly kind: 'shown'; readonly audience: 'public' | 'room' } | ReplayRefusal;

/** What of a meeting somebody may see again at `now` (P1, P2, P3). */
export function accessOf(
  { visibility, delayMinutes }: ReplaysState,
  { roles, isPublic, phase }: Pick<LiveFacts, 'roles' | 'isPublic' | 'phase'>,
  endedAt: number | null,
  now: number,
): ReplayAccess {
  if ((phase !== 'ended' && phase !== 'archived') || endedAt === null) return { kind: 'notEnded' };
  if (roles.includes('officer')) return { kind: 'shown', audience: 'room' };
  const shown: ReplayVisibility = visibility ?? (isPublic ? 'public' : 'members');
  const isPlaced = roles.some((role) => role !== 'public');
  if (shown === 'hidden' || (!isPlaced && (shown === 'members' || !isPublic))) return { kind: 'notShown' };
  const until = endedAt + delayMinutes * 60_000;
  if (now < until) return { kind: 'notYet', until };
  return { kind: 'shown', audience: isPlaced ? 'room' : 'public' };
}
