import {
  AudioStream,
  type RemoteParticipant,
  type RemoteTrack,
  type RemoteTrackPublication,
  Room,
  RoomEvent,
  TrackKind,
  TrackSource,
  VideoBufferType,
  VideoStream,
} from '@livekit/rtc-node';
import { isVenue, type Placeable } from '#server/modules/rooms/composition.ts';
import type { Picture } from './canvas.ts';
import { SoundSource, sampleRate } from './mixer.ts';

/** A published picture with its newest frame. `version` counts the frames. */
export interface LivePicture extends Placeable {
  readonly latest: { frame: Picture | null; version: number };
}

/** One microphone, or the sound of a shared screen. */
export interface LiveSound {
  readonly userId: string;
  readonly isVenue: boolean;
  readonly source: SoundSource;
}

interface Taken {
  readonly stop: () => void;
}

/** A track that was asked for comes within a second, or not at all. */
const patienceMs = 2_000;
const mostAsked = 3;
const userOf = (identity: string): string => identity.slice(0, Math.max(0, identity.indexOf('.'))) || identity;
const soundSources: readonly (TrackSource | undefined)[] = [
  TrackSource.SOURCE_MICROPHONE,
  TrackSource.SOURCE_SCREENSHARE_AUDIO,
];

/** What the recorder takes from the media room: only the pictures that are shown, and every sound that may be heard. */
export class MediaRoom {
  readonly sounds = new Map<string, LiveSound>();
  readonly #onLost: () => void;
  readonly #latest = new Map<string, LivePicture['latest']>();
  readonly #taken = new Map<string, Taken>();
  /** Tracks that were asked for and have not come yet. */
  readonly #asked = new Map<string, { readonly at: number; readonly times: number }>();
  #room: Room | null = null;
  #withheld: ReadonlySet<string> = new Set();
  #isHearing = false;
  #watched: ReadonlySet<string> = new Set();

  constructor(onLost: () => void) {
    this.#onLost = onLost;
  }

  get isConnected(): boolean {
    return this.#room?.isConnected ?? false;
  }

  get videoTracks(): number {
    return [...this.#taken.keys()].filter((sid) => !this.sounds.has(sid)).length;
  }

  async connect(url: string, token: string): Promise<void> {
    await this.disconnect();
    const room = new Room();
    this.#room = room;
    room
      .on(RoomEvent.TrackSubscribed, (track, publication, person) => this.#take(track, publication, person))
      .on(RoomEvent.TrackUnsubscribed, (_track, publication) => this.#drop(publication.sid ?? ''))
      .on(RoomEvent.TrackUnpublished, (publication) => this.#drop(publication.sid ?? ''))
      .on(RoomEvent.Disconnected, () => {
        if (this.#room !== room) return;
        this.#forget();
        this.#onLost();
      });
    await room.connect(url, token, { autoSubscribe: false, dynacast: false });
    this.align();
  }

  #publications(): readonly { publication: RemoteTrackPublication; person: RemoteParticipant }[] {
    const people = [...(this.#room?.remoteParticipants.values() ?? [])];
    return people
      .filter(({ identity }) => !this.#withheld.has(userOf(identity)))
      .flatMap((person) => [...person.trackPublications.values()].map((publication) => ({ publication, person })));
  }

  /** Whether anybody sends picture or sound, received or not. */
  get isSending(): boolean {
    return this.#publications().some(({ publication }) => !publication.muted);
  }

  /** Every picture that is published and not muted, whether or not it is received. */
  pictures(): readonly LivePicture[] {
    return this.#publications().flatMap(({ publication: { kind, sid, source, muted }, person }) => {
      if (kind !== TrackKind.KIND_VIDEO || !sid || muted) return [];
      const latest = this.#latest.get(sid) ?? { frame: null, version: 0 };
      this.#latest.set(sid, latest);
      return [
        {
          key: sid,
          userId: userOf(person.identity),
          source: source === TrackSource.SOURCE_SCREENSHARE ? 'screen' : 'camera',
          place: person.attributes['place'] ?? '',
          latest,
        },
      ];
    });
  }

  /** Says what is to be received from now on; everything else is let go of on the media server too (G2). */
  want(wish: { isHearing: boolean; pictures: ReadonlySet<string>; withheld: ReadonlySet<string> }): void {
    this.#isHearing = wish.isHearing;
    this.#watched = wish.pictures;
    this.#withheld = wish.withheld;
    this.align();
  }

  /** Brings what is received to what is wanted. */
  align(): void {
    const wanted = new Set<string>();
    for (const { publication } of this.#publications()) {
      if (!this.#isWanted(publication)) continue;
      wanted.add(publication.sid ?? '');
      this.#ask(publication);
    }
    for (const person of this.#room?.remoteParticipants.values() ?? [])
      for (const publication of person.trackPublications.values()) {
        const { sid = '' } = publication;
        if (wanted.has(sid) || !(this.#asked.has(sid) || this.#taken.has(sid))) continue;
        publication.setSubscribed(false);
        this.#drop(sid);
      }
    this.#mistrust();
  }

  #isWanted({ kind, source, sid = '' }: RemoteTrackPublication): boolean {
    return kind === TrackKind.KIND_AUDIO ? this.#isHearing && soundSources.includes(source) : this.#watched.has(sid);
  }

  /** What was asked for while the connection was being repaired is lost without a word: it is asked for again. */
  #ask(publication: RemoteTrackPublication): void {
    const { sid = '' } = publication;
    const { at, times } = this.#asked.get(sid) ?? { at: Number.NEGATIVE_INFINITY, times: 0 };
    const now = performance.now();
    if (this.#taken.has(sid) || now - at < patienceMs) return;
    // The library passes on only what changes.
    if (times > 0) publication.setSubscribed(false);
    publication.setSubscribed(true);
    this.#asked.set(sid, { at: now, times: times + 1 });
  }

  /** A connection that counts as good while nothing asked for comes through it is given up; the next one is a new one. */
  #mistrust(): void {
    if (this.#taken.size > 0 || ![...this.#asked.values()].some(({ times }) => times > mostAsked)) return;
    void this.disconnect();
  }

  #take(track: RemoteTrack, publication: RemoteTrackPublication, person: RemoteParticipant): void {
    const sid = publication.sid ?? '';
    this.#drop(sid);
    // It was let go of while it was on its way (G2).
    if (!this.#isWanted(publication)) return publication.setSubscribed(false);
    if (track.kind === TrackKind.KIND_VIDEO) this.#taken.set(sid, this.#readVideo(sid, track));
    else {
      const sound: LiveSound = {
        userId: userOf(person.identity),
        isVenue: isVenue({ key: sid, userId: '', source: 'camera', place: person.attributes['place'] ?? '' }),
        source: new SoundSource(),
      };
      this.sounds.set(sid, sound);
      this.#taken.set(sid, readAudio(track, sound.source));
    }
  }

  #readVideo(sid: string, track: RemoteTrack): Taken {
    const reader = new VideoStream(track).getReader();
    const latest = this.#latest.get(sid) ?? { frame: null, version: 0 };
    this.#latest.set(sid, latest);
    let isOver = false;
    const read = async (): Promise<void> => {
      for (;;) {
        const { done, value } = await reader.read();
        if (done || isOver) return;
        const { frame } = value;
        latest.frame = frame.type === VideoBufferType.I420 ? frame : frame.convert(VideoBufferType.I420);
        latest.version++;
      }
    };
    read().catch(() => undefined);
    return {
      stop() {
        isOver = true;
        latest.frame = null;
        reader.cancel().catch(() => undefined);
      },
    };
  }

  #drop(sid: string): void {
    this.#asked.delete(sid);
    this.#taken.get(sid)?.stop();
    this.#taken.delete(sid);
    this.sounds.delete(sid);
  }

  #forget(): void {
    for (const sid of this.#taken.keys()) this.#drop(sid);
    this.#asked.clear();
    this.#latest.clear();
  }

  async disconnect(): Promise<void> {
    const room = this.#room;
    this.#room = null;
    this.#forget();
    await room?.disconnect().catch(() => undefined);
  }
}

function readAudio(track: RemoteTrack, source: SoundSource): Taken {
  const reader = new AudioStream(track, sampleRate, 1).getReader();
  let isOver = false;
  const read = async (): Promise<void> => {
    for (;;) {
      const { done, value } = await reader.read();
      if (done || isOver) return;
      source.push(value.data);
    }
  };
  read().catch(() => undefined);
  return {
    stop() {
      isOver = true;
      reader.cancel().catch(() => undefined);
    },
  };
}
