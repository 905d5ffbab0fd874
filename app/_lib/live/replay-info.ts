import { cache } from 'react';
import { MeetingIdSchema } from '#server/kernel/ids.ts';
import type { ReplayInfo } from '#server/modules/replays/contract.ts';
import { liveOrigin } from './public-snapshot.ts';

export type FoundReplay =
  | { readonly kind: 'shown'; readonly info: ReplayInfo }
  | { readonly kind: 'notYet'; readonly until: number }
  | { readonly kind: 'notEnded' | 'notShown' | 'notFound' | 'unavailable' };

/** A replay as the reader may see it, or why not; once per request. */
export const replayInfo = cache(async (meetingId: string, cookie: string | null): Promise<FoundReplay> => {
  if (!MeetingIdSchema.safeParse(meetingId).success) return { kind: 'notFound' };
  try {
    const answer = await fetch(`${liveOrigin()}/api/live/${meetingId}/replay`, {
      cache: 'no-store',
      headers: cookie === null ? {} : { cookie },
    });
    if (answer.ok) return { kind: 'shown', info: (await answer.json()) as ReplayInfo };
    if (answer.status === 404) return { kind: 'notFound' };
    const { error } = (await answer.json()) as { error: { code: string; params?: { until?: number } } };
    if (error.code === 'replays.notYet') return { kind: 'notYet', until: error.params?.until ?? 0 };
    if (error.code === 'replays.notEnded') return { kind: 'notEnded' };
    return { kind: error.code === 'replays.notShown' ? 'notShown' : 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
});
