import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type {
  EntryOutcome,
  ListSettings,
  Speaker,
  SpeakingKind,
  SpeakingSettings,
  SpeakingSource,
  TurnEndReason,
} from './contract.ts';
import { kindInOrder } from './order.ts';
import {
  type Entry,
  emptyList,
  initial,
  largestClosed,
  listKey,
  type SpeakingList,
  type SpeakingState,
  type Turn,
} from './state.ts';

/** Every field that an event of this module can carry; the contract says which carries which. */
interface AnyPayload {
  readonly entryId: string;
  readonly entryIds: readonly string[];
  readonly turnId: string;
  readonly itemId: string | null;
  readonly kind: SpeakingKind;
  readonly speaker: Speaker | null;
  readonly source: SpeakingSource;
  readonly answersTurnId: string | null;
  readonly addressees: readonly string[];
  readonly userIds: readonly string[];
  readonly limitMs: number | null;
  readonly isPublic: boolean;
  readonly isAway: boolean;
  readonly readdedFrom: string | null;
  readonly questionId?: string | null;
  readonly outcome: EntryOutcome;
  readonly reason: string;
  readonly place: number;
  readonly from: number;
  readonly to: Speaker;
  readonly byMs: number;
  readonly userId: string;
  readonly isEligible: boolean | null;
  readonly waiting: number;
  readonly sectorId: string | null;
  readonly budgetMs: number | null;
  readonly writtenId: string;
  readonly title: string;
  readonly documentId: string | null;
}

function changeEntry(state: SpeakingState, entryId: string, change: (entry: Entry) => Partial<Entry>): void {
  state.entries = state.entries.map((entry) =>
    entry.entryId === entryId ? { ...entry, ...change(entry), version: entry.version + 1 } : entry,
  );
}

function changeTurn(state: SpeakingState, turnId: string | null, change: (turn: Turn) => Partial<Turn>): void {
  state.turns = state.turns.map((turn) => (turn.turnId === turnId ? { ...turn, ...change(turn) } : turn));
}

/** Gives the pinned entries of a kind the places they have in `order` (F3). */
function keepPins(state: SpeakingState, order: readonly Entry[]): void {
  const places = new Map(order.map(({ entryId }, place) => [entryId, place]));
  state.entries = state.entries.map((entry) => {
    const place = places.get(entry.entryId);
    return entry.pin && place !== undefined ? { ...entry, pin: { ...entry.pin, place } } : entry;
  });
}

/** Takes an entry out of the queue; the pinned ones behind it move up. */
function takeEntry(state: SpeakingState, entryId: string | null): Entry | null {
  const entry = state.entries.find((one) => one.entryId === entryId);
  if (!entry) return null;
  const others = kindInOrder(state, entry.itemId, entry.kind).filter((one) => one !== entry);
  state.entries = state.entries.filter((one) => one !== entry);
  keepPins(state, others);
  return entry;
}

function addEntry(state: SpeakingState, { at, actor }: LogEvent, p: AnyPayload): void {
  const isFirst = p.readdedFrom !== null;
  const entry: Entry = {
    entryId: p.entryId,
    itemId: p.itemId,
    kind: p.kind,
    speaker: p.speaker as Speaker,
    source: p.source,
    answersTurnId: p.answersTurnId,
    addressees: p.addressees,
    requestedAt: at,
    addedBy: actor,
    order: ++state.lastOrder,
    pin: isFirst ? { place: 0, at, by: actor, from: null } : null,
    skippedAt: null,
    behind: [],
    isAway: p.isAway,
    readdedFrom: p.readdedFrom,
    questionId: p.questionId ?? null,
    version: 1,
  };
  const before = kindInOrder(state, entry.itemId, entry.kind);
  state.entries = [...state.entries, entry];
  if (isFirst) keepPins(state, [entry, ...before]);
}

function placeEntry(state: SpeakingState, { at, actor }: LogEvent, { entryId, place, from }: AnyPayload): void {
  const entry = state.entries.find((one) => one.entryId === entryId);
  if (!entry) return;
  const order = kindInOrder(state, entry.itemId, entry.kind).filter((one) => one !== entry);
  order.splice(place, 0, entry);
  changeEntry(state, entryId, () => ({ pin: { place, at, by: actor, from }, skippedAt: null, behind: [] }));
  keepPins(state, order);
}

function skipEntry(state: SpeakingState, at: InstantMs, entryId: string): void {
  const entry = state.entries.find((one) => one.entryId === entryId);
  if (!entry) return;
  const others = kindInOrder(state, entry.itemId, entry.kind).filter((one) => one !== entry);
  state.entries = state.entries.map((one) =>
    one.behind.includes(entryId) ? { ...one, behind: one.behind.filter((id) => id !== entryId) } : one,
  );
  const behind = others.map((one) => one.entryId);
  changeEntry(state, entryId, () => ({ order: ++state.lastOrder, pin: null, skippedAt: at, behind }));
  keepPins(state, others);
}

function carryEntries(state: SpeakingState, { entryIds, itemId }: AnyPayload): void {
  const carried = state.entries.filter(({ entryId }) => entryIds.includes(entryId));
  for (const { entryId } of carried) changeEntry(state, entryId, () => ({ itemId, skippedAt: null, behind: [] }));
  for (const kind of new Set(carried.map((entry) => entry.kind))) keepPins(state, kindInOrder(state, itemId, kind));
}

function closeEntries(state: SpeakingState, at: InstantMs, { entryIds, outcome, reason }: AnyPayload): void {
  for (const entryId of entryIds) {
    const entry = takeEntry(state, entryId);
    if (!entry) continue;
    const { itemId, kind, speaker } = entry;
    const closed = { entryId, itemId, kind, speaker, outcome, reason, at };
    state.closed = [...state.closed, closed].slice(-largestClosed);
  }
}

/** A clock that stands begins to run again, unless something else still stops it. */
const restarted = (turn: Turn, at: InstantMs): Partial<Turn> =>
  turn.stoppedSince === null
    ? {}
    : { stoppedSince: null, stoppedMs: turn.stoppedMs + Math.max(0, at - turn.stoppedSince) };

const pause = (state: SpeakingState, turnId: string, at: InstantMs): void =>
  changeTurn(state, turnId, (turn) => ({ isPaused: true, stoppedSince: turn.stoppedSince ?? at }));

const resume = (state: SpeakingState, turnId: string, at: InstantMs): void =>
  changeTurn(state, turnId, (turn) => ({ isPaused: false, ...(turn.isHeld ? {} : restarted(turn, at)) }));

function startTurn(state: SpeakingState, at: InstantMs, p: AnyPayload): void {
  takeEntry(state, p.entryId);
  const turn: Turn = {
    turnId: p.turnId,
    itemId: p.itemId,
    kind: p.kind,
    speaker: p.speaker,
    source: p.source,
    answersTurnId: p.answersTurnId,
    addressees: p.addressees,
    startedAt: at,
    endedAt: null,
    endReason: null,
    limitMs: p.limitMs,
    extendedMs: 0,
    isPaused: false,
    isHeld: false,
    stoppedSince: null,
    stoppedMs: 0,
    isPublic: p.isPublic,
    isAway: p.isAway,
    questionId: p.questionId ?? null,
    former: [],
  };
  if (p.kind === 'interposedQuestion') {
    changeTurn(state, state.mainTurnId, (main) => ({ isHeld: true, stoppedSince: main.stoppedSince ?? at }));
    state.innerTurnId = p.turnId;
  } else state.mainTurnId = p.turnId;
  state.turns = [...state.turns, turn];
}

function endTurn(state: SpeakingState, at: InstantMs, turnId: string, endReason: TurnEndReason): void {
  changeTurn(state, turnId, (turn) => ({
    endedAt: at,
    endReason,
    ...restarted(turn, at),
    isPaused: false,
    isHeld: false,
  }));
  if (state.innerTurnId === turnId) {
    state.innerTurnId = null;
    changeTurn(state, state.mainTurnId, (main) => ({ isHeld: false, ...(main.isPaused ? {} : restarted(main, at)) }));
  }
  if (state.mainTurnId === turnId) state.mainTurnId = null;
}

function evolveFloor(state: SpeakingState, { type, at, actor }: LogEvent, p: AnyPayload): boolean {
  switch (type) {
    case 'speaking.turnStarted':
      startTurn(state, at, p);
      break;
    case 'speaking.turnEnded':
      endTurn(state, at, p.turnId, p.reason as TurnEndReason);
      break;
    case 'speaking.turnPaused':
      pause(state, p.turnId, at);
      break;
    case 'speaking.turnResumed':
      resume(state, p.turnId, at);
      break;
    case 'speaking.turnExtended':
      changeTurn(state, p.turnId, ({ extendedMs }) => ({ extendedMs: extendedMs + p.byMs }));
      break;
    case 'speaking.turnSourceSet':
      changeTurn(state, p.turnId, () => ({ source: p.source }));
      break;
    case 'speaking.speakerNamed':
      changeTurn(state, p.turnId, ({ speaker, former }) => ({
        speaker: p.to,
        former: [...former, { speaker, at, by: actor }],
      }));
      return true;
    case 'speaking.addresseesSet':
      changeTurn(state, p.turnId, () => ({ addressees: p.userIds }));
      return true;
    default:
      return false;
  }
  state.floorVersion++;
  return true;
}

function markAway(state: SpeakingState, userId: string, isAway: boolean): void {
  state.entries = state.entries.map((one) => (one.speaker.userId === userId ? { ...one, isAway } : one));
  state.turns = state.turns.map((one) =>
    one.endedAt === null && one.speaker?.userId === userId ? { ...one, isAway } : one,
  );
}

function evolveQueue(state: SpeakingState, event: LogEvent, p: AnyPayload): boolean {
  switch (event.type) {
    case 'speaking.entryAdded':
      addEntry(state, event, p);
      return true;
    case 'speaking.entryClosed':
      closeEntries(state, event.at, p);
      return true;
    case 'speaking.entryPlaced':
      placeEntry(state, event, p);
      return true;
    case 'speaking.entryReleased':
      changeEntry(state, p.entryId, () => ({ pin: null }));
      return true;
    case 'speaking.entrySkipped':
      skipEntry(state, event.at, p.entryId);
      return true;
    case 'speaking.entrySourceSet':
      changeEntry(state, p.entryId, () => ({ source: p.source }));
      return true;
    case 'speaking.entriesCarried':
      carryEntries(state, p);
      return true;
    case 'speaking.awayMarked':
      markAway(state, p.userId, p.isAway);
      return true;
    case 'speaking.waitingCounted':
      state.waiting = { ...state.waiting, [listKey(p.itemId)]: p.waiting };
      return true;
    default:
      return false;
  }
}

function changeList(
  state: SpeakingState,
  itemId: string | null,
  change: (list: SpeakingList) => Partial<SpeakingList>,
): void {
  const list = state.lists[listKey(itemId)] ?? emptyList;
  state.lists = { ...state.lists, [listKey(itemId)]: { ...list, ...change(list), version: list.version + 1 } };
}

function withBudget(list: SpeakingList, { sectorId, budgetMs }: AnyPayload): Partial<SpeakingList> {
  if (sectorId === null) return { budgetMs };
  const { [sectorId]: _, ...others } = list.sectorBudgets;
  return { sectorBudgets: budgetMs === null ? others : { ...others, [sectorId]: budgetMs } };
}

function evolveSettings(state: SpeakingState, { type, payload, at }: LogEvent, p: AnyPayload): void {
  switch (type) {
    case 'speaking.listSet': {
      const { itemId, ...change } = payload as unknown as ListSettings & { itemId: string | null };
      changeList(state, itemId, () => change);
      break;
    }
    case 'speaking.settingsSet':
      state.settings = { ...state.settings, ...(payload as unknown as Partial<SpeakingSettings>) };
      state.settingsVersion++;
      break;
    case 'speaking.budgetSet':
      changeList(state, p.itemId, (list) => withBudget(list, p));
      break;
    case 'speaking.budgetsRaised':
      changeList(state, p.itemId, ({ sectorBudgets }) => ({
        sectorBudgets: Object.fromEntries(Object.entries(sectorBudgets).map(([id, ms]) => [id, ms + p.byMs])),
      }));
      break;
    case 'speaking.eligibilitySet': {
      const { [p.userId]: _, ...others } = state.eligible;
      state.eligible = p.isEligible === null ? others : { ...others, [p.userId]: p.isEligible };
      break;
    }
    case 'speaking.personCheckedIn':
      markAway(state, p.userId, false);
      break;
    case 'speaking.writtenSpeechAdded': {
      const { writtenId, itemId, title, documentId } = p;
      const written = { writtenId, itemId, speaker: p.speaker as Speaker, title, documentId, addedAt: at };
      state.written = [...state.written, written];
      break;
    }
    case 'speaking.writtenSpeechRemoved':
      state.written = state.written.filter(({ writtenId }) => writtenId !== p.writtenId);
      break;
  }
}

/** Folds one event of this module. The public gets turns and counts only. */
export function evolve(state: SpeakingState, event: LogEvent): SpeakingState {
  const p = event.payload as unknown as AnyPayload;
  if (!evolveFloor(state, event, p) && !evolveQueue(state, event, p)) evolveSettings(state, event, p);
  return state;
}

export const speakingFold: Foldable<SpeakingState> = { context: 'speaking', version: 3, initial, evolve };
