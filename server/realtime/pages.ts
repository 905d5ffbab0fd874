import type { Pool } from 'pg';
import type { MeetingId } from '#server/kernel/ids.ts';
import { type LogEvent, maySee, RedactedPayload, redactedType } from '#server/kernel/live.ts';
import type { LiveMeeting } from './hub.ts';
import { readEvents } from './log-store.ts';
import { bare } from './mirror.ts';

/** Seqs per page; a page is closed once the log has gone past its end. */
export const pageLength = 1_000;

/**
 * A closed page never changes under its address: `revision` counts the redactions that touched it, so an erased word
 * moves the page to a new address and the old one is gone.
 */
export interface PageRef {
  readonly page: number;
  readonly revision: number;
}

export interface Manifest {
  readonly meetingId: string;
  readonly head: number;
  readonly pageLength: number;
  /** Closed pages in order; the rest of the log is the tail. */
  readonly closed: readonly PageRef[];
}

/** How often each page was redacted; read from the log itself, so every node agrees. */
export async function revisions(db: Pool, meetingId: MeetingId): Promise<ReadonlyMap<number, number>> {
  const found = await db.query<{ payload: string }>(
    `select payload from log_event where meeting_id = $1 and type = $2 and payload is not null order by seq`,
    [meetingId, redactedType],
  );
  const counts = new Map<number, number>();
  for (const { payload } of found.rows) {
    const { seqs } = RedactedPayload.parse(JSON.parse(payload));
    for (const page of new Set(seqs.map((seq) => Math.floor((seq - 1) / pageLength))))
      counts.set(page, (counts.get(page) ?? 0) + 1);
  }
  return counts;
}

export async function manifest(db: Pool, meeting: LiveMeeting): Promise<Manifest> {
  const { meetingId, head } = meeting.mirror;
  const counts = await revisions(db, meetingId);
  const closedCount = Math.floor(head.seq / pageLength);
  const closed = Array.from({ length: closedCount }, (_, page) => ({ page, revision: counts.get(page) ?? 0 }));
  return { meetingId, head: head.seq, pageLength, closed };
}

/** The public's events of one closed page; null when the page is not closed or has another revision by now. */
export async function closedPage(db: Pool, meeting: LiveMeeting, ref: PageRef): Promise<readonly LogEvent[] | null> {
  const { meetingId, head } = meeting.mirror;
  const end = (ref.page + 1) * pageLength;
  if (ref.page < 0 || end > head.seq) return null;
  if (((await revisions(db, meetingId)).get(ref.page) ?? 0) !== ref.revision) return null;
  const events = await readEvents(db, meetingId, end - pageLength, pageLength, end);
  return events.filter((event) => maySee('public', event.audience)).map(bare);
}
