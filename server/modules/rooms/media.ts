import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Actor, MeetingRole } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { OutboxItem, SubmitCommand } from '#server/kernel/server-module.ts';
import { hasWithdrawn } from '#server/modules/consents/index.ts';
import { type MeetingsState, rolesOf } from '#server/modules/meetings/index.ts';
import {
  hasRights,
  isActive,
  isEgress,
  isVenueSender,
  type Livekit,
  type MediaRights,
  type PublishSource,
} from '#server/platform/livekit.ts';
import { inOwnLogContext } from '#server/platform/log-context.ts';
import { Admission, type Viewer } from './admission.ts';
import { coalesced } from './coalesced.ts';
import type { MediaTicket, WatchAnswer } from './contract.ts';
import type { MediaFact, RoomsState } from './domain.ts';
import { Grace } from './grace.ts';
import { parseIdentity, parseSource, type SourceKind, screenIdentity, screenOpener } from './identity.ts';
import { mayOpenScreen, mayPublish } from './policy.ts';
import { missedFacts, sourceName } from './presence.ts';
import * as repo from './repo.ts';

const ticketSeconds = 600;
const watchSeconds = 60;
const publicPrefix = 'public.';
const recorderPrefix = 'recorder.';
const connectionGraceMs = 30_000;
const connectionsLateMs = 15_000;

/** What the media server's keeper asks and tells of sources that are nobody's person. */
export interface VenuePort {
  readonly isAllowed: (state: LiveState, kind: SourceKind, sourceId: string) => boolean;
  /** Who of them is there, and whether a picture comes from it. */
  readonly record: (
    meetingId: MeetingId,
    state: LiveState,
    there: ReadonlyMap<string, { readonly isSending: boolean }>,
  ) => Promise<void>;
}

export interface MediaEnvironment {
  readonly livekit: Livekit | null;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly submit: SubmitCommand;
  readonly publicLimit: number;
  /** The hall's encoders and pulled sources; kept by the module that knows them (H2, H4). */
  readonly venue: VenuePort;
  /** Who may publish because of the floor, and what; told by the module that keeps it (D3). */
  readonly floorOf: (state: LiveState) => ReadonlyMap<string, readonly PublishSource[]>;
  readonly onError: (error: unknown) => void;
}

const system: Actor = { kind: 'system', service: 'media' };
const unavailable = err(violation('unavailable', 'rooms.mediaUnavailable'));
const notYet = err(violation('invalid_state', 'rooms.mediaClosed'));
const missing = err(violation('not_found', 'not_found'));

const subscriberRights: MediaRights = {
  canPublish: false,
  sources: [],
  canSubscribe: true,
  isHidden: false,
  isVenue: false,
};
/** Public viewers are hidden from one another and from the room. */
const viewerRights: MediaRights = { ...subscriberRights, isHidden: true };
/** What a role or the floor lets somebody send; the role's right is the wider one (R1). */
function rightsOf(roles: readonly MeetingRole[], floor: readonly PublishSource[] = []): MediaRights {
  const isVenue = roles.includes('technician');
  if (mayPublish(roles)) return { ...subscriberRights, canPublish: true, isVenue };
  return { ...subscriberRights, canPublish: floor.length > 0, sources: floor };
}

const meetingsOf = (state: LiveState): MeetingsState => state['meetings'] as MeetingsState;
const roomsOf = (state: LiveState): RoomsState => state['rooms'] as RoomsState;
const isRunning = ({ phase }: MeetingsState): boolean => phase === 'open' || phase === 'live' || phase === 'suspended';
const isPublicNow = (state: MeetingsState): boolean =>
  state.details?.access === 'public' && (state.currentItemId === null || state.currentVisibility === 'public');

/** Everything between the log and the media server: tickets out, webhooks in, rights kept. */
export class Media {
  readonly #env: MediaEnvironment;
  readonly #grace = new Grace(connectionGraceMs, connectionsLateMs, performance.now());
  #isAvailable = true;
  readonly #admission: Admission;

  constructor(env: MediaEnvironment) {
    this.#env = env;
    this.#admission = new Admission(env.publicLimit);
  }

  /** The right to join a meeting's media with one device (R1–R4). */
  async ticket(actor: Actor, meetingId: MeetingId, deviceId: string): Promise<Result<MediaTicket, Violation>> {
    const state = await this.#env.stateOf(meetingId);
    if (!state || actor.kind !== 'user') return missing;
    const roles = rolesOf(meetingsOf(state), actor);
    if (roles.length === 1 && roles[0] === 'public') return missing;
    if (roomsOf(state).removed[actor.userId] !== undefined) return err(violation('forbidden', 'rooms.removed'));
    if (!isRunning(meetingsOf(state))) return notYet;
    const identity = `${actor.userId}.${deviceId}`;
    const rights = hasWithdrawn(state, actor.userId)
      ? subscriberRights
      : rightsOf(roles, this.#env.floorOf(state).get(actor.userId));
    if (!(await repo.takeSeat(meetingId, identity, actor.sessionId))) return missing;
    return this.#issue(meetingId, identity, rights, ticketSeconds);
  }

  /** The right of one hall screen to show the pictures: hidden, publishes nothing, is nobody's device (R16). */
  async screenTicket(actor: Actor, meetingId: MeetingId, deviceId: string): Promise<Result<MediaTicket, Violation>> {
    const state = await this.#env.stateOf(meetingId);
    if (!state || actor.kind !== 'user' || !mayOpenScreen(rolesOf(meetingsOf(state), actor))) return missing;
    if (roomsOf(state).removed[actor.userId] !== undefined) return err(violation('forbidden', 'rooms.removed'));
    if (!isRunning(meetingsOf(state))) return notYet;
    const identity = screenIdentity(actor.userId, deviceId);
    if (!(await repo.takeSeat(meetingId, identity, actor.sessionId))) return missing;
    return this.#issue(meetingId, identity, viewerRights, ticketSeconds);
  }

  /**
   * The right to watch without an account, while the meeting is public at this moment; or the word that the broadcast is to
   * be had by segments, because there are too many already or there is no media server (R40).
   */
  async watchTicket(meetingId: MeetingId): Promise<Result<WatchAnswer, Violation>> {
    const state = await this.#env.stateOf(meetingId);
    if (!state || meetingsOf(state).details?.access !== 'public') return missing;
    if (!isRunning(meetingsOf(state))) return notYet;
    if (!isPublicNow(meetingsOf(state))) return err(violation('invalid_state', 'rooms.closedItem'));
    if (!this.#env.livekit || !this.#isAvailable) return ok({ instead: 'segments', because: 'unavailable' });
    const identity = `${publicPrefix}${randomUUID()}`;
    if (!this.#admission.admit(meetingId, identity)) return ok({ instead: 'segments', because: 'full' });
    return this.#issue(meetingId, identity, viewerRights, watchSeconds);
  }

  async #issue(
    meetingId: MeetingId,
    identity: string,
    rights: MediaRights,
    seconds: number,
  ): Promise<Result<MediaTicket, Violation>> {
    const { livekit } = this.#env;
    if (!livekit || !this.#isAvailable) return unavailable;
    const token = await livekit.token(meetingId, identity, rights, seconds);
    return ok({
      url: livekit.publicUrl,
      token,
      identity,
      canPublish: rights.canPublish,
      expiresAt: Date.now() + seconds * 1000,
    });
  }

  /** Side effects of the log (commands.ts, outbox); each may be repeated. */
  readonly workers: Readonly<Record<string, (item: OutboxItem & { meetingId: string | null }) => Promise<void>>> = {
    'media.openRoom': ({ meetingId }) => this.#with(meetingId, (livekit, room) => livekit.openRoom(room)),
    // Whatever farewells get lost: after the end nobody is in the media any more.
    'media.closeRoom': ({ meetingId }) =>
      this.#with(meetingId, async (livekit, room) => {
        await livekit.closeRoom(room);
        this.#admission.forget(room as MeetingId);
        await this.checkRoom(room as MeetingId);
      }),
    'media.cutPublic': ({ meetingId }) => this.#with(meetingId, () => this.checkRoom(meetingId as MeetingId)),
    'media.removePerson': ({ meetingId }) => this.#with(meetingId, () => this.checkRoom(meetingId as MeetingId)),
    'media.checkRights': ({ meetingId }) => this.#with(meetingId, () => this.checkRoom(meetingId as MeetingId)),
    'media.keepDevice': ({ meetingId }) => this.#with(meetingId, () => this.checkRoom(meetingId as MeetingId)),
    'media.setFloor': ({ meetingId, payload }) =>
      this.#with(meetingId, () => this.#setFloor(meetingId as MeetingId, payload['userIds'] as readonly string[])),
  };

  async #with(meetingId: string | null, task: (livekit: Livekit, room: string) => Promise<unknown>): Promise<void> {
    if (this.#env.livekit && meetingId !== null) await task(this.#env.livekit, meetingId);
  }

  /** The rights of one device as the log says at this moment. */
  async #rightsNow(meetingId: MeetingId, identity: string): Promise<MediaRights> {
    const state = await this.#env.stateOf(meetingId);
    const { userId, deviceId } = parseIdentity(identity) ?? { userId: '', deviceId: '' };
    if (!state || roomsOf(state).removed[userId] !== undefined || hasWithdrawn(state, userId)) return subscriberRights;
    const isOtherDevice = (roomsOf(state).people[userId]?.deviceId ?? deviceId) !== deviceId;
    const floor = isOtherDevice ? [] : this.#env.floorOf(state).get(userId);
    return rightsOf(meetingsOf(state).participants[userId]?.roles ?? [], floor);
  }

  /**
   * Gives a device the rights it has now. Never twice at once for one device, and looked at again afterwards: of a turn
   * that began and one that ended in the same moment the later one counts, whichever answer comes last (R15).
   */
  readonly #align: (key: string) => Promise<void> = coalesced(async (key) => {
    const [meetingId = '', identity = ''] = key.split(' ');
    for (let rights = await this.#rightsNow(meetingId as MeetingId, identity); ; ) {
      await this.#env.livekit?.setRights(meetingId, identity, rights);
      const now = await this.#rightsNow(meetingId as MeetingId, identity);
      if (isDeepStrictEqual(now, rights)) return;
      rights = now;
    }
  });

  /** Gives and takes the floor on every device of these people that the log knows of; others are found by `checkRoom`. */
  async #setFloor(meetingId: MeetingId, userIds: readonly string[]): Promise<void> {
    const state = await this.#env.stateOf(meetingId);
    if (!state) return;
    const { people, media } = roomsOf(state);
    const identities = new Set(Object.keys(media).map((key) => key.replace(' ', '.')));
    for (const [userId, { deviceId }] of Object.entries(people)) identities.add(`${userId}.${deviceId}`);
    const concerned = [...identities].filter((identity) => userIds.includes(identity.slice(0, identity.indexOf('.'))));
    await Promise.all(concerned.map((identity) => this.#align(`${meetingId} ${identity}`)));
  }

  /** Brings one media room to what the log says, and the log to who is there (R3, R5, R6, R9, R11, R14, R15). */
  readonly checkRoom: (meetingId: MeetingId) => Promise<void> = coalesced((meetingId) =>
    inOwnLogContext({ meetingId }, () => this.#checkRoom(meetingId)),
  );

  async #checkRoom(meetingId: MeetingId): Promise<void> {
    const { livekit } = this.#env;
    const state = await this.#env.stateOf(meetingId);
    if (!livekit || !state) return;
    const { people, removed } = roomsOf(state);
    const { participants } = meetingsOf(state);
    const isPublic = isPublicNow(meetingsOf(state));
    const there = await livekit.participants(meetingId);
    const unplaced = there
      .map(({ identity }) => parseIdentity(identity)?.userId ?? screenOpener(identity))
      .filter((userId) => userId && !participants[userId]) as string[];
    const [officers, ended] = await Promise.all([repo.officersAmong(unplaced), repo.endedSeats(meetingId)]);
    const viewers: Viewer[] = [];
    const floor = this.#env.floorOf(state);
    for (const participant of there) {
      const { identity } = participant;
      const opener = screenOpener(identity);
      if (opener !== null) {
        const mayOpen = officers.has(opener) || mayOpenScreen(participants[opener]?.roles ?? []);
        if (!mayOpen || removed[opener] !== undefined || ended.has(identity)) await livekit.remove(meetingId, identity);
        continue;
      }
      // Whatever records is hidden and counts nowhere.
      if (identity.startsWith(recorderPrefix) || isEgress(participant)) continue;
      const source = parseSource(identity);
      if (source) {
        const isAllowed =
          isRunning(meetingsOf(state)) && this.#env.venue.isAllowed(state, source.kind, source.sourceId);
        if (!isAllowed) await livekit.remove(meetingId, identity);
        continue;
      }
      const person = parseIdentity(identity);
      if (!person) {
        const isViewer = identity.startsWith(publicPrefix);
        if (isViewer && isPublic) viewers.push(participant);
        else await livekit.remove(meetingId, identity);
        continue;
      }
      const { userId, deviceId } = person;
      const hasPlace = participants[userId] !== undefined || officers.has(userId);
      const isOtherDevice = (people[userId]?.deviceId ?? deviceId) !== deviceId;
      if (removed[userId] !== undefined || !hasPlace || isOtherDevice || ended.has(identity)) {
        await livekit.remove(meetingId, identity);
        continue;
      }
      const rights = hasWithdrawn(state, userId)
        ? subscriberRights
        : rightsOf(participants[userId]?.roles ?? [], floor.get(userId));
      if (participant.permission && !hasRights(participant, rights)) await this.#align(`${meetingId} ${identity}`);
    }
    for (const identity of this.#admission.settle(meetingId, viewers)) await livekit.remove(meetingId, identity);
    await this.#syncPresence(meetingId);
  }

  async #syncPresence(meetingId: MeetingId): Promise<void> {
    const state = await this.#env.stateOf(meetingId);
    if (!state || !this.#env.livekit) return;
    const participants = await this.#env.livekit.participants(meetingId);
    const there = participants.map((participant) => ({
      identity: participant.identity,
      isActive: isActive(participant),
      tracks: participant.tracks.map(({ sid, source }) => ({ sid, source: sourceName(source) })),
    }));
    for (const fact of missedFacts(roomsOf(state), there, Date.now())) await this.#record(meetingId, fact);
    const sources = there.flatMap(({ identity, isActive: isThere, tracks }) => {
      const source = parseSource(identity);
      const isSending = isThere && tracks.some((track) => track.source === 'camera' || track.source === 'unknown');
      return source ? [[source.sourceId, { isSending }] as const] : [];
    });
    await this.#env.venue.record(meetingId, state, new Map(sources));
  }

  /** A session ended somewhere: whoever is in the media with it leaves at once (R14). */
  async endSessions(): Promise<void> {
    if (!this.#env.livekit) return;
    const meetings = await repo.meetingsWithEndedSeats();
    await Promise.all(meetings.map((meetingId) => this.checkRoom(meetingId as MeetingId)));
  }

  /** Runs every few seconds: rooms exist, rights hold, and the log knows whether the media server answers (R10, R13). */
  async reconcile(): Promise<void> {
    const { livekit } = this.#env;
    const running = await repo.runningMeetings();
    let names: ReadonlySet<string> | null = null;
    try {
      names = livekit ? await livekit.roomNames() : null;
    } catch (error) {
      this.#env.onError(error);
    }
    this.#isAvailable = names !== null;
    for (const { id } of running) {
      const meetingId = id as MeetingId;
      const state = await this.#env.stateOf(meetingId);
      if (state && roomsOf(state).isMediaAvailable !== this.#isAvailable) {
        await this.#env.submit(
          meetingId,
          uuidV7(),
          'rooms.recordMediaState',
          { isAvailable: this.#isAvailable },
          system,
        );
      }
      if (!names || !livekit) continue;
      try {
        if (!names.has(id)) await livekit.openRoom(id);
        await this.checkRoom(meetingId);
      } catch (error) {
        inOwnLogContext({ meetingId }, () => this.#env.onError(error));
      }
    }
  }

  /** People who are present but answer from no connection of any node any more (R8). */
  async sweepConnections(): Promise<void> {
    await Promise.all([repo.forgetOldWebhooks(), repo.forgetOldSeats()]);
    if (!this.#grace.mayJudge(performance.now())) return;
    for (const { id } of await repo.runningMeetings()) {
      const state = await this.#env.stateOf(id as MeetingId);
      if (!state) continue;
      const connected = await repo.connectedUsers(id, connectionGraceMs);
      const { people } = roomsOf(state);
      for (const [userId, person] of Object.entries(people)) {
        if (connected.has(userId) || Date.now() - person.enteredAt < connectionGraceMs) continue;
        await this.#env.submit(id as MeetingId, uuidV7(), 'rooms.recordConnectionLost', { userId }, system);
      }
    }
  }

  /** Notes what is connected to this node; to be done every few seconds. */
  async refreshConnections(nodeId: string, rows: readonly repo.Connection[]): Promise<void> {
    await repo.refreshConnections(nodeId, rows);
    this.#grace.noted(performance.now());
  }

  /** What the media server has of the hall, and how many are in the room; rejects when it does not answer. */
  async hallOf(meetingId: MeetingId) {
    if (!this.#env.livekit) throw new Error('off');
    const there = await this.#env.livekit.participants(meetingId);
    const received = there.filter(isVenueSender).flatMap(({ identity, tracks }) =>
      tracks.map(({ sid, source, mimeType, width, height, layers, muted }) => ({
        trackId: sid,
        from: parseSource(identity)?.kind ?? 'technician',
        source: sourceName(source),
        codec: mimeType.replace(/^.*\//, ''),
        width,
        height,
        layers: layers.length,
        isMuted: muted,
      })),
    );
    return {
      people: there.length,
      publishers: there.filter(({ tracks }) => tracks.length > 0).length,
      received,
    };
  }

  /** Rooms on the media server with how many are in each; rejects when it does not answer. */
  async rooms(): ReturnType<Livekit['rooms']> {
    if (!this.#env.livekit) throw new Error('off');
    return this.#env.livekit.rooms();
  }

  /** Rooms on the media server; rejects when it does not answer. */
  async roomCount(): Promise<number> {
    if (!this.#env.livekit) throw new Error('off');
    return (await this.#env.livekit.roomNames()).size;
  }

  /** One webhook of the media server: verified, counted once, turned into a command (R9). */
  async webhook(body: string, authorization: string): Promise<Result<null, Violation>> {
    const { livekit } = this.#env;
    if (!livekit) return unavailable;
    let event: Awaited<ReturnType<Livekit['receive']>>;
    try {
      event = await livekit.receive(body, authorization);
    } catch {
      return err(violation('unauthenticated', 'unauthenticated'));
    }
    const person = event.participant && parseIdentity(event.participant.identity);
    const meetingId = event.room?.name as MeetingId | undefined;
    if (!meetingId || !event.id || !(await repo.rememberWebhook(event.id, event.event))) return ok(null);
    // A ticket may be older than the rights: whoever joins is checked at once (R4–R6).
    const isOfSource = event.participant !== undefined && parseSource(event.participant.identity) !== null;
    if (event.event === 'participant_joined' || isOfSource)
      this.checkRoom(meetingId).catch((error: unknown) =>
        inOwnLogContext({ meetingId }, () => this.#env.onError(error)),
      );
    if (!person) return ok(null);
    const at = Number(event.createdAt) * 1000 || Date.now();
    const ack = await this.#recordWebhook(event.event, meetingId, person, event.track, at);
    // Not taken: the media server sends it again, and it must not count as handled.
    if (ack && !ack.ok && ack.error.kind === 'unavailable') {
      await repo.forgetWebhook(event.id);
      return unavailable;
    }
    return ok(null);
  }

  async #recordWebhook(
    name: string,
    meetingId: MeetingId,
    person: { userId: string; deviceId: string },
    track: { sid: string; source: number } | undefined,
    at: number,
  ): Promise<CommandAck | null> {
    switch (name) {
      case 'participant_joined':
        return this.#record(meetingId, { kind: 'joined', ...person, at });
      case 'participant_left':
      case 'participant_connection_aborted':
        return this.#record(meetingId, { kind: 'left', ...person, at });
      case 'track_published':
        return track
          ? this.#record(meetingId, {
              kind: 'published',
              ...person,
              trackId: track.sid,
              source: sourceName(track.source),
              at,
            })
          : null;
      case 'track_unpublished':
        return track ? this.#record(meetingId, { kind: 'unpublished', ...person, trackId: track.sid, at }) : null;
      default:
        return null;
    }
  }

  #record(meetingId: MeetingId, input: MediaFact): Promise<CommandAck> {
    return this.#env.submit(meetingId, uuidV7(), 'rooms.recordMedia', input, system);
  }
}
