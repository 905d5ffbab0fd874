import { randomBytes } from 'node:crypto';
import type { Frame, Packet } from 'node-av/lib';
import type { SegmentAudience } from '#server/modules/recordings/contract.ts';
import { AudioEncoder, framesPerSecond, VideoEncoder } from './encoders.ts';
import { sampleRate } from './mixer.ts';
import type { Store } from './store.ts';
import { StreamFile } from './stream-file.ts';

export const frameMs = 1000 / framesPerSecond;
const segmentFrames = 2 * framesPerSecond;
const programmeBitRate = 96_000;

interface Waiting {
  readonly stream: 0 | 1;
  readonly packet: Packet;
  /** Milliseconds since the run began. */
  readonly atMs: number;
}

/**
 * One stretch of programme without a gap and for one audience: encoders, an initialisation, and segments of two seconds.
 * A pause, another audience or a new process begins another run, and with it a discontinuity (G6).
 */
export class Run {
  readonly audience: SegmentAudience;
  /** Instant of frame 0. */
  readonly startsAt: number;
  readonly #store: Store;
  readonly #video: VideoEncoder;
  readonly #audio: AudioEncoder;
  readonly #file: StreamFile;
  readonly #name: string;
  readonly #initKey: string;
  #waiting: Waiting[] = [];
  /** Where segments begin, in milliseconds; the first is not yet written. */
  #begins: number[] = [];
  #count = 0;
  #endMs = 0;

  private constructor(
    store: Store,
    audience: SegmentAudience,
    startsAt: number,
    parts: { video: VideoEncoder; audio: AudioEncoder; file: StreamFile; init: Buffer },
  ) {
    this.#store = store;
    this.audience = audience;
    this.startsAt = startsAt;
    this.#video = parts.video;
    this.#audio = parts.audio;
    this.#file = parts.file;
    this.#name = randomBytes(6).toString('hex');
    const initName = `${this.#name}.mp4`;
    this.#initKey = store.keyOf(initName);
    store.file(initName, parts.init);
  }

  static async open(store: Store, audience: SegmentAudience, now: () => number): Promise<Run> {
    const [video, audio] = [await VideoEncoder.open(), new AudioEncoder(programmeBitRate)];
    const { file, init } = await StreamFile.open([video.context, audio.context]);
    return new Run(store, audience, now(), { video, audio, file, init });
  }

  /** Encodes the canvas as frame `index`, counted from the run's begin; some may be left out. */
  async picture(frame: Frame, index: number): Promise<void> {
    const atMs = index * frameMs;
    const begin = this.#begins.at(-1);
    const isKey = begin === undefined || atMs >= begin + segmentFrames * frameMs;
    if (isKey) this.#begins.push(atMs);
    this.#take(0, await this.#video.encode(frame, index, isKey));
    this.#endMs = atMs + frameMs;
  }

  /** How many samples the sound is behind frame `index`. */
  soundMissing(index: number): number {
    return Math.round((index + 1) * frameMs * (sampleRate / 1000)) - this.#audio.position;
  }

  async sound(samples: Float32Array): Promise<void> {
    this.#take(1, await this.#audio.encode(samples));
    const [first, second] = this.#begins;
    // The sound comes a little after the picture; a segment waits for it.
    const heardMs = (this.#audio.position / sampleRate) * 1000 - 2 * frameMs;
    if (first !== undefined && second !== undefined && heardMs >= second) await this.#cut(first, second);
  }

  #take(stream: 0 | 1, packets: readonly Packet[]): void {
    for (const packet of packets) {
      const unitMs = stream === 0 ? frameMs : 1000 / sampleRate;
      this.#waiting.push({ stream, packet, atMs: Number(packet.pts) * unitMs });
    }
  }

  async #cut(fromMs: number, toMs: number): Promise<void> {
    const taken = this.#waiting.filter(({ atMs }) => atMs < toMs);
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs >= toMs);
    this.#begins = this.#begins.filter((begin) => begin >= toMs);
    if (!taken.some(({ stream }) => stream === 0)) return;
    taken.sort((a, b) => a.atMs - b.atMs);
    const bytes = await this.#file.fragment(taken, [this.#video.context, this.#audio.context]);
    const name = `${this.#name}-${String(this.#count).padStart(5, '0')}.m4s`;
    this.#store.segment({
      name,
      bytes,
      startsAt: Math.round(this.startsAt + fromMs),
      durationMs: Math.round(toMs - fromMs),
      initKey: this.#initKey,
      hasDiscontinuity: this.#count === 0,
      audience: this.audience,
    });
    this.#count++;
  }

  /** Writes what is left, up to an instant: nothing that was composed from then on stays. */
  async finish(until: number): Promise<void> {
    this.#take(0, await this.#video.finish());
    this.#take(1, await this.#audio.finish());
    const endMs = Math.min(this.#endMs, until - this.startsAt);
    // Whole frames only: one that had begun by then shows what was before.
    const lastMs = Math.max(0, Math.ceil(endMs / frameMs) * frameMs);
    for (const { packet, atMs } of this.#waiting) if (atMs >= lastMs) packet.free();
    this.#waiting = this.#waiting.filter(({ atMs }) => atMs < lastMs);
    const begins = this.#begins.filter((begin) => begin < lastMs);
    for (const [index, begin] of begins.entries()) await this.#cut(begin, begins[index + 1] ?? lastMs);
    this.#file.close();
    this.#video.close();
    this.#audio.close();
  }
}
