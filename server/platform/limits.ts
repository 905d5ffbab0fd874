/** How many at once, and how fast they come back. */
export interface Limit {
  readonly burst: number;
  readonly perSecond: number;
}

interface Bucket {
  tokens: number;
  at: number;
}

const sweepAbove = 50_000;

/**
 * Token buckets by key, in this process. The kind of a key is what stands before its first colon. Each node counts for
 * itself: with n nodes behind a balancer a person gets at most n times the limit, which is still a limit.
 */
export class RateLimiter {
  readonly #limits: Readonly<Record<string, Limit>>;
  readonly #buckets = new Map<string, Bucket>();
  readonly #now: () => number;

  constructor(limits: Readonly<Record<string, Limit>>, now: () => number = () => performance.now()) {
    this.#limits = limits;
    this.#now = now;
  }

  /** Takes one token; false when there is none. */
  take(key: string): boolean {
    const limit = this.#limits[key.slice(0, key.indexOf(':'))];
    if (!limit) throw new Error(`no limit is set for ${key.slice(0, key.indexOf(':'))}`);
    const now = this.#now();
    if (this.#buckets.size > sweepAbove) this.#sweep(now);
    const bucket = this.#buckets.get(key) ?? { tokens: limit.burst, at: now };
    const tokens = Math.min(limit.burst, bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond);
    const isAllowed = tokens >= 1;
    this.#buckets.set(key, { tokens: isAllowed ? tokens - 1 : tokens, at: now });
    return isAllowed;
  }

  /** Forgets buckets that are full again. */
  #sweep(now: number): void {
    for (const [key, bucket] of this.#buckets) {
      const limit = this.#limits[key.slice(0, key.indexOf(':'))];
      if (!limit || bucket.tokens + ((now - bucket.at) / 1000) * limit.perSecond >= limit.burst)
        this.#buckets.delete(key);
    }
  }
}
