import type { Prisma } from '#generated/prisma/client.ts';
import { prisma } from '#server/platform/db.ts';
import { type ChainedRow, firstHash, hashOf } from './chain.ts';

export const readPeriods = () =>
  prisma.retentionSetting.findUnique({
    where: { id: 1 },
    select: { recordingDays: true, wordDays: true, auditDays: true, version: true },
  });

/** Sets the periods if nobody did so since `basedOn`; false otherwise. */
export async function writePeriods(
  periods: { recordingDays: number; wordDays: number; auditDays: number },
  basedOn: number,
): Promise<boolean> {
  const version = basedOn + 1;
  if (basedOn === 0) {
    const added = await prisma.retentionSetting.createMany({
      data: { id: 1, ...periods, version },
      skipDuplicates: true,
    });
    if (added.count === 1) return true;
  }
  const where = { id: 1, version: basedOn };
  return (await prisma.retentionSetting.updateMany({ where, data: { ...periods, version } })).count === 1;
}

/** The trail has one order on all nodes. */
const trailLock = 7_140_001;

/** Adds a line to the trail; one with a key that is there already is the same line (W3, W4). */
export async function appendAudit(line: {
  readonly at: number;
  readonly actor: string;
  readonly action: string;
  readonly meetingId: string | null;
  readonly detail: Prisma.InputJsonObject;
  readonly key: string;
}): Promise<boolean> {
  return prisma.$transaction(async (tx) => {
    await tx.$executeRaw`select pg_advisory_xact_lock(${trailLock})`;
    if (await tx.auditEntry.findUnique({ where: { key: line.key }, select: { seq: true } })) return false;
    const last = await tx.auditEntry.findFirst({ orderBy: { seq: 'desc' }, select: { seq: true, hash: true } });
    const { key, ...told } = line;
    const row: ChainedRow = { seq: (last?.seq ?? 0) + 1, prevHash: last?.hash ?? firstHash, ...told };
    await tx.auditEntry.create({
      data: { ...row, at: BigInt(row.at), detail: line.detail, key, hash: hashOf(row) },
    });
    return true;
  });
}

export async function listAudit(limit: number) {
  const rows = await prisma.auditEntry.findMany({ orderBy: { seq: 'desc' }, take: limit });
  return rows.map((row) => ({ ...row, at: Number(row.at) }));
}

/** Removes the beginning of the trail that is older, never a line out of its middle nor the newest: the chain goes on from it. */
export const trimAudit = (before: number) =>
  prisma.$executeRaw`delete from audit_entry where seq < coalesce(
    (select min(seq) from audit_entry where at >= ${BigInt(before)}), (select max(seq) from audit_entry))`;

/** Meetings that ended before an instant and of which this was not erased yet, the oldest first. */
export async function dueMeetings(kind: string, before: number): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    select m.id::text from meeting m where m.ended_at < ${new Date(before)}
      and not exists (select 1 from retention_erasure e where e.meeting_id = m.id and e.kind = ${kind})
    order by m.ended_at limit 200`;
  return rows.map(({ id }) => id);
}

export const rememberErased = (meetingId: string, kind: string) =>
  prisma.retentionErasure.createMany({ data: { meetingId, kind }, skipDuplicates: true });

/** Seqs of events that hold words and still have them. */
export async function seqsWithWords(meetingId: string, types: readonly string[], limit: number): Promise<number[]> {
  const rows = await prisma.logEvent.findMany({
    where: { meetingId, type: { in: [...types] }, payload: { not: null } },
    orderBy: { seq: 'asc' },
    take: limit,
    select: { seq: true },
  });
  return rows.map(({ seq }) => seq);
}

/** Events of some types of all meetings, or of one. */
export async function eventsOf(types: readonly string[], meetingIds: readonly string[] | null, newest: number) {
  const rows = await prisma.logEvent.findMany({
    where: { type: { in: [...types] }, ...(meetingIds && { meetingId: { in: [...meetingIds] } }) },
    orderBy: [{ at: 'desc' }, { seq: 'desc' }],
    take: newest,
    select: { meetingId: true, seq: true, at: true, actor: true, type: true, payload: true },
  });
  return rows.map((row) => ({
    ...row,
    at: Number(row.at),
    payload: row.payload === null ? null : (JSON.parse(row.payload) as Record<string, unknown>),
  }));
}
