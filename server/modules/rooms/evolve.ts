import type { InstantMs } from '#server/kernel/clock.ts';
import type { Foldable } from '#server/kernel/fold.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import type { ReceptionMode, StageLayout } from './contract.ts';

export interface PresentPerson {
  readonly deviceId: string;
  readonly mode: ReceptionMode;
  readonly enteredAt: InstantMs;
}

export interface PublishedTrack {
  readonly userId: string;
  readonly deviceId: string;
  readonly source: string;
}

export interface Stage {
  readonly layout: StageLayout;
  readonly documentId: string | null;
  readonly page: number | null;
  /** What came later may take its place on a screen that nobody touches; null until somebody switched. */
  readonly switchedAt: InstantMs | null;
}

export interface RoomsState {
  /** Who is present online; empty for the public. */
  people: Record<string, PresentPerson>;
  removed: Record<string, string>;
  tracks: Record<string, PublishedTrack>;
  /** Open media intervals by `userId deviceId`; staff only. */
  media: Record<string, InstantMs>;
  stage: Stage;
  /** Where each document was left, to go on there; the last one shown stands last. */
  pages: readonly { readonly documentId: string; readonly page: number }[];
  /** Encoders and pulled sources that send; staff only. */
  sources: readonly string[];
  isVenueOnAir: boolean;
  isMediaAvailable: boolean;
}

export const initial = (): RoomsState => ({
  people: {},
  removed: {},
  tracks: {},
  media: {},
  // Shows the hall until somebody speaks from elsewhere (R12).
  stage: { layout: 'speaker', documentId: null, page: null, switchedAt: null },
  pages: [],
  sources: [],
  isVenueOnAir: false,
  isMediaAvailable: true,
});

/** Key of an open media interval. */
export const mediaKey = (userId: string, deviceId: string): string => `${userId} ${deviceId}`;

function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  const { [key]: _, ...others } = record;
  return others;
}

function withPage(pages: RoomsState['pages'], { layout, documentId, page }: Stage): RoomsState['pages'] {
  if (layout !== 'document' || documentId === null || page === null) return pages;
  return [...pages.filter((one) => one.documentId !== documentId), { documentId, page }];
}

/** Every field that an event of this module can carry; the contract says which carries which. */
interface AnyPayload {
  readonly userId: string;
  readonly deviceId: string;
  readonly mode: ReceptionMode;
  readonly reason: string;
  readonly joinedAt: InstantMs;
  readonly trackId: string;
  readonly sourceId: string;
  readonly isOnAir: boolean;
  readonly isAvailable: boolean;
}

export function evolve(state: RoomsState, { type, payload, at }: LogEvent): RoomsState {
  const p = payload as unknown as AnyPayload;
  switch (type) {
    case 'rooms.personEntered':
      state.people = {
        ...state.people,
        [p.userId]: { deviceId: p.deviceId, mode: p.mode, enteredAt: at },
      };
      break;
    case 'rooms.personLeft':
      state.people = without(state.people, p.userId);
      break;
    case 'rooms.modeChanged': {
      const person = state.people[p.userId];
      if (person) state.people = { ...state.people, [p.userId]: { ...person, mode: p.mode } };
      break;
    }
    case 'rooms.personRemoved':
      state.removed = { ...state.removed, [p.userId]: p.reason };
      break;
    case 'rooms.stageSwitched':
      state.stage = { ...(payload as unknown as Stage), switchedAt: at };
      state.pages = withPage(state.pages, state.stage);
      break;
    case 'rooms.mediaJoined':
      state.media = {
        ...state.media,
        [mediaKey(p.userId, p.deviceId)]: p.joinedAt,
      };
      break;
    case 'rooms.mediaLeft':
      state.media = without(state.media, mediaKey(p.userId, p.deviceId));
      break;
    case 'rooms.trackPublished': {
      const { trackId, ...track } = payload as unknown as PublishedTrack & { trackId: string };
      state.tracks = { ...state.tracks, [trackId]: track };
      break;
    }
    case 'rooms.trackUnpublished':
      state.tracks = without(state.tracks, p.trackId);
      break;
    case 'rooms.sourceOnAir': {
      const others = state.sources.filter((sourceId) => sourceId !== p.sourceId);
      state.sources = p.isOnAir ? [...others, p.sourceId] : others;
      break;
    }
    case 'rooms.venueOnAir':
      state.isVenueOnAir = p.isOnAir;
      break;
    case 'rooms.mediaStateChanged':
      state.isMediaAvailable = p.isAvailable;
      break;
  }
  return state;
}

export const roomsFold: Foldable<RoomsState> = { context: 'rooms', version: 5, initial, evolve };
