import {
  AccessToken,
  type ParticipantInfo,
  ParticipantInfo_State,
  RoomServiceClient,
  TrackSource,
  type WebhookEvent,
  WebhookReceiver,
} from 'livekit-server-sdk';

export interface LivekitSettings {
  /** As this server reaches it. */
  readonly url: string;
  /** As browsers reach it. */
  readonly publicUrl: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What somebody may send. Screen share includes its sound. */
export type PublishSource = 'microphone' | 'camera' | 'screenShare';

export interface MediaRights {
  readonly canPublish: boolean;
  /** Nothing else may be published; empty: anything. */
  readonly sources: readonly PublishSource[];
  readonly canSubscribe: boolean;
  readonly isHidden: boolean;
  /** What is sent is the hall's; seen by everyone in the room, who know nobody's role, and changed by nobody themselves. */
  readonly isVenue: boolean;
}

const trackSources: Readonly<Record<PublishSource, readonly TrackSource[]>> = {
  microphone: [TrackSource.MICROPHONE],
  camera: [TrackSource.CAMERA],
  screenShare: [TrackSource.SCREEN_SHARE, TrackSource.SCREEN_SHARE_AUDIO],
};
const sourcesOf = ({ sources }: MediaRights): TrackSource[] => sources.flatMap((source) => trackSources[source]);

/** Value of the attribute `place` (rooms/composition.ts reads it). */
const venuePlace = 'venue';

const requestSeconds = 4;
/** Empty rooms stay, because a meeting may be suspended over lunch. */
const emptySeconds = 6 * 3_600;

/** The media server: tokens for browsers, rooms and rights for the server. Names and personal data never go there. */
export class Livekit {
  readonly #settings: LivekitSettings;
  readonly #rooms: RoomServiceClient;
  readonly #webhooks: WebhookReceiver;

  constructor(settings: LivekitSettings) {
    this.#settings = settings;
    const host = settings.url.replace(/^ws/, 'http');
    this.#rooms = new RoomServiceClient(host, settings.apiKey, settings.apiSecret, { requestTimeout: requestSeconds });
    this.#webhooks = new WebhookReceiver(settings.apiKey, settings.apiSecret);
  }

  /** Where encoders push to, by WHIP. */
  get whipUrl(): string {
    return `${this.#settings.publicUrl.replace(/^ws/, 'http').replace(/\/+$/, '')}/whip/v1`;
  }

  get publicUrl(): string {
    return this.#settings.publicUrl;
  }

  /** A signed right to join one room as one identity; `lifeSeconds` bounds the first connect only. */
  async token(room: string, identity: string, rights: MediaRights, lifeSeconds: number): Promise<string> {
    const token = new AccessToken(this.#settings.apiKey, this.#settings.apiSecret, {
      identity,
      ttl: lifeSeconds,
      attributes: rights.isVenue ? { place: venuePlace } : {},
    });
    token.addGrant({
      roomJoin: true,
      room,
      canPublish: rights.canPublish,
      canPublishSources: sourcesOf(rights),
      canSubscribe: rights.canSubscribe,
      canPublishData: false,
      canUpdateOwnMetadata: false,
      hidden: rights.isHidden,
    });
    return token.toJwt();
  }

  async roomNames(): Promise<ReadonlySet<string>> {
    return new Set((await this.#rooms.listRooms()).map((room) => room.name));
  }

  /** Every room with how many people are in it. */
  async rooms(): Promise<readonly { readonly name: string; readonly people: number; readonly publishers: number }[]> {
    const rooms = await this.#rooms.listRooms();
    return rooms.map(({ name, numParticipants, numPublishers }) => ({
      name,
      people: numParticipants,
      publishers: numPublishers,
    }));
  }

  /** Creating a room that exists changes nothing. */
  async openRoom(room: string): Promise<void> {
    await this.#rooms.createRoom({ name: room, emptyTimeout: emptySeconds, departureTimeout: emptySeconds });
  }

  async closeRoom(room: string): Promise<void> {
    await ignoreMissing(this.#rooms.deleteRoom(room));
  }

  async participants(room: string): Promise<readonly ParticipantInfo[]> {
    return (await ignoreMissing(this.#rooms.listParticipants(room))) ?? [];
  }

  async remove(room: string, identity: string): Promise<void> {
    await ignoreMissing(this.#rooms.removeParticipant(room, identity));
  }

  async setRights(room: string, identity: string, rights: MediaRights): Promise<void> {
    const permission = {
      canPublish: rights.canPublish,
      canPublishSources: sourcesOf(rights),
      canSubscribe: rights.canSubscribe,
      canPublishData: false,
      hidden: rights.isHidden,
    };
    await ignoreMissing(
      this.#rooms.updateParticipant(room, identity, {
        permission,
        attributes: { place: rights.isVenue ? venuePlace : '' },
      }),
    );
  }

  /** Checks signature and body hash; rejects what this media server did not send. */
  receive(body: string, authorization: string): Promise<WebhookEvent> {
    return this.#webhooks.receive(body, authorization);
  }
}

async function ignoreMissing<T>(request: Promise<T>): Promise<T | undefined> {
  try {
    return await request;
  } catch (error) {
    const { status, code } = error as { status?: number; code?: string };
    if (status === 404 || code === 'not_found') return undefined;
    throw error;
  }
}

/** Whether what a participant sends is the hall's. */
export const isVenueSender = ({ attributes }: ParticipantInfo): boolean => attributes['place'] === venuePlace;

/** ParticipantInfo.Kind.EGRESS, whose name the library keeps to itself. */
const egressKinds: readonly number[] = [2];

/** Whether it is the browser of LiveKit Egress; only the media server itself makes such participants. */
export const isEgress = ({ kind }: ParticipantInfo): boolean => egressKinds.includes(kind);

/** Whether a participant is connected for good, not still joining or already leaving. */
export const isActive = ({ state }: ParticipantInfo): boolean => state === ParticipantInfo_State.ACTIVE;

/** Whether a participant may publish exactly what the rights say. */
export function hasRights({ permission, attributes }: ParticipantInfo, rights: MediaRights): boolean {
  if ((attributes['place'] === venuePlace) !== rights.isVenue) return false;
  if (!permission || permission.canPublish !== rights.canPublish) return false;
  if (!rights.canPublish) return true;
  const wanted = sourcesOf(rights);
  const given = new Set(permission.canPublishSources);
  return given.size === wanted.length && wanted.every((source) => given.has(source));
}
