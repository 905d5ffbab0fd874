import { prisma } from '#server/platform/db.ts';

const listed = {
  id: true,
  title: true,
  kind: true,
  label: true,
  place: true,
  plannedStartAt: true,
  plannedEndAt: true,
  access: true,
  phase: true,
  startedAt: true,
  endedAt: true,
} as const;

export const listPublic = () =>
  prisma.meeting.findMany({
    where: { access: 'public' },
    select: listed,
    orderBy: { plannedStartAt: 'asc' },
    take: 200,
  });

export const listAll = () =>
  prisma.meeting.findMany({
    select: { ...listed, _count: { select: { participants: true } } },
    orderBy: { plannedStartAt: 'desc' },
    take: 500,
  });

export const listOf = (userId: string) =>
  prisma.meetingParticipant.findMany({
    where: { userId },
    select: { roles: true, meeting: { select: listed } },
    orderBy: { meeting: { plannedStartAt: 'asc' } },
    take: 200,
  });

export const find = (id: string) => prisma.meeting.findUnique({ where: { id }, select: listed });

export const findTitles = (ids: readonly string[]) =>
  prisma.meeting.findMany({ where: { id: { in: [...ids] } }, select: { id: true, title: true } });
