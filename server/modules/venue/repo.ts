import { prisma } from '#server/platform/db.ts';

/** A source that this node is to pull. */
export interface PullOrder {
  readonly sourceId: string;
  readonly meetingId: string;
  readonly address: string;
}

/**
 * Takes hold, for `leaseMs`, of every wanted source of a running meeting that no other node holds, and keeps hold of the own
 * ones; what is not in the answer is not this node's to pull (H7).
 */
export async function holdSources(nodeId: string, leaseMs: number): Promise<readonly PullOrder[]> {
  const rows = await prisma.$queryRaw<{ id: string; meeting_id: string; address: string }[]>`
    update pulled_source s set node_id = ${nodeId}, held_until = now() + ${leaseMs} * interval '1 millisecond'
      from meeting m where m.id = s.meeting_id and s.is_wanted and m.phase in ('open', 'live', 'suspended')
        and (s.node_id = ${nodeId} or s.held_until is null or s.held_until < now())
      returning s.id::text, s.meeting_id::text, s.address`;
  return rows.map(({ id, meeting_id, address }) => ({ sourceId: id, meetingId: meeting_id, address }));
}

/** Lets go of everything this node holds, so that another need not wait. */
export const releaseSources = (nodeId: string) =>
  prisma.$executeRaw`update pulled_source set node_id = null, held_until = null where node_id = ${nodeId}`;
