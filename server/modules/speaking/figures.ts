import { spentMs } from './clock.ts';
import type { SpeakingKind } from './contract.ts';
import { type QueuePlace, queueOf } from './order.ts';
import { type Entry, emptyList, listKey, type SpeakingState, type Turn } from './state.ts';

export { colourAt, leftMs, spentMs, type TurnColour, wholeLimitMs, yellowMs } from './clock.ts';
export { type PlaceReason, type QueuePlace, queueOf, strategyOf } from './order.ts';

const turnOf = (state: SpeakingState, turnId: string | null): Turn | null =>
  turnId === null ? null : (state.turns.find((turn) => turn.turnId === turnId) ?? null);
export const mainTurn = (state: SpeakingState): Turn | null => turnOf(state, state.mainTurnId);
export const innerTurn = (state: SpeakingState): Turn | null => turnOf(state, state.innerTurnId);
/** The turns on the floor, the main one first. */
export const floorOf = (state: SpeakingState): readonly Turn[] =>
  [mainTurn(state), innerTurn(state)].filter((turn) => turn !== null);
/** The turn whose clock runs; null while everything is paused or nobody speaks (D2). */
export const runningTurn = (state: SpeakingState): Turn | null =>
  floorOf(state).find(({ stoppedSince }) => stoppedSince === null) ?? null;

/** Who is next, and who would be passed because the connection is lost (D7). */
export interface NextInLine {
  readonly first: QueuePlace;
  /** The first who is there; null when nobody of the queue is. */
  readonly present: QueuePlace | null;
  readonly passed: readonly QueuePlace[];
}

/** What "next" offers on an item; a question only while somebody has the floor (D1). */
export function nextInLine(state: SpeakingState, itemId: string | null): NextInLine | null {
  const able = queueOf(state, itemId).filter(
    ({ entry }) => entry.kind !== 'interposedQuestion' || state.mainTurnId !== null,
  );
  const [first] = able;
  if (!first) return null;
  const present = able.find(({ entry }) => !entry.isAway) ?? null;
  return { first, present, passed: able.slice(0, present ? able.indexOf(present) : able.length) };
}

/** A person's own waiting entries with their places, on one item. */
export const placesOf = (state: SpeakingState, itemId: string | null, userId: string): readonly QueuePlace[] =>
  queueOf(state, itemId).filter(({ entry }) => entry.speaker.userId === userId);

/** Waiting entries of items that are not current: they wait again when it comes back (D6). */
export const frozenEntries = (state: SpeakingState, currentItemId: string | null): readonly Entry[] =>
  state.entries.filter(({ itemId }) => itemId !== currentItemId);

/** The turn that "re-add last" is about: the one of this item that ended last, at equal instants the main one (D9). */
export function lastEnded(state: SpeakingState, itemId: string | null): Turn | null {
  const ended = state.turns.filter((turn) => turn.endedAt !== null && turn.itemId === itemId);
  return ended.reduce<Turn | null>((last, turn) => {
    const difference = (turn.endedAt ?? 0) - (last?.endedAt ?? -1);
    if (last === null || difference > 0) return turn;
    if (difference < 0) return last;
    // Of two main turns that end in one batch the later one ended later.
    return turn.kind === 'interposedQuestion' && last.kind !== 'interposedQuestion' ? last : turn;
  }, null);
}

/** The limit that a turn of this kind gets on the item, in milliseconds; null for none. */
export function limitOf(state: SpeakingState, itemId: string | null, kind: SpeakingKind): number | null {
  const own = state.lists[listKey(itemId)]?.limits?.[kind];
  return own === undefined ? state.settings.limits[kind] : own;
}

export interface Total {
  readonly turns: number;
  readonly ms: number;
}
export interface Totals {
  readonly all: Total;
  readonly byKind: Readonly<Partial<Record<SpeakingKind, Total>>>;
  readonly byPerson: Readonly<Record<string, Total>>;
  readonly bySector: Readonly<Record<string, Total>>;
  readonly byItem: Readonly<Record<string, Total>>;
}

/** Time spoken up to `now`, without pauses and holds; computed from the turns every time (D10). */
export function totals(turns: readonly Turn[], now: number): Totals {
  const sum = { byKind: {}, byPerson: {}, bySector: {}, byItem: {} } as Record<string, Record<string, Total>>;
  let all: Total = { turns: 0, ms: 0 };
  const add = (total: Total | undefined, ms: number): Total => ({
    turns: (total?.turns ?? 0) + 1,
    ms: (total?.ms ?? 0) + ms,
  });
  for (const turn of turns) {
    const ms = spentMs(turn, now);
    all = add(all, ms);
    const keys: Record<string, string | null> = {
      byKind: turn.kind,
      byPerson: turn.speaker?.userId ?? null,
      bySector: turn.speaker?.sectorId ?? null,
      byItem: listKey(turn.itemId),
    };
    for (const [of, key] of Object.entries(keys)) {
      const into = sum[of];
      if (key !== null && into) into[key] = add(into[key], ms);
    }
  }
  return { all, ...sum } as unknown as Totals;
}

/** A budget with what was used of it; `leftMs` may be negative (D10). */
export interface Budget {
  readonly budgetMs: number | null;
  readonly usedMs: number;
  readonly leftMs: number | null;
  readonly isOver: boolean;
}

const budgetOf = (budgetMs: number | null, usedMs: number): Budget => ({
  budgetMs,
  usedMs,
  leftMs: budgetMs === null ? null : budgetMs - usedMs,
  isOver: budgetMs !== null && usedMs > budgetMs,
});

/** An item's own budget, charged with every kind, and its sectors' budgets, charged with speeches only (D10). */
export function budgetsOf(
  state: SpeakingState,
  itemId: string | null,
  now: number,
): { readonly item: Budget; readonly sectors: Readonly<Record<string, Budget>> } {
  const { budgetMs, sectorBudgets } = state.lists[listKey(itemId)] ?? emptyList;
  const turns = state.turns.filter((turn) => turn.itemId === itemId);
  const { bySector } = totals(
    turns.filter(({ kind }) => kind === 'speech'),
    now,
  );
  const sectors = new Set([...Object.keys(sectorBudgets), ...Object.keys(bySector)]);
  return {
    item: budgetOf(budgetMs, totals(turns, now).all.ms),
    sectors: Object.fromEntries(
      [...sectors].map((id) => [id, budgetOf(sectorBudgets[id] ?? null, bySector[id]?.ms ?? 0)]),
    ),
  };
}

/** Questions whose speaker is still to be named; the minutes cannot be signed while there is one (D17). */
export const unnamedTurns = (state: SpeakingState): readonly Turn[] =>
  state.turns.filter(({ speaker }) => speaker === null);

/** What a person's devices may send besides what their role allows. */
export type FloorRights = ReadonlyMap<string, SpeakingState['settings']['sources']>;

/** Who may publish because of the floor: only while live, only from devices of their own (D3, D13). */
export function floorRights(state: SpeakingState, isLive: boolean): FloorRights {
  if (!isLive) return new Map();
  const turns = floorOf(state);
  // While a question is answered both speak; its pause, not the one that the main turn had before, silences them.
  const isSilenced = state.settings.isMutedOnPause && (turns.at(-1)?.isPaused ?? false);
  if (isSilenced) return new Map();
  const online = turns.filter(({ source, speaker }) => source === 'online' && speaker !== null);
  return new Map(online.map(({ speaker }) => [speaker?.userId ?? '', state.settings.sources]));
}
