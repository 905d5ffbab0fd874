import type { MeetingId } from '#server/kernel/ids.ts';
import { type LiveFacts, noFacts } from '#server/kernel/live.ts';

/** What a module is told of a live public meeting where nobody has a place; tests say what is otherwise. */
export const factsWith = (change: Partial<LiveFacts> = {}): LiveFacts => ({
  ...noFacts,
  meetingId: 'm' as MeetingId,
  phase: 'live',
  isPublic: true,
  roles: [],
  ...change,
});
