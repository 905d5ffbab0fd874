import type { MeetingRole } from '#server/kernel/actor.ts';
import type { InstantMs } from '#server/kernel/clock.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { commands, events, type LeaveReason, type ReceptionMode, type StageLayout } from './contract.ts';
import { mediaKey, type PublishedTrack, type RoomsState, roomsFold } from './evolve.ts';
import { policy } from './policy.ts';

export type { PresentPerson, PublishedTrack, RoomsState, Stage } from './evolve.ts';

type Decided = Result<Decision, Violation>;
const event = (name: string, payload: object): NewEvent => ({
  type: `rooms.${name}`,
  payload: payload as Readonly<Record<string, unknown>>,
});
const done = (...list: readonly NewEvent[]): Decided => ok({ events: list });

interface Device {
  readonly userId: string;
  readonly deviceId: string;
  readonly at: InstantMs;
}

/** One thing that happened in the media, as webhooks or the list of participants tell it. */
export type MediaFact =
  | (Device & { readonly kind: 'joined' | 'left' })
  | (Device & { readonly kind: 'published'; readonly trackId: string; readonly source: string })
  | (Device & { readonly kind: 'unpublished'; readonly trackId: string });

function decidePeople(state: RoomsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  const userId = ctx.actor.kind === 'user' ? ctx.actor.userId : '';
  const present = state.people[userId];
  switch (command.type) {
    case 'rooms.enterRoom': {
      const input = command.input as { deviceId: string; mode: ReceptionMode; consentVersion: string };
      if (state.removed[userId] !== undefined) return err(violation('forbidden', 'rooms.removed'));
      // Who was checked out while connected, or whose check-in was taken back, comes in anew by pressing (A4).
      const isCheckedOut = ctx.facts.personOf(userId) !== null && !ctx.facts.isPresent(userId);
      if (present?.deviceId === input.deviceId && present.mode === input.mode && !isCheckedOut) return done();
      return done(event('personEntered', { userId, ...input }));
    }
    case 'rooms.leaveRoom': {
      const { deviceId } = command.input as { deviceId: string };
      // Another device has taken over meanwhile: its presence is not this one's to end.
      if (present?.deviceId !== deviceId) return done();
      return done(event('personLeft', { userId, reason: 'left' satisfies LeaveReason }));
    }
    case 'rooms.reportMode': {
      const { deviceId, mode } = command.input as { deviceId: string; mode: ReceptionMode };
      if (present?.deviceId !== deviceId) return err(violation('invalid_state', 'rooms.notEntered'));
      return present.mode === mode ? done() : done(event('modeChanged', { userId, mode }));
    }
    case 'rooms.removePerson': {
      const input = command.input as { userId: string; reason: string };
      if (input.userId === userId) return err(violation('invalid_input', 'rooms.notYourself'));
      if (state.removed[input.userId] !== undefined) return err(violation('conflict', 'rooms.alreadyRemoved'));
      const left = state.people[input.userId]
        ? [event('personLeft', { userId: input.userId, reason: 'removed' satisfies LeaveReason })]
        : [];
      return done(...left, event('personRemoved', input));
    }
    case 'rooms.switchStage':
      return decideStage(command.input as StageWish, ctx);
    case 'rooms.recordConnectionLost': {
      const input = command.input as { userId: string };
      if (!state.people[input.userId]) return done();
      return done(event('personLeft', { userId: input.userId, reason: 'connectionLost' satisfies LeaveReason }));
    }
    case 'rooms.recordMediaState': {
      const { isAvailable } = command.input as { isAvailable: boolean };
      return isAvailable === state.isMediaAvailable ? done() : done(event('mediaStateChanged', { isAvailable }));
    }
    default:
      return null;
  }
}

interface StageWish {
  readonly layout: StageLayout;
  readonly documentId: string | null;
  readonly page: number | null;
}

/** What is put on the stage exists; a page of a document is one that it has (R19). */
function decideStage({ layout, documentId, page }: StageWish, { facts }: DecideContext): Decided {
  const switched = (id: string | null, at: number | null): Decided =>
    done(event('stageSwitched', { layout, documentId: id, page: at }));
  if (layout === 'vote') return switched(documentId, null);
  if (layout !== 'document' || documentId === null) return switched(null, null);
  const document = facts.documentOf(documentId);
  if (!document) return err(violation('invalid_input', 'rooms.documentUnknown'));
  if (page !== null && page > document.pageCount)
    return err(violation('invalid_input', 'rooms.pageUnknown', { count: document.pageCount }));
  return switched(documentId, page ?? 1);
}

const isVenueTrack = (roles: readonly MeetingRole[], source: string): boolean =>
  roles.includes('technician') && (source === 'camera' || source === 'screenShare');

/** The venue is on air while a technician's picture is published, or a source of the hall sends (R18). */
function venueEvents(
  state: RoomsState,
  tracks: Record<string, PublishedTrack>,
  rolesOf: (userId: string) => readonly MeetingRole[],
  sources: readonly string[] = state.sources,
): readonly NewEvent[] {
  const isOnAir =
    sources.length > 0 || Object.values(tracks).some((track) => isVenueTrack(rolesOf(track.userId), track.source));
  return isOnAir === state.isVenueOnAir ? [] : [event('venueOnAir', { isOnAir })];
}

/** What another module tells of a source that is nobody's person, as far as it changes what is on air. */
function sourceEvents(
  state: RoomsState,
  { payload }: NewEvent,
  rolesOf: (userId: string) => readonly MeetingRole[],
): readonly NewEvent[] {
  const { sourceId, status } = payload as { sourceId: string; status?: string };
  const isOnAir = status === 'live';
  if (isOnAir === state.sources.includes(sourceId)) return [];
  const others = state.sources.filter((one) => one !== sourceId);
  const sources = isOnAir ? [...others, sourceId] : others;
  return [event('sourceOnAir', { sourceId, isOnAir }), ...venueEvents(state, state.tracks, rolesOf, sources)];
}

/** Webhooks come late, twice or out of order: each is turned into what is still missing (R9). */
function decideMedia(
  state: RoomsState,
  input: MediaFact,
  rolesOf: (userId: string) => readonly MeetingRole[],
): Decided {
  const { userId, deviceId, at } = input;
  const openSince = state.media[mediaKey(userId, deviceId)];
  switch (input.kind) {
    case 'joined':
      return openSince === undefined ? done(event('mediaJoined', { userId, deviceId, joinedAt: at })) : done();
    case 'left': {
      const gone = Object.entries(state.tracks).filter(
        ([, track]) => track.userId === userId && track.deviceId === deviceId,
      );
      const ids = new Set(gone.map(([id]) => id));
      const left = Object.fromEntries(Object.entries(state.tracks).filter(([id]) => !ids.has(id)));
      const unpublished = gone.map(([id]) => event('trackUnpublished', { userId, deviceId, trackId: id }));
      const interval =
        openSince === undefined
          ? []
          : [event('mediaLeft', { userId, deviceId, joinedAt: openSince, leftAt: Math.max(at, openSince) })];
      return done(...unpublished, ...venueEvents(state, left, rolesOf), ...interval);
    }
    case 'published': {
      const { trackId, source } = input;
      if (state.tracks[trackId]) return done();
      const track = { userId, deviceId, source };
      const published = event('trackPublished', { trackId, ...track });
      return done(published, ...venueEvents(state, { ...state.tracks, [trackId]: track }, rolesOf));
    }
    case 'unpublished': {
      const { trackId } = input;
      const { [trackId]: gone, ...left } = state.tracks;
      if (!gone) return done();
      return done(event('trackUnpublished', { userId, deviceId, trackId }), ...venueEvents(state, left, rolesOf));
    }
  }
}

function decide(state: RoomsState, command: LiveCommand, ctx: DecideContext): Decided {
  if (command.type === 'rooms.recordMedia') {
    const roles = ctx.prepared as Readonly<Record<string, readonly MeetingRole[]>>;
    return decideMedia(state, command.input as MediaFact, (userId) => roles[userId] ?? []);
  }
  return decidePeople(state, command, ctx) ?? err(violation('invalid_input', 'invalid_input'));
}

export const roomsLive: LiveModule<RoomsState> = {
  ...roomsFold,
  commands,
  events,
  policy,
  decide,
  /** Ending clears the room: nobody is present any more. A source that begins or stops to send is the hall's (H3). */
  react(state, happened, { facts }) {
    if (happened.type === 'venue.sourceChanged' || happened.type === 'venue.sourceRemoved')
      return sourceEvents(state, happened, (userId) => facts.personOf(userId)?.roles ?? []);
    if (happened.type !== 'meetings.meetingEnded') return [];
    return Object.keys(state.people).map((userId) =>
      event('personLeft', { userId, reason: 'meetingEnded' satisfies LeaveReason }),
    );
  },
  /** Whoever was removed has no place any more, whatever the list of participants says (R6). */
  facts: (state, actor) => ({
    isOnline: (userId) => state.people[userId] !== undefined,
    isRemoved: (userId) => state.removed[userId] !== undefined,
    ...(actor.kind === 'user' &&
      state.removed[actor.userId] !== undefined && { roles: ['public'] as const, isPublic: false }),
  }),
};
