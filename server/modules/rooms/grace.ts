/**
 * When it may be judged that somebody's connection is gone (R8). Nobody's connections can be noted while the product starts
 * or its database is away; whoever was there then gets the whole grace time to be seen again.
 */
export class Grace {
  readonly #graceMs: number;
  readonly #lateMs: number;
  #since: number;
  #notedAt: number;

  /** `lateMs`: connections that were not noted for so long were not noted at all. All in milliseconds. */
  constructor(graceMs: number, lateMs: number, now: number) {
    this.#graceMs = graceMs;
    this.#lateMs = lateMs;
    this.#since = now;
    this.#notedAt = now;
  }

  /** The connections of this node were noted. */
  noted(now: number): void {
    if (now - this.#notedAt > this.#lateMs) this.#since = now;
    this.#notedAt = now;
  }

  mayJudge(now: number): boolean {
    return now - this.#since >= this.#graceMs && now - this.#notedAt <= this.#lateMs;
  }
}
