import type { MeetingRole } from '#server/kernel/actor.ts';
import type { MeetingPhase } from '#server/kernel/live.ts';
import type { MeetingAccess, MeetingKind } from './contract.ts';
import * as repo from './repo.ts';

/** One meeting in a list; instants are Unix milliseconds. */
export interface MeetingRow {
  readonly meetingId: string;
  readonly title: string;
  readonly kind: MeetingKind;
  readonly label: string;
  readonly place: string;
  readonly plannedStartAt: number;
  readonly plannedEndAt: number;
  readonly access: MeetingAccess;
  readonly phase: MeetingPhase;
  readonly startedAt: number | null;
  readonly endedAt: number | null;
}

type Stored = NonNullable<Awaited<ReturnType<typeof repo.find>>>;

const toRow = (meeting: Stored): MeetingRow => ({
  meetingId: meeting.id,
  title: meeting.title,
  kind: meeting.kind as MeetingKind,
  label: meeting.label,
  place: meeting.place,
  plannedStartAt: meeting.plannedStartAt.getTime(),
  plannedEndAt: meeting.plannedEndAt.getTime(),
  access: meeting.access as MeetingAccess,
  phase: meeting.phase as MeetingPhase,
  startedAt: meeting.startedAt?.getTime() ?? null,
  endedAt: meeting.endedAt?.getTime() ?? null,
});

/** What anyone may know of: meetings open to the public, in time order. */
export const publicMeetings = async (): Promise<readonly MeetingRow[]> => (await repo.listPublic()).map(toRow);

/** Every meeting, newest first; for the office. */
export const allMeetings = async (): Promise<readonly (MeetingRow & { participants: number })[]> =>
  (await repo.listAll()).map((meeting) => ({ ...toRow(meeting), participants: meeting._count.participants }));

/** The meetings in which a person has a place, with the roles held there. */
export const meetingsOf = async (
  userId: string,
): Promise<readonly (MeetingRow & { roles: readonly MeetingRole[] })[]> =>
  (await repo.listOf(userId)).map(({ roles, meeting }) => ({ ...toRow(meeting), roles: roles as MeetingRole[] }));

export async function meetingById(meetingId: string): Promise<MeetingRow | null> {
  if (!/^[0-9a-f-]{36}$/i.test(meetingId)) return null;
  const meeting = await repo.find(meetingId);
  return meeting && toRow(meeting);
}

/** Titles by meeting id, of those that exist. */
export async function meetingTitles(meetingIds: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const found = await repo.findTitles(meetingIds.filter((id) => /^[0-9a-f-]{36}$/i.test(id)));
  return new Map(found.map(({ id, title }) => [id, title]));
}
