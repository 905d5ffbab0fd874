import {
  ConnectionQuality,
  ConnectionState,
  DisconnectReason,
  type LocalTrack,
  LogLevel,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  setLogLevel,
  Track,
  type TrackPublication,
} from 'livekit-client';
import type { Violation } from '#server/kernel/errors.ts';
import type { ReceptionMode } from '#server/modules/rooms/contract.ts';
import { type DeviceChoice, rememberedChoice } from './device.ts';
import { type LineWatch, lineWatch } from './line-watch.ts';
import { fullReception, nextReception, type Reception } from './reception.ts';
import type { Tickets } from './tickets.ts';
import { type OwnSource, WarmUp, type WarmUpState } from './warm-up.ts';

/** How the page stands to the media server. `lost` comes back by itself. */
export type MediaLink =
  | { readonly kind: 'out' }
  | { readonly kind: 'joining' }
  | { readonly kind: 'joined' }
  | { readonly kind: 'lost'; readonly since: number }
  | { readonly kind: 'takenOver' }
  | { readonly kind: 'refused'; readonly violation: Violation };

export interface PublishedPicture {
  readonly key: string;
  readonly userId: string;
  readonly source: 'camera' | 'screen';
  readonly isLocal: boolean;
  /** Where it comes from, as far as the media server was told; empty when it was not. */
  readonly place: string;
  readonly track: Track;
}

export interface PublishedSound {
  readonly key: string;
  readonly userId: string;
  readonly track: Track;
}

export type LineQuality = 'good' | 'poor' | 'lost' | 'unknown';

/** Everything a page shows of the media; a new object for every change. */
export interface MediaState {
  readonly link: MediaLink;
  readonly mode: ReceptionMode;
  /** What the person asked for; `auto` leaves it to the line. */
  readonly wish: ReceptionMode | 'auto';
  readonly quality: LineQuality;
  readonly pictures: readonly PublishedPicture[];
  readonly sounds: readonly PublishedSound[];
  readonly canPublish: boolean;
  /** How far the own devices are prepared for a turn that has not begun. */
  readonly warmUp: WarmUpState;
  readonly isSoundBlocked: boolean;
}

export const noMedia: MediaState = {
  link: { kind: 'out' },
  mode: 'video',
  wish: 'auto',
  quality: 'unknown',
  pictures: [],
  sounds: [],
  canPublish: false,
  warmUp: 'none',
  isSoundBlocked: false,
};

// The page itself says what is wrong with the media; the library's log calls every ordinary leaving an error.
setLogLevel(LogLevel.silent);

const lookMs = 2_000;
const firstPauseMs = 500;
const longestPauseMs = 8_000;
const roomGoneAttempts = 3;
const userOf = (identity: string): string => identity.slice(0, identity.lastIndexOf('.'));
const qualityOf = (quality: ConnectionQuality): LineQuality => {
  if (quality === ConnectionQuality.Excellent || quality === ConnectionQuality.Good) return 'good';
  if (quality === ConnectionQuality.Poor) return 'poor';
  return quality === ConnectionQuality.Lost ? 'lost' : 'unknown';
};

/** One page's place in the media of one meeting: joins, stays, comes back by itself, takes less on a weak line. */
export class MediaRoom {
  readonly room: Room;
  readonly #tickets: Tickets;
  readonly #hasSound: boolean;
  readonly #listeners = new Set<() => void>();
  readonly #watch: LineWatch;
  readonly #warmUp: WarmUp;
  readonly #sending = new Map<OwnSource, Promise<void>>();
  #state: MediaState = noMedia;
  #reception: Reception = fullReception;
  #isWanted = false;
  #attempts = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;
  #looks: ReturnType<typeof setInterval> | undefined;

  /** Without sound only pictures are received: the hall has loudspeakers of its own. */
  constructor(tickets: Tickets, { hasSound = true }: { readonly hasSound?: boolean } = {}) {
    this.#tickets = tickets;
    this.#hasSound = hasSound;
    this.room = new Room({
      adaptiveStream: true,
      dynacast: true,
      publishDefaults: { simulcast: true, stopMicTrackOnMute: false },
      disconnectOnPageLeave: true,
    });
    this.#watch = lineWatch(this.room);
    this.#warmUp = new WarmUp(this.room, (warmUp) => this.#change({ warmUp }));
    this.#listen();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };
  readonly getState = (): MediaState => this.#state;

  #change(change: Partial<MediaState>): void {
    this.#state = { ...this.#state, ...change };
    for (const listener of this.#listeners) listener();
  }

  #listen(): void {
    const show = (): void => this.#showTracks();
    this.room
      .on(RoomEvent.TrackPublished, (publication) => this.#want(publication))
      .on(RoomEvent.TrackSubscribed, show)
      .on(RoomEvent.TrackUnsubscribed, show)
      .on(RoomEvent.TrackUnpublished, show)
      .on(RoomEvent.TrackMuted, show)
      .on(RoomEvent.TrackUnmuted, show)
      .on(RoomEvent.LocalTrackPublished, show)
      .on(RoomEvent.LocalTrackUnpublished, show)
      .on(RoomEvent.ParticipantDisconnected, show)
      .on(RoomEvent.ParticipantPermissionsChanged, () => {
        this.#showRights();
        show();
      })
      .on(RoomEvent.ConnectionQualityChanged, (quality, participant) => {
        if (participant.isLocal) this.#change({ quality: qualityOf(quality) });
      })
      .on(RoomEvent.AudioPlaybackStatusChanged, () => this.#change({ isSoundBlocked: !this.room.canPlaybackAudio }))
      .on(RoomEvent.Reconnecting, () => this.#lose())
      .on(RoomEvent.Reconnected, () => this.#arrive())
      .on(RoomEvent.Disconnected, (reason) => this.#onDisconnected(reason));
  }

  /** Gets everything ready that joining will need; nothing is received or sent yet. */
  async prepare(): Promise<void> {
    const answer = await this.#tickets.askAhead();
    if (answer.ok && !this.#isWanted) await this.room.prepareConnection(answer.ticket.url, answer.ticket.token);
  }

  /** Joins and stays joined until `leave`. */
  join(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#attempts = 0;
    void this.#connect();
  }

  async #connect(): Promise<void> {
    clearTimeout(this.#retry);
    if (!this.#isWanted || this.room.state !== ConnectionState.Disconnected) return;
    if (this.#state.link.kind !== 'lost') this.#change({ link: { kind: 'joining' } });
    const answer = await this.#tickets.take();
    if (!this.#isWanted) return;
    if (!answer.ok) return this.#onRefused(answer.error);
    try {
      // Everything wanted comes with the first negotiation; on less than everything each track is asked for.
      const autoSubscribe = this.#state.mode === 'video' && this.#hasSound;
      await this.room.connect(answer.ticket.url, answer.ticket.token, { autoSubscribe });
      this.#arrive();
    } catch {
      this.#later();
    }
  }

  #onRefused(refusal: Violation): void {
    const isPassing = refusal.kind === 'unavailable' || refusal.kind === 'rate_limited';
    if (this.#state.link.kind !== 'lost' || !isPassing) this.#change({ link: { kind: 'refused', violation: refusal } });
    if (isPassing) this.#later();
    else this.#isWanted = false;
  }

  #later(): void {
    if (!this.#isWanted) return;
    if (this.#state.link.kind === 'joining') this.#lose();
    const pauseMs = Math.min(longestPauseMs, firstPauseMs * 2 ** this.#attempts++);
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#connect(), pauseMs);
  }

  #lose(): void {
    if (this.#state.link.kind !== 'lost') this.#change({ link: { kind: 'lost', since: Date.now() } });
  }

  /** After every (re)connect the list of tracks is read anew: the library's own may be stale. */
  #arrive(): void {
    this.#attempts = 0;
    this.#change({ link: { kind: 'joined' }, isSoundBlocked: !this.room.canPlaybackAudio });
    this.#showRights();
    this.#wantAll();
    void this.#warmUp.makePlaces().catch(() => undefined);
    clearInterval(this.#looks);
    this.#looks = setInterval(() => void this.#look(), lookMs);
  }

  #onDisconnected(reason: DisconnectReason | undefined): void {
    clearInterval(this.#looks);
    this.#change({ pictures: [], sounds: [], quality: 'unknown' });
    if (!this.#isWanted) return;
    // The server takes people out for one of three reasons; the log tells which, and a new ticket only comes if none holds.
    if (reason === DisconnectReason.DUPLICATE_IDENTITY) return this.#giveWay();
    // A meeting that is over closes its room; the log's word of it comes in a moment and ends this.
    if (reason === DisconnectReason.ROOM_DELETED) this.#attempts = Math.max(this.#attempts, roomGoneAttempts);
    this.#lose();
    this.#later();
  }

  #giveWay(): void {
    this.#isWanted = false;
    clearTimeout(this.#retry);
    this.#warmUp.close();
    this.#change({ link: { kind: 'takenOver' } });
  }

  /** Another device or tab of the same person has taken this one's place (R3). */
  async giveWay(): Promise<void> {
    if (!this.#isWanted) return;
    this.#giveWay();
    await this.room.disconnect();
  }

  async leave(): Promise<void> {
    this.#isWanted = false;
    clearTimeout(this.#retry);
    clearInterval(this.#looks);
    this.#warmUp.close();
    await this.room.disconnect();
    this.#reception = fullReception;
    this.#change({ ...noMedia, wish: this.#state.wish });
  }

  /** Takes what the person asked for; `auto` starts from everything and follows the line. */
  setWish(wish: ReceptionMode | 'auto'): void {
    this.#reception = fullReception;
    this.#change({ wish });
    this.#setMode(wish === 'auto' ? 'video' : wish);
  }

  #setMode(mode: ReceptionMode): void {
    if (this.#state.mode !== mode) this.#change({ mode });
    this.#wantAll();
  }

  async #look(): Promise<void> {
    if (this.#state.wish !== 'auto') return;
    const sample = await this.#watch(performance.now(), this.#state.quality, this.#state.mode === 'video');
    this.#reception = nextReception(this.#reception, sample);
    if (this.#reception.mode !== this.#state.mode) this.#setMode(this.#reception.mode);
  }

  #wantAll(): void {
    for (const participant of this.room.remoteParticipants.values())
      for (const publication of participant.trackPublications.values()) this.#want(publication);
    this.#showTracks();
  }

  #want(publication: RemoteTrackPublication): void {
    const { mode } = this.#state;
    const isWanted = publication.kind === Track.Kind.Video ? mode === 'video' : this.#hasSound && mode !== 'captions';
    if (publication.isDesired !== isWanted) publication.setSubscribed(isWanted);
  }

  #showRights(): void {
    const canPublish = this.room.localParticipant.permissions?.canPublish ?? false;
    this.#change({ canPublish });
    // What was prepared for this moment goes out at once, before the page has drawn anything.
    if (canPublish) for (const source of this.#warmUp.sources) this.send(source).catch(() => undefined);
  }

  /** Gets the own devices ready for a turn that comes next; nobody sees or hears them before the floor is given. */
  warmUp(sources: readonly OwnSource[], choice: DeviceChoice = rememberedChoice()): Promise<void> {
    return this.#warmUp.open(sources, choice);
  }

  coolDown(): void {
    if (this.#state.warmUp !== 'none') this.#warmUp.close();
  }

  /** Sends microphone or camera, the prepared one if there is one. Asked twice it sends once. */
  send(source: OwnSource): Promise<void> {
    const known = this.#sending.get(source);
    if (known) return known;
    const sending = this.#send(source).finally(() => this.#sending.delete(source));
    this.#sending.set(source, sending);
    return sending;
  }

  async #send(source: OwnSource): Promise<void> {
    const own = this.room.localParticipant;
    const track = await this.#warmUp.take(source);
    if (track) return this.#sendPrepared(track);
    const { microphoneId, cameraId } = rememberedChoice();
    const named = (deviceId: string | null) => (deviceId ? { deviceId } : undefined);
    if (source === 'microphone') await own.setMicrophoneEnabled(true, named(microphoneId));
    else await own.setCameraEnabled(true, named(cameraId));
  }

  async #sendPrepared(track: LocalTrack): Promise<void> {
    try {
      await this.room.localParticipant.publishTrack(track);
    } catch (error) {
      track.stop();
      this.#warmUp.close();
      // The media server still waits for the track of a place that is lost; only a new connection is rid of it.
      await this.room.disconnect();
      throw error;
    }
  }

  #showTracks(): void {
    const pictures: PublishedPicture[] = [];
    const sounds: PublishedSound[] = [];
    for (const participant of [this.room.localParticipant, ...this.room.remoteParticipants.values()]) {
      // Whoever may not send any more is not shown, also while the library still lists their tracks.
      if (!participant.isLocal && participant.permissions?.canPublish === false) continue;
      const userId = userOf(participant.identity);
      for (const publication of participant.trackPublications.values()) {
        const track = playable(publication);
        if (!track) continue;
        const key = `${participant.identity} ${publication.trackSid}`;
        if (track.kind === Track.Kind.Video) {
          const source = publication.source === Track.Source.ScreenShare ? 'screen' : 'camera';
          const place = participant.attributes['place'] ?? '';
          pictures.push({ key, userId, source, isLocal: participant.isLocal, place, track });
        } else if (!participant.isLocal) sounds.push({ key, userId, track });
      }
    }
    this.#change({ pictures, sounds });
  }

  /** Browsers want a press before they play sound. */
  async startSound(): Promise<void> {
    await this.room.startAudio();
  }
}

const playable = (publication: TrackPublication): Track | undefined =>
  publication.isMuted ? undefined : publication.track;
