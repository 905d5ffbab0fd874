import type { Packet } from 'node-av/lib';
import { uuidV7 } from '#server/kernel/ids.ts';
import { AudioEncoder } from './encoders.ts';
import { mix, sampleRate } from './mixer.ts';
import type { SceneTurn } from './scene.ts';
import type { Store } from './store.ts';
import { StreamFile } from './stream-file.ts';

const voiceBitRate = 64_000;
/** A long turn is several files, so that a recorder that is killed loses half a minute of it at most. */
const longestMs = 30_000;
const shortestMs = 200;

/** What one source gave to a stretch of sound. */
export interface Heard {
  readonly userId: string;
  readonly isVenue: boolean;
  readonly samples: Float32Array;
}

/** One voice in one turn, while it is said. */
class Voice {
  readonly turn: SceneTurn;
  readonly #startsAt: number;
  readonly #encoder = new AudioEncoder(voiceBitRate);
  #packets: Packet[] = [];

  constructor(turn: SceneTurn, startsAt: number) {
    this.turn = turn;
    this.#startsAt = startsAt;
  }

  get lengthMs(): number {
    return (this.#encoder.position / sampleRate) * 1000;
  }

  async hear(samples: Float32Array): Promise<void> {
    this.#packets.push(...(await this.#encoder.encode(samples)));
  }

  /** Stores what was said before `until`. */
  async finish(store: Store, until: number): Promise<void> {
    const durationMs = Math.round(Math.min(this.lengthMs, until - this.#startsAt));
    this.#packets.push(...(await this.#encoder.finish()));
    const last = (durationMs / 1000) * sampleRate;
    const packets = this.#packets.filter((packet) => Number(packet.pts) < last);
    if (durationMs >= shortestMs && packets.length > 0) {
      const { file, init } = await StreamFile.open([this.#encoder.context]);
      const sound = await file.fragment(
        packets.map((packet) => ({ stream: 0, packet })),
        [this.#encoder.context],
      );
      file.close();
      const { turnId, userId } = this.turn;
      const source = this.turn.source === 'venue' ? 'venue' : 'device';
      store.voice(
        { id: uuidV7(), turnId, userId, source, startsAt: Math.round(this.#startsAt), durationMs },
        Buffer.concat([init, sound]),
      );
    }
    this.#encoder.close();
  }
}

/** A turn in the hall is heard by the hall's microphone, a turn from elsewhere by the speaker's own (G9). */
export const belongs = (turn: SceneTurn, { userId, isVenue }: Omit<Heard, 'samples'>): boolean =>
  turn.source === 'venue' ? isVenue : !isVenue && turn.userId === userId;

/** Keeps what each speaker says as files of their own. */
export class Voices {
  readonly #store: Store;
  readonly #open = new Map<string, Voice>();

  constructor(store: Store) {
    this.#store = store;
  }

  /** Hears a stretch of `count` samples that begins at instant `at`. */
  async hear(turns: readonly SceneTurn[], heard: readonly Heard[], count: number, at: number): Promise<void> {
    const running = turns.filter(({ isRunning }) => isRunning);
    for (const [key, voice] of this.#open) {
      const turn = running.find(({ turnId }) => turnId === voice.turn.turnId);
      const isSame = turn?.userId === voice.turn.userId && turn.source === voice.turn.source;
      if (!isSame || voice.lengthMs >= longestMs) await this.#close(key, at);
    }
    for (const turn of running) {
      const parts = heard.filter((one) => belongs(turn, one)).map(({ samples }) => samples);
      let voice = this.#open.get(turn.turnId);
      if (!voice && parts.length > 0) this.#open.set(turn.turnId, (voice = new Voice(turn, at)));
      // Silence keeps the time of what follows.
      await voice?.hear(mix(parts, count));
    }
  }

  async #close(key: string, until: number): Promise<void> {
    const voice = this.#open.get(key);
    this.#open.delete(key);
    await voice?.finish(this.#store, until);
  }

  /** Stores everything that was said before an instant. */
  async finish(until: number): Promise<void> {
    for (const key of this.#open.keys()) await this.#close(key, until);
  }
}
