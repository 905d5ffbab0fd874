import type { MeetingId } from '#server/kernel/ids.ts';
import type { LiveFacts } from '#server/kernel/live.ts';

/** What a module is told of a live public meeting where nobody has a place; tests say what is otherwise. */
export const factsWith = (change: Partial<LiveFacts> = {}): LiveFacts => ({
  meetingId: 'm' as MeetingId,
  phase: 'live',
  currentItemId: null,
  currentVisibility: 'public',
  isPublic: true,
  roles: [],
  personOf: () => null,
  visibilityOf: () => null,
  isPresent: () => false,
  isRemoved: () => false,
  ...change,
});
