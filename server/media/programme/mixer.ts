/** Samples per second of everything the recorder hears and writes. */
export const sampleRate = 48_000;
const perMs = sampleRate / 1000;

/** What a source collects before it is heard: the network delivers in bursts. */
const cushion = 60 * perMs;
/** More than this waiting is a delay that grew; the oldest is let go. */
const mostWaiting = 300 * perMs;

/** The sound of one track, as it comes in and as it is taken out at an even pace. */
export class SoundSource {
  #chunks: Int16Array[] = [];
  #waiting = 0;
  #isHeard = false;

  push(samples: Int16Array): void {
    this.#chunks.push(samples);
    this.#waiting += samples.length;
    if (this.#waiting > mostWaiting) this.#drop(this.#waiting - cushion);
    if (this.#waiting >= cushion) this.#isHeard = true;
  }

  /** Forgets what is waiting: it was said before a pause. */
  clear(): void {
    this.#chunks = [];
    this.#waiting = 0;
    this.#isHeard = false;
  }

  /** The next `count` samples, from -1 to 1; null when there is nothing to hear. What is missing is silence. */
  take(count: number): Float32Array | null {
    if (!this.#isHeard) return null;
    const samples = new Float32Array(count);
    let filled = 0;
    while (filled < count) {
      const [chunk] = this.#chunks;
      if (!chunk) break;
      const used = Math.min(chunk.length, count - filled);
      for (let index = 0; index < used; index++) samples[filled + index] = (chunk[index] ?? 0) / 32_768;
      filled += used;
      this.#advance(chunk, used);
    }
    // It ran dry: collect anew, so that it does not stutter.
    if (filled < count) this.#isHeard = false;
    return samples;
  }

  #advance(chunk: Int16Array, used: number): void {
    this.#waiting -= used;
    if (used === chunk.length) this.#chunks.shift();
    else this.#chunks[0] = chunk.subarray(used);
  }

  #drop(count: number): void {
    for (let left = count; left > 0; ) {
      const [chunk] = this.#chunks;
      if (!chunk) return;
      const used = Math.min(chunk.length, left);
      left -= used;
      this.#advance(chunk, used);
    }
  }
}

const knee = 0.8;

/** Leaves quiet samples as they are and bends loud ones, so that many voices at once never clip. */
export function softLimit(sample: number): number {
  const size = Math.abs(sample);
  if (size <= knee) return sample;
  return Math.sign(sample) * (knee + (1 - knee) * Math.tanh((size - knee) / (1 - knee)));
}

/** The sum of several voices, `count` samples of it; silence when there are none. */
export function mix(voices: readonly Float32Array[], count: number): Float32Array {
  const sum = new Float32Array(count);
  for (const voice of voices)
    for (let index = 0; index < count; index++) sum[index] = (sum[index] ?? 0) + (voice[index] ?? 0);
  if (voices.length > 1) for (let index = 0; index < count; index++) sum[index] = softLimit(sum[index] ?? 0);
  return sum;
}
