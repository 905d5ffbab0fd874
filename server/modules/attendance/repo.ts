import { prisma } from '#server/platform/db.ts';

/** Meetings in which a presence check ends or begins by now. */
export const listDue = (now: Date) =>
  prisma.attendanceDue.findMany({ where: { dueAt: { lte: now } }, select: { meetingId: true }, take: 200 });

/** A person's rows in the given meetings. */
export const listOf = (userId: string, meetingIds: readonly string[]) =>
  prisma.attendancePresence.findMany({ where: { userId, meetingId: { in: [...meetingIds] } } });
