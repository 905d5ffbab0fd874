import type { NextInLine, QueuePlace } from '#server/modules/speaking/figures.ts';
import type { Turn } from '#server/modules/speaking/state.ts';

/** What there is to go by when somebody presses "next". */
export interface FloorNow {
  readonly isLive: boolean;
  readonly main: Turn | null;
  readonly inner: Turn | null;
  readonly next: NextInLine | null;
}

/** The one thing that "next" does now; `ends` is the turn that ends with it (D1, D2, D7). */
export type NextStep =
  | { readonly kind: 'nothing'; readonly why: 'notLive' | 'nobodyWaits' }
  /** The question is answered: its turn ends, and the main speaker's clock goes on. */
  | { readonly kind: 'handBack'; readonly question: Turn; readonly to: Turn }
  | { readonly kind: 'allowQuestion'; readonly place: QueuePlace; readonly holds: Turn }
  | { readonly kind: 'call'; readonly place: QueuePlace; readonly ends: Turn | null }
  /** Who is first is away: passing them is offered, not done (D7). `instead` is who would get the floor instead. */
  | { readonly kind: 'offerToPass'; readonly passed: readonly QueuePlace[]; readonly instead: QueuePlace | null };

export function nextStep({ isLive, main, inner, next }: FloorNow): NextStep {
  if (!isLive) return { kind: 'nothing', why: 'notLive' };
  if (inner && main) return { kind: 'handBack', question: inner, to: main };
  if (!next) return { kind: 'nothing', why: 'nobodyWaits' };
  if (next.passed.length > 0) return { kind: 'offerToPass', passed: next.passed, instead: next.present };
  const { first } = next;
  if (first.entry.kind === 'interposedQuestion' && main) return { kind: 'allowQuestion', place: first, holds: main };
  return { kind: 'call', place: first, ends: main };
}
