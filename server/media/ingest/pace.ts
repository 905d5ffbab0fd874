import { setTimeout as sleep } from 'node:timers/promises';

/** Further behind or ahead than this is a jump of the source's clock, not a delay. */
const jumpSeconds = 2;
/** What a live source has kept ready for newcomers is caught up with, not replayed. */
const liveAheadSeconds = 0.5;

/** One clock for picture and sound of a source: each goes out when its time has come. */
export class Pace {
  readonly #isFile: boolean;
  readonly #now: () => number;
  #origin: number | null = null;

  constructor(isFile: boolean, now: () => number = () => performance.now() / 1000) {
    this.#isFile = isFile;
    this.#now = now;
  }

  /** Seconds until what belongs to second `at` of the source is due; never negative. */
  dueIn(at: number): number {
    const now = this.#now();
    const ahead = this.#origin === null ? Number.NaN : this.#origin + at - now;
    const mostAhead = this.#isFile ? jumpSeconds * 30 : liveAheadSeconds;
    if (!(ahead > -jumpSeconds && ahead < mostAhead)) {
      this.#origin = now - at;
      return 0;
    }
    return Math.max(0, ahead);
  }

  async wait(at: number): Promise<void> {
    const seconds = this.dueIn(at);
    if (seconds > 0.002) await sleep(seconds * 1000);
  }
}
