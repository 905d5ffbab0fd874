import { Prisma } from '#generated/prisma/client.ts';
import { prisma } from '#server/platform/db.ts';
import type { RecorderState, Segment, SegmentAudience, SpeakerAudio } from './contract.ts';

type SegmentRow = Awaited<ReturnType<typeof prisma.recordingSegment.findMany>>[number];
const segmentOf = ({ startsAt, audience, ...row }: SegmentRow): Segment => ({
  ...row,
  startsAt: startsAt.getTime(),
  audience: audience as SegmentAudience,
});

/** A programme's head; `revision` changes whenever segments were removed. */
export const programmeOf = (meetingId: string) => prisma.recordingProgramme.findUnique({ where: { meetingId } });

export const programmeMeeting = (programmeId: string) =>
  prisma.recordingProgramme.findUnique({ where: { id: programmeId }, select: { meetingId: true } });

/** Segments after `seq`, in order. */
export async function segmentsAfter(programmeId: string, seq: number): Promise<readonly Segment[]> {
  const rows = await prisma.recordingSegment.findMany({
    where: { programmeId, seq: { gt: seq } },
    orderBy: { seq: 'asc' },
  });
  return rows.map(segmentOf);
}

/** The sequence number of the newest segment; -1 when there is none. */
export async function lastSeq(programmeId: string): Promise<number> {
  const { _max } = await prisma.recordingSegment.aggregate({ where: { programmeId }, _max: { seq: true } });
  return _max.seq ?? -1;
}

/** Rejects when the number is taken: then another recorder is at work (G8). */
export async function addSegment({ startsAt, ...segment }: Segment): Promise<void> {
  await prisma.recordingSegment.create({ data: { ...segment, startsAt: new Date(startsAt) } });
}

/** Forgets the segments of these numbers, so that no playlist names them any more. */
export async function removeSegments(programmeId: string, seqs: readonly number[]): Promise<void> {
  await prisma.$transaction([
    prisma.recordingSegment.deleteMany({ where: { programmeId, seq: { in: [...seqs] } } }),
    prisma.recordingProgramme.update({ where: { id: programmeId }, data: { revision: { increment: 1 } } }),
  ]);
}

export async function addVoice({ startsAt, ...voice }: SpeakerAudio): Promise<void> {
  await prisma.recordingVoice.create({ data: { ...voice, startsAt: new Date(startsAt) } });
}

export async function voicesOf(meetingId: string): Promise<readonly SpeakerAudio[]> {
  const rows = await prisma.recordingVoice.findMany({
    where: { meetingId },
    orderBy: [{ startsAt: 'asc' }, { id: 'asc' }],
  });
  return rows.map(({ startsAt, source, ...row }) => ({
    ...row,
    source: source as SpeakerAudio['source'],
    startsAt: startsAt.getTime(),
  }));
}

export async function removeAll(meetingId: string): Promise<void> {
  await prisma.$transaction([
    prisma.recordingVoice.deleteMany({ where: { meetingId } }),
    prisma.recordingProgramme.updateMany({ where: { meetingId }, data: { revision: { increment: 1 } } }),
    prisma.recordingSegment.deleteMany({ where: { programme: { meetingId } } }),
  ]);
}

/** Takes the lease of a meeting or prolongs the own one; false while another node holds it (G8). */
export async function takeLease(meetingId: string, nodeId: string, leaseMs: number): Promise<boolean> {
  const count = await prisma.$executeRaw`
    insert into recording_lease (meeting_id, node_id, held_until)
      values (${meetingId}::uuid, ${nodeId}, now() + ${leaseMs} * interval '1 millisecond')
    on conflict (meeting_id) do update set node_id = excluded.node_id, held_until = excluded.held_until
      where recording_lease.node_id = excluded.node_id or recording_lease.held_until < now()`;
  return count === 1;
}

/** Gives the lease back, so that another node need not wait; nobody records now. */
export const leaveLease = (meetingId: string, nodeId: string) =>
  prisma.recordingLease.updateMany({
    where: { meetingId, nodeId },
    data: { heldUntil: new Date(0), state: Prisma.DbNull },
  });

export const writeState = (meetingId: string, nodeId: string, state: RecorderState | null) =>
  prisma.recordingLease.updateMany({ where: { meetingId, nodeId }, data: { state: state ?? Prisma.DbNull } });

export async function statesOf(meetingIds?: readonly string[]): Promise<readonly RecorderState[]> {
  const where = meetingIds ? { meetingId: { in: [...meetingIds] } } : { heldUntil: { gt: new Date() } };
  const rows = await prisma.recordingLease.findMany({ where });
  return rows.flatMap(({ state }) => (state ? [state as RecorderState] : []));
}

/** Meetings that are live or suspended, and ended ones whose programme was not ended. */
export async function meetingsToRecord(): Promise<readonly string[]> {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    select m.id::text from meeting m left join recording_programme p on p.meeting_id = m.id
    where m.phase in ('live', 'suspended') or (m.phase in ('ended', 'archived') and p.id is not null and p.ended_at is null)`;
  return rows.map(({ id }) => id);
}
