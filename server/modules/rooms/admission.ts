import type { MeetingId } from '#server/kernel/ids.ts';

/** Somebody of the public in a media room, as far as their place in the line matters. */
export interface Viewer {
  readonly identity: string;
  /** When they joined, in seconds, as the media server says. */
  readonly joinedAt: bigint;
}

/** How long a ticket keeps a place that nobody has taken; browsers use theirs at once. */
const keptMs = 15_000;

const byArrival = (a: Viewer, b: Viewer): number => {
  if (a.joinedAt !== b.joinedAt) return a.joinedAt < b.joinedAt ? -1 : 1;
  return a.identity < b.identity ? -1 : 1;
};

/** How many of the public may be in each meeting's media, and who came too late for it (R40). */
export class Admission {
  readonly #limit: number;
  readonly #now: () => number;
  /** Who was there at the last look. */
  readonly #there = new Map<MeetingId, number>();
  /** Places promised by a ticket since, and until when. */
  readonly #promised = new Map<MeetingId, Map<string, number>>();

  constructor(limit: number, now: () => number = () => performance.now()) {
    this.#limit = limit;
    this.#now = now;
  }

  /** Keeps a place for `identity`; false when there is none. */
  admit(meetingId: MeetingId, identity: string): boolean {
    const promised = this.#promised.get(meetingId) ?? new Map<string, number>();
    for (const [other, until] of promised) if (until < this.#now()) promised.delete(other);
    if ((this.#there.get(meetingId) ?? 0) + promised.size >= this.#limit) return false;
    promised.set(identity, this.#now() + keptMs);
    this.#promised.set(meetingId, promised);
    return true;
  }

  /** Notes who is there. Returns who is too many, the latest first: several nodes promise places without knowing of one another. */
  settle(meetingId: MeetingId, viewers: readonly Viewer[]): readonly string[] {
    const promised = this.#promised.get(meetingId);
    for (const { identity } of viewers) promised?.delete(identity);
    const surplus = viewers.toSorted(byArrival).slice(this.#limit);
    this.#there.set(meetingId, viewers.length - surplus.length);
    return surplus.map(({ identity }) => identity).toReversed();
  }

  /** The meeting's media are over. */
  forget(meetingId: MeetingId): void {
    this.#there.delete(meetingId);
    this.#promised.delete(meetingId);
  }
}
