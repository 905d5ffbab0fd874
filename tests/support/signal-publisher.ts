import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  type Room,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { joinMedia } from './media-clients.ts';

/** A plain colour as brightness and the two parts of colour. */
export type Colour = readonly [number, number, number];

const rate = 48_000;
const white: Colour = [235, 128, 128];
/** A flash and a beep together, a fifth of a second long, every two seconds of the clock. */
export const signalEveryMs = 2_000;
const signalMs = 200;
export const beepHz = 1_000;
const isSignal = (now: number): boolean => now % signalEveryMs < signalMs;

export interface SignalOptions {
  readonly colour: Colour;
  /** A steady sound; 0 is silence. */
  readonly hz: number;
  readonly hasSignal: boolean;
  readonly width?: number;
  readonly height?: number;
  readonly fps?: number;
  /** How much brightness moves about the colour, as in a real picture; none when left out. */
  readonly grain?: number;
}

/** Slow waves with fine noise on them, which move: as much work for an encoder as a face before a wall. */
function drawGrain(plane: Uint8Array, width: number, luma: number, grain: number, turn: number): void {
  const rows = plane.length / width;
  const waves = Float32Array.from({ length: width }, (_, x) => Math.sin((x + turn * 3) / 37) * grain);
  for (let y = 0, to = 0; y < rows; y++) {
    const row = Math.sin((y + turn) / 23) * grain;
    let noise = (y * 7_919 + turn * 104_729) >>> 0;
    for (let x = 0; x < width; x++, to++) {
      noise = (noise * 1_664_525 + 1_013_904_223) >>> 0;
      plane[to] = luma + ((waves[x] ?? 0) + row) / 2 + (noise >>> 29) - 4;
    }
  }
}

/** Somebody whose picture is one colour and whose sound is one tone, so that both are known again in a recording. */
export class SignalPublisher {
  readonly room: Room;
  colour: Colour;
  hz: number;
  /** Pictures sent so far. */
  sent = 0;
  readonly #options: SignalOptions;
  readonly #timers: NodeJS.Timeout[] = [];
  readonly #closing: (() => Promise<void>)[] = [];

  private constructor(room: Room, options: SignalOptions) {
    this.room = room;
    this.#options = options;
    this.colour = options.colour;
    this.hz = options.hz;
  }

  static async join(ticket: { url: string; token: string }, options: SignalOptions): Promise<SignalPublisher> {
    const publisher = new SignalPublisher(await joinMedia(ticket), options);
    await publisher.#publishPicture();
    await publisher.#publishSound();
    return publisher;
  }

  async #publishPicture(): Promise<void> {
    const { width = 640, height = 360, hasSignal, fps = 25, grain = 0 } = this.#options;
    const source = new VideoSource(width, height);
    this.#closing.push(() => source.close());
    const track = LocalVideoTrack.createVideoTrack('camera', source);
    const pixels = new Uint8Array((width * height * 3) / 2);
    const [u, v] = [width * height, (width * height * 5) / 4];
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: false });
    await this.room.localParticipant?.publishTrack(track, options);
    this.#timers.push(
      setInterval(() => {
        const [luma, blue, red] = hasSignal && isSignal(Date.now()) ? white : this.colour;
        if (grain === 0) pixels.fill(luma, 0, u);
        else drawGrain(pixels.subarray(0, u), width, luma, grain, this.sent);
        pixels.fill(blue, u, v);
        pixels.fill(red, v);
        source.captureFrame(new VideoFrame(pixels, width, height, VideoBufferType.I420));
        this.sent++;
      }, 1000 / fps),
    );
  }

  async #publishSound(): Promise<void> {
    const source = new AudioSource(rate, 1, 200);
    this.#closing.push(() => source.close());
    const track = LocalAudioTrack.createAudioTrack('microphone', source);
    const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE });
    await this.room.localParticipant?.publishTrack(track, options);
    const began = Date.now();
    let sent = 0;
    this.#timers.push(
      setInterval(() => {
        const due = Math.floor(((Date.now() - began) * rate) / 1000 / 480) * 480;
        for (; sent < due; sent += 480) {
          const at = began + (sent / rate) * 1000;
          const hz = this.#options.hasSignal && isSignal(at) ? beepHz : this.hz;
          const samples = Int16Array.from({ length: 480 }, (_, index) =>
            hz === 0 ? 0 : Math.round(9_000 * Math.sin((2 * Math.PI * hz * (sent + index)) / rate)),
          );
          source.captureFrame(new AudioFrame(samples, rate, 1, 480)).catch(() => undefined);
        }
      }, 10),
    );
  }

  async leave(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    for (const close of this.#closing) await close();
    await this.room.disconnect();
  }
}
