import type { MeetingId } from '#server/kernel/ids.ts';

/** Two of a page's words may get lost before it is not counted any more; it says one every half minute. */
export const goneAfterMs = 75_000;
/** Beyond this nobody counts the difference, and memory stays bounded whoever makes numbers up. */
const mostPerMeeting = 200_000;

/**
 * The public that follows a meeting by pages instead of a stream. Caches answer most of what they ask, so they are counted
 * by what they say themselves, by a number of their own making, until they fall silent (L15).
 */
export class PageFollowers {
  readonly #meetings = new Map<MeetingId, Map<string, number>>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  note(meetingId: MeetingId, followerId: string): void {
    const followers = this.#meetings.get(meetingId) ?? new Map<string, number>();
    this.#meetings.set(meetingId, followers);
    // Taken out first, so that the map stays in the order in which they last spoke.
    const isNew = !followers.delete(followerId);
    if (!isNew || followers.size < mostPerMeeting) followers.set(followerId, this.#now());
  }

  count(meetingId: MeetingId): number {
    const followers = this.#meetings.get(meetingId);
    if (!followers) return 0;
    for (const [followerId, at] of followers) {
      if (this.#now() - at < goneAfterMs) break;
      followers.delete(followerId);
    }
    if (followers.size === 0) this.#meetings.delete(meetingId);
    return followers.size;
  }
}
