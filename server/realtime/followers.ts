import type { MeetingId } from '#server/kernel/ids.ts';
import type { Audience } from '#server/kernel/live.ts';

/** Who follows which meeting with which audience's eyes. */
export class Followers<S> {
  readonly #sets = new Map<string, Set<S>>();

  add(meetingId: MeetingId, audience: Audience, one: S): void {
    const key = keyOf(meetingId, audience);
    const set = this.#sets.get(key);
    if (set) set.add(one);
    else this.#sets.set(key, new Set([one]));
  }

  drop(meetingId: MeetingId, audience: Audience, one: S): void {
    const key = keyOf(meetingId, audience);
    const set = this.#sets.get(key);
    set?.delete(one);
    if (set?.size === 0) this.#sets.delete(key);
  }

  has(meetingId: MeetingId, audience: Audience): boolean {
    return this.#sets.has(keyOf(meetingId, audience));
  }

  of(meetingId: MeetingId, audience: Audience): Iterable<S> {
    return this.#sets.get(keyOf(meetingId, audience)) ?? [];
  }
}

const keyOf = (meetingId: MeetingId, audience: Audience): string => `${meetingId}:${audience}`;
