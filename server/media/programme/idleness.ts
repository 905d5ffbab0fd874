/** Tells when nothing has been sent for so long that there is nothing to record (G13). */
export class Idleness {
  readonly #patienceMs: number;
  #quietSince: number | null = null;

  constructor(patienceMs: number) {
    this.#patienceMs = patienceMs;
  }

  /** Takes what is seen now, in milliseconds of a clock that only goes forward; true once it was quiet for longer than the patience. */
  look(isSending: boolean, now: number): boolean {
    if (isSending) this.#quietSince = null;
    else this.#quietSince ??= now;
    return this.#quietSince !== null && now - this.#quietSince > this.#patienceMs;
  }
}
