import { type LocalTrack, type Room, Track, VideoPresets } from 'livekit-client';
import type { DeviceChoice } from './device.ts';

/** `ready`: camera and microphone are open on this device, and nothing of them has left it. */
export type WarmUpState = 'none' | 'opening' | 'ready' | 'failed';

export type OwnSource = 'microphone' | 'camera';

const named = (deviceId: string | null) => (deviceId ? { deviceId } : true);

type Engine = Room['engine'];
type Encodings = Parameters<Engine['createSender']>[2];

/** Places on the connection that carry nothing yet. They belong to one connection and end with it. */
interface Places {
  readonly connection: Engine['pcManager'];
  readonly senders: Map<Track.Kind, RTCRtpSender>;
}

/** The layers that the library itself makes of a picture of this size; how many there are cannot be changed later. */
function layersOf({ width = 0, height = 0 }: MediaTrackSettings): Encodings {
  const size = Math.max(width, height);
  const { h180, h360, h720 } = VideoPresets;
  const presets = size >= 960 ? [h180, h360, h720] : size >= 480 ? [h180, h720] : [h720];
  const rids = ['q', 'h', 'f'];
  return presets.map(({ height: layer, encoding }, index) => ({
    rid: rids[index] ?? 'q',
    scaleResolutionDownBy: index === presets.length - 1 ? 1 : Math.max(1, Math.min(width, height) / layer),
    maxBitrate: encoding.maxBitrate,
  }));
}

async function setLayers(sender: RTCRtpSender, wanted: Encodings): Promise<void> {
  const parameters = sender.getParameters();
  if (!wanted || parameters.encodings.length !== wanted.length) return;
  for (const [index, { rid: _, ...encoding }] of wanted.entries())
    Object.assign(parameters.encodings[index] ?? {}, encoding);
  await sender.setParameters(parameters);
}

/**
 * Everything of a turn that can be done before it (decision 100): devices are open, and the connection has places for their
 * tracks, empty ones. The media server takes no track for a place before the floor is given, whoever fills it.
 */
export class WarmUp {
  readonly #room: Room;
  readonly #onChange: (state: WarmUpState) => void;
  readonly #known = new WeakSet<Engine>();
  #tracks = new Map<OwnSource, LocalTrack>();
  #places: Places | null = null;
  #opening: Promise<void> = Promise.resolve();
  #attempt = 0;

  constructor(room: Room, onChange: (state: WarmUpState) => void) {
    this.#room = room;
    this.#onChange = onChange;
  }

  get sources(): readonly OwnSource[] {
    return [...this.#tracks.keys()];
  }

  /** Opens the devices and makes the places; a camera that does not open leaves the microphone alone ready. */
  open(sources: readonly OwnSource[], choice: DeviceChoice): Promise<void> {
    this.close();
    const attempt = ++this.#attempt;
    this.#onChange('opening');
    this.#opening = this.#open(attempt, sources, choice);
    return this.#opening;
  }

  async #open(attempt: number, sources: readonly OwnSource[], choice: DeviceChoice): Promise<void> {
    const own = this.#room.localParticipant;
    const opened = await Promise.allSettled(
      sources.map(async (source) => {
        const options =
          source === 'microphone' ? { audio: named(choice.microphoneId) } : { video: named(choice.cameraId) };
        const [track] = await own.createTracks(options);
        if (!track) throw new Error(`no ${source}`);
        if (attempt === this.#attempt) this.#tracks.set(source, track);
        else track.stop();
      }),
    );
    if (attempt !== this.#attempt) return;
    if (opened.every(({ status }) => status === 'rejected')) return this.#onChange('failed');
    await this.makePlaces().catch(() => undefined);
    if (attempt === this.#attempt) this.#onChange('ready');
  }

  /** Makes what places the present connection still lacks; to be called again after the line was lost. */
  async makePlaces(): Promise<void> {
    const { engine } = this.#room;
    const connection = engine?.pcManager;
    if (!connection) return;
    if (this.#places?.connection !== connection) this.#places = { connection, senders: new Map() };
    const { senders } = this.#places;
    const missing = [...this.#tracks.values()].filter(({ kind }) => !senders.has(kind));
    if (missing.length === 0) return;
    for (const track of missing) {
      const layers = track.kind === Track.Kind.Video ? layersOf(track.mediaStreamTrack.getSettings()) : undefined;
      const sender = await engine.createSender(track, { videoCodec: 'vp8' }, layers);
      await sender.replaceTrack(null);
      senders.set(track.kind, sender);
    }
    this.#fillPlacesFirst(engine);
    await engine.negotiate();
  }

  /** What the library sends from now on goes to an empty place, if there is one, instead of a new one. */
  #fillPlacesFirst(engine: Engine): void {
    if (this.#known.has(engine)) return;
    this.#known.add(engine);
    const create = engine.createSender.bind(engine);
    engine.createSender = async (track, options, encodings) => {
      const places = this.#places;
      const sender = places?.connection === engine.pcManager ? places?.senders.get(track.kind) : undefined;
      if (!sender) return create(track, options, encodings);
      places?.senders.delete(track.kind);
      if (track.kind === Track.Kind.Video && options.videoCodec) track.codec = options.videoCodec;
      await sender.replaceTrack(track.mediaStreamTrack);
      await setLayers(sender, encodings).catch(() => undefined);
      return sender;
    };
  }

  /** Waits for devices that are just being opened, and hands over the one that was prepared. */
  async take(source: OwnSource): Promise<LocalTrack | null> {
    await this.#opening;
    const track = this.#tracks.get(source) ?? null;
    this.#tracks.delete(source);
    if (track && this.#tracks.size === 0) this.#onChange('none');
    return track;
  }

  /** Lets go of the devices. The empty places stay: they hold nothing, and the media server remembers them. */
  close(): void {
    this.#attempt++;
    for (const track of this.#tracks.values()) track.stop();
    this.#tracks = new Map();
    this.#onChange('none');
  }
}
