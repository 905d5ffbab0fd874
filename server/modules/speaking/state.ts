import type { InstantMs } from '#server/kernel/clock.ts';
import type {
  EntryOutcome,
  Limits,
  ListSettings,
  Speaker,
  SpeakingKind,
  SpeakingSettings,
  SpeakingSource,
  TurnEndReason,
} from './contract.ts';

/** Somebody who waits. Frozen while another item is current; that is read off `itemId` (D6). */
export interface Entry {
  readonly entryId: string;
  readonly itemId: string | null;
  readonly kind: SpeakingKind;
  readonly speaker: Speaker;
  readonly source: SpeakingSource;
  readonly answersTurnId: string | null;
  readonly addressees: readonly string[];
  readonly requestedAt: InstantMs;
  /** Actor reference of whoever put it there. */
  readonly addedBy: string;
  /** Place in time among all entries of the meeting; a skip gives a new one. */
  readonly order: number;
  /** Pinned place in its kind from 0, with who moved it, when, and from which place of the queue (D14). */
  readonly pin: {
    readonly place: number;
    readonly at: InstantMs;
    readonly by: string;
    readonly from: number | null;
  } | null;
  readonly skippedAt: InstantMs | null;
  /** Ids of the entries that waited in its kind when it was skipped (F4). */
  readonly behind: readonly string[];
  readonly isAway: boolean;
  readonly readdedFrom: string | null;
  /** The question of the public that is spoken to (C24). */
  readonly questionId: string | null;
  /** Counts the changes of this entry; commands name it (D12). */
  readonly version: number;
}

/** One granted stretch of speaking. The clock is instants and durations; it stands while `stoppedSince` is set (D2). */
export interface Turn {
  readonly turnId: string;
  readonly itemId: string | null;
  readonly kind: SpeakingKind;
  /** null: an interposed question whose speaker is still to be named (D17). */
  readonly speaker: Speaker | null;
  readonly source: SpeakingSource;
  /** A reply's speech, or the main turn that a question holds. */
  readonly answersTurnId: string | null;
  readonly addressees: readonly string[];
  readonly startedAt: InstantMs;
  readonly endedAt: InstantMs | null;
  readonly endReason: TurnEndReason | null;
  readonly limitMs: number | null;
  readonly extendedMs: number;
  readonly isPaused: boolean;
  readonly isHeld: boolean;
  readonly stoppedSince: InstantMs | null;
  /** Sum of the finished stops. */
  readonly stoppedMs: number;
  readonly isPublic: boolean;
  readonly isAway: boolean;
  readonly questionId: string | null;
  /** Former speakers, oldest first. */
  readonly former: readonly { readonly speaker: Speaker | null; readonly at: InstantMs; readonly by: string }[];
}

/** What one item's list has of its own. `version` counts its changes (D12). */
export interface SpeakingList extends ListSettings {
  readonly version: number;
  readonly budgetMs: number | null;
  readonly sectorBudgets: Readonly<Record<string, number>>;
}

export interface ClosedEntry {
  readonly entryId: string;
  readonly itemId: string | null;
  readonly kind: SpeakingKind;
  readonly speaker: Speaker;
  readonly outcome: EntryOutcome;
  readonly reason: string;
  readonly at: InstantMs;
}

export interface WrittenSpeech {
  readonly writtenId: string;
  readonly itemId: string | null;
  readonly speaker: Speaker;
  readonly title: string;
  readonly documentId: string | null;
  readonly addedAt: InstantMs;
}

/** Queue and floor as one audience knows them; the public has turns and counts only (F9). */
export interface SpeakingState {
  settings: SpeakingSettings;
  settingsVersion: number;
  /** By `listKey`. */
  lists: Record<string, SpeakingList>;
  entries: readonly Entry[];
  /** In order of their beginning; the finished ones stay. */
  turns: readonly Turn[];
  mainTurnId: string | null;
  innerTurnId: string | null;
  /** Counts the changes of the floor; commands name it (D12). */
  floorVersion: number;
  /** The newest entries that left without a turn. */
  closed: readonly ClosedEntry[];
  written: readonly WrittenSpeech[];
  eligible: Record<string, boolean>;
  /** How many wait, by `listKey` of public items. */
  waiting: Record<string, number>;
  lastOrder: number;
}

/** Key of an item's list; entries outside the agenda have one too. */
export const listKey = (itemId: string | null): string => itemId ?? '';
export const largestClosed = 500;

const minute = 60_000;
export const defaultLimits: Limits = {
  interposedQuestion: minute,
  reply: 3 * minute,
  pointOfOrder: 2 * minute,
  speech: 5 * minute,
};

export const emptyList: SpeakingList = {
  isClosed: false,
  strategy: null,
  limits: null,
  prearranged: [],
  version: 0,
  budgetMs: null,
  sectorBudgets: {},
};

export const initial = (): SpeakingState => ({
  settings: {
    requiresPresence: true,
    isMutedOnPause: false,
    sources: ['microphone', 'camera'],
    hasBell: false,
    limits: defaultLimits,
    strategy: 'firstCome',
    sectorOrder: [],
  },
  settingsVersion: 0,
  lists: {},
  entries: [],
  turns: [],
  mainTurnId: null,
  innerTurnId: null,
  floorVersion: 0,
  closed: [],
  written: [],
  eligible: {},
  waiting: {},
  lastOrder: 0,
});
