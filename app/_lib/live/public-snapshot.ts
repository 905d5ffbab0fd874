import { MeetingIdSchema } from '#server/kernel/ids.ts';
import type { Snapshot } from '#server/kernel/live.ts';

/** Where this node's own live service answers; the pages' bundles hold no live state of their own. */
export const liveOrigin = (): string => {
  const host = process.env['HOST'];
  const isAny = host === undefined || host === '' || host === '0.0.0.0' || host === '::' || host === 'localhost';
  return `http://${isAny ? '127.0.0.1' : host}:${process.env['PORT'] ?? 3000}`;
};

export type FoundSnapshot =
  | { readonly kind: 'found'; readonly snapshot: Snapshot }
  | { readonly kind: 'notFound' | 'unavailable' };

/** A meeting as the public may see it. */
export async function publicSnapshot(meetingId: string): Promise<FoundSnapshot> {
  if (!MeetingIdSchema.safeParse(meetingId).success) return { kind: 'notFound' };
  try {
    // Without the reader's cookies: a member who opens a public page sees what the public sees.
    const answer = await fetch(`${liveOrigin()}/api/live/${meetingId}/snapshot`, {
      cache: 'no-store',
      // Packing for ourselves would only cost time.
      headers: { 'accept-encoding': 'identity' },
    });
    if (answer.status === 404) return { kind: 'notFound' };
    return answer.ok ? { kind: 'found', snapshot: (await answer.json()) as Snapshot } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
}
