import { spentMs } from './clock.ts';
import type { SpeakingKind, Strategy } from './contract.ts';
import { type Entry, emptyList, listKey, type SpeakingState, type Turn } from './state.ts';

/** Kinds by priority; written out again because the contract's schema is no part of a page's fold. */
const kinds: readonly SpeakingKind[] = ['interposedQuestion', 'reply', 'pointOfOrder', 'speech'];

/** Why an entry stands where it stands; the page has a sentence for every `code` (`speaking.reason.<code>`). */
export type PlaceReason =
  | { readonly code: 'manual'; readonly at: number; readonly by: string; readonly from: number | null }
  | { readonly code: 'readded'; readonly at: number }
  | { readonly code: 'skipped'; readonly at: number }
  | { readonly code: 'replyToRunning' }
  | { readonly code: 'firstCome'; readonly at: number }
  | { readonly code: 'prearranged'; readonly number: number }
  | { readonly code: 'notPrearranged'; readonly at: number }
  | {
      readonly code: 'leastSpoken';
      readonly turns: number;
      readonly seconds: number;
      readonly sectorSeconds: number;
    }
  | { readonly code: 'rotation'; readonly round: number; readonly sectorName: string | null };

export interface QueuePlace {
  readonly entry: Entry;
  /** From 1, through all kinds. */
  readonly place: number;
  readonly reason: PlaceReason;
}

interface Ranked {
  readonly entry: Entry;
  readonly reason: PlaceReason;
}

const byOrder = (a: Entry, b: Entry): number => a.order - b.order;

/** Finished speeches: the only turns that least spoken looks at (F11). */
interface Spoken {
  readonly turns: ReadonlyMap<string, number>;
  readonly persons: ReadonlyMap<string, number>;
  readonly sectors: ReadonlyMap<string, number>;
}

function spokenSoFar(turns: readonly Turn[]): Spoken {
  const counts = new Map<string, number>();
  const persons = new Map<string, number>();
  const sectors = new Map<string, number>();
  const add = (map: Map<string, number>, key: string, by: number): void => void map.set(key, (map.get(key) ?? 0) + by);
  for (const turn of turns) {
    if (turn.kind !== 'speech' || turn.endedAt === null || turn.speaker === null) continue;
    const ms = spentMs(turn, turn.endedAt);
    add(counts, turn.speaker.userId, 1);
    add(persons, turn.speaker.userId, ms);
    if (turn.speaker.sectorId !== null) add(sectors, turn.speaker.sectorId, ms);
  }
  return { turns: counts, persons, sectors };
}

const seconds = (ms: number | undefined): number => Math.floor((ms ?? 0) / 1000);

function leastSpoken(entries: readonly Entry[], turns: readonly Turn[]): readonly Ranked[] {
  const spoken = spokenSoFar(turns);
  const own = (entry: Entry): number => seconds(spoken.persons.get(entry.speaker.userId));
  const sector = ({ speaker }: Entry): number =>
    speaker.sectorId === null ? 0 : seconds(spoken.sectors.get(speaker.sectorId));
  return [...entries]
    .sort((a, b) => own(a) - own(b) || sector(a) - sector(b) || byOrder(a, b))
    .map((entry) => ({
      entry,
      reason: {
        code: 'leastSpoken',
        turns: spoken.turns.get(entry.speaker.userId) ?? 0,
        seconds: own(entry),
        sectorSeconds: sector(entry),
      },
    }));
}

function prearranged(entries: readonly Entry[], list: readonly string[]): readonly Ranked[] {
  const numberOf = ({ speaker }: Entry): number => list.indexOf(speaker.userId);
  const on = entries.filter((entry) => numberOf(entry) >= 0).sort((a, b) => numberOf(a) - numberOf(b) || byOrder(a, b));
  const off = entries.filter((entry) => numberOf(entry) < 0).sort(byOrder);
  return [
    ...on.map((entry): Ranked => ({ entry, reason: { code: 'prearranged', number: numberOf(entry) + 1 } })),
    ...off.map((entry): Ranked => ({ entry, reason: { code: 'notPrearranged', at: entry.requestedAt } })),
  ];
}

/** Sectors in the order of going round, from the one after the last main speaker's on; those without a place come last. */
function roundOf(entries: readonly Entry[], state: SpeakingState): readonly (string | null)[] {
  const known = state.settings.sectorOrder;
  const others = [...new Set([...entries].sort(byOrder).map(({ speaker }) => speaker.sectorId))].filter(
    (sectorId) => sectorId === null || !known.includes(sectorId),
  );
  const all: (string | null)[] = [
    ...known,
    ...others.filter((one) => one !== null),
    ...others.filter((one) => one === null),
  ];
  const last = state.turns.findLast(
    ({ kind, speaker }) => kind !== 'interposedQuestion' && speaker !== null && speaker.sectorId !== null,
  );
  const from = all.indexOf(last?.speaker?.sectorId ?? null) + 1;
  return last ? [...all.slice(from), ...all.slice(0, from)] : all;
}

function rotation(entries: readonly Entry[], state: SpeakingState): readonly Ranked[] {
  const waiting = new Map<string | null, Entry[]>();
  for (const entry of [...entries].sort(byOrder)) {
    const { sectorId } = entry.speaker;
    waiting.set(sectorId, [...(waiting.get(sectorId) ?? []), entry]);
  }
  const round = roundOf(entries, state);
  const ranked: Ranked[] = [];
  for (let number = 0; ranked.length < entries.length; number++) {
    for (const sectorId of round) {
      const entry = waiting.get(sectorId)?.[number];
      if (entry)
        ranked.push({ entry, reason: { code: 'rotation', round: number + 1, sectorName: entry.speaker.sectorName } });
    }
  }
  return ranked;
}

function replies(entries: readonly Entry[], state: SpeakingState): readonly Ranked[] {
  const isToRunning = ({ answersTurnId }: Entry): boolean =>
    answersTurnId !== null && answersTurnId === state.mainTurnId;
  return [...entries]
    .sort((a, b) => Number(isToRunning(b)) - Number(isToRunning(a)) || byOrder(a, b))
    .map((entry) => ({
      entry,
      reason: isToRunning(entry) ? { code: 'replyToRunning' } : { code: 'firstCome', at: entry.requestedAt },
    }));
}

export const strategyOf = (state: SpeakingState, itemId: string | null): Strategy =>
  state.lists[listKey(itemId)]?.strategy ?? state.settings.strategy;

function byStrategy(entries: readonly Entry[], state: SpeakingState): readonly Ranked[] {
  const [first] = entries;
  if (!first) return [];
  if (first.kind === 'reply') return replies(entries, state);
  switch (strategyOf(state, first.itemId)) {
    case 'leastSpoken':
      return leastSpoken(entries, state.turns);
    case 'prearranged':
      return prearranged(entries, (state.lists[listKey(first.itemId)] ?? emptyList).prearranged);
    case 'rotation':
      return rotation(entries, state);
    case 'firstCome':
      return [...entries]
        .sort(byOrder)
        .map((entry) => ({ entry, reason: { code: 'firstCome', at: entry.requestedAt } }));
  }
}

/** A skipped entry goes behind the last of those who waited when it was skipped, while any of them is left (F4). */
function withSkipped(entries: readonly Entry[], state: SpeakingState): readonly Ranked[] {
  const isBehind = (entry: Entry, other: Entry): boolean => entry.behind.includes(other.entryId);
  const isBehindSomebody = (entry: Entry): boolean => entries.some((other) => isBehind(entry, other));
  const skipped = entries.filter(isBehindSomebody).sort(byOrder);
  const ranked = [
    ...byStrategy(
      entries.filter((entry) => !isBehindSomebody(entry)),
      state,
    ),
  ];
  for (const entry of skipped) {
    const before = ranked.findLastIndex((other) => isBehind(entry, other.entry));
    ranked.splice(before + 1, 0, { entry, reason: { code: 'skipped', at: entry.skippedAt ?? 0 } });
  }
  return ranked;
}

function reasonOfPin({ pin, readdedFrom }: Entry): PlaceReason {
  if (readdedFrom !== null && pin?.from === null) return { code: 'readded', at: pin.at };
  return { code: 'manual', at: pin?.at ?? 0, by: pin?.by ?? '', from: pin?.from ?? null };
}

/** The order inside one kind of one list. */
function orderOfKind(entries: readonly Entry[], state: SpeakingState): readonly Ranked[] {
  const ranked = [
    ...withSkipped(
      entries.filter(({ pin }) => pin === null),
      state,
    ),
  ];
  const pinned = entries.filter(({ pin }) => pin !== null);
  // Two lists that became one may have two firsts: put in last, the one who asked first stands first.
  for (const entry of pinned.sort((a, b) => (a.pin?.place ?? 0) - (b.pin?.place ?? 0) || byOrder(b, a)))
    ranked.splice(Math.min(entry.pin?.place ?? 0, ranked.length), 0, { entry, reason: reasonOfPin(entry) });
  return ranked;
}

/** The entries of one kind in their order; `evolve` keeps pinned places by it. */
export const kindInOrder = (state: SpeakingState, itemId: string | null, kind: Entry['kind']): readonly Entry[] =>
  orderOfKind(
    state.entries.filter((entry) => entry.itemId === itemId && entry.kind === kind),
    state,
  ).map(({ entry }) => entry);

/**
 * The queue of an item with the reason of every place (D14, D15). The same on server and page: it knows no clock, and
 * kinds never mix.
 */
export function queueOf(state: SpeakingState, itemId: string | null): readonly QueuePlace[] {
  const own = state.entries.filter((entry) => entry.itemId === itemId);
  return kinds
    .flatMap((kind) =>
      orderOfKind(
        own.filter((entry) => entry.kind === kind),
        state,
      ),
    )
    .map((ranked, index) => ({ ...ranked, place: index + 1 }));
}
