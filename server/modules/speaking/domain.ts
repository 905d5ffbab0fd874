import { violation } from '#server/kernel/errors.ts';
import type { DecideContext, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err } from '#server/kernel/result.ts';
import { commands, events } from './contract.ts';
import { decideFloor } from './decide-floor.ts';
import { decideQueue } from './decide-queue.ts';
import { decideSettings } from './decide-settings.ts';
import { event } from './deciding.ts';
import { speakingFold } from './evolve.ts';
import { policy } from './policy.ts';
import { reactions } from './react.ts';
import { listKey, type SpeakingState } from './state.ts';

export type { Entry, SpeakingList, SpeakingState, Turn } from './state.ts';

/** By how much the waiting of each list changes. */
function changesOf(state: SpeakingState, happened: readonly NewEvent[]): ReadonlyMap<string | null, number> {
  const changes = new Map<string | null, number>();
  const count = (itemId: string | null | undefined, by: number): void => {
    if (itemId !== undefined) changes.set(itemId, (changes.get(itemId) ?? 0) + by);
  };
  const itemOf = (entryId: string): string | null | undefined =>
    state.entries.find((entry) => entry.entryId === entryId)?.itemId;
  for (const { type, payload } of happened) {
    const p = payload as { itemId: string | null; entryId: string | null; entryIds: readonly string[] };
    if (type === 'speaking.entryAdded') count(p.itemId, 1);
    else if (type === 'speaking.turnStarted' && p.entryId !== null) count(itemOf(p.entryId), -1);
    else if (type === 'speaking.entryClosed') for (const entryId of p.entryIds) count(itemOf(entryId), -1);
    else if (type === 'speaking.entriesCarried') {
      for (const entryId of p.entryIds) {
        count(itemOf(entryId), -1);
        count(p.itemId, 1);
      }
    }
  }
  return changes;
}

/** The public learns how many wait, never who (F9). */
function withCounts(state: SpeakingState, ctx: DecideContext, happened: readonly NewEvent[]): readonly NewEvent[] {
  const counts = [...changesOf(state, happened)]
    .filter(([itemId, by]) => by !== 0 && (itemId === null || ctx.facts.visibilityOf(itemId) === 'public'))
    .map(([itemId, by]) => {
      const before = state.entries.filter((entry) => listKey(entry.itemId) === listKey(itemId)).length;
      return event('waitingCounted', { itemId, waiting: before + by });
    });
  return [...happened, ...counts];
}

export const speakingLive: LiveModule<SpeakingState> = {
  ...speakingFold,
  commands,
  events,
  policy,
  decide(state, command, ctx) {
    const decided =
      decideQueue(state, command, ctx) ??
      decideFloor(state, command, ctx) ??
      decideSettings(state, command, ctx) ??
      err(violation('invalid_input', 'invalid_input'));
    if (!decided.ok) return decided;
    return { ok: true, value: { ...decided.value, events: withCounts(state, ctx, decided.value.events) } };
  },
  facts: (state) => ({ hasTurn: (turnId) => state.turns.some((turn) => turn.turnId === turnId) }),
  react: (state, happened, ctx) => withCounts(state, ctx, reactions(state, happened, ctx)),
};
