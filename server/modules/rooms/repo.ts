import { prisma } from '#server/platform/db.ts';

/** Remembers a webhook; false when it was handled before (R9). */
export async function rememberWebhook(id: string, event: string): Promise<boolean> {
  const count =
    await prisma.$executeRaw`insert into media_webhook (id, event) values (${id}, ${event}) on conflict (id) do nothing`;
  return count === 1;
}

export const forgetWebhook = (id: string) => prisma.mediaWebhook.deleteMany({ where: { id } });

/** The media server gives up sending a webhook again long before. */
export const forgetOldWebhooks = () =>
  prisma.$executeRaw`delete from media_webhook where received_at < now() - interval '1 day'`;

/** Who of these people has a place in every meeting through their account. */
export async function officersAmong(userIds: readonly string[]): Promise<ReadonlySet<string>> {
  if (userIds.length === 0) return new Set();
  const where = { id: { in: [...userIds] }, role: { in: ['officer', 'admin'] }, isDisabled: false };
  return new Set((await prisma.user.findMany({ where, select: { id: true } })).map(({ id }) => id));
}

export const runningMeetings = () =>
  prisma.meeting.findMany({ where: { phase: { in: ['open', 'live', 'suspended'] } }, select: { id: true } });

/** Somebody's connection to a meeting; `socketId` is its own among all nodes. */
export interface Connection {
  readonly socketId: string;
  readonly meetingId: string;
  readonly userId: string;
}

/**
 * Notes in one statement what is connected to this node now. What is gone stays as it was last seen: whoever reloads a page
 * is between two connections for a moment, and the grace time counts from the last one (R8).
 */
export async function refreshConnections(nodeId: string, rows: readonly Connection[]): Promise<void> {
  await prisma.$executeRaw`
    with mine as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as t("socketId" text, "meetingId" uuid, "userId" uuid)),
    gone as (
      delete from room_connection where seen_at < now() - interval '2 minutes'
        and socket_id not in (select "socketId" from mine))
    insert into room_connection (socket_id, meeting_id, user_id, node_id, seen_at)
      select "socketId", "meetingId", "userId", ${nodeId}, now() from mine
      on conflict (socket_id) do update set seen_at = now()`;
}

/** Who of the meeting has a live connection on any node. */
export async function connectedUsers(meetingId: string, graceMs: number): Promise<ReadonlySet<string>> {
  const rows = await prisma.$queryRaw<{ user_id: string }[]>`
    select distinct user_id::text from room_connection where meeting_id = ${meetingId}::uuid
      and seen_at > now() - ${graceMs} * interval '1 millisecond'`;
  return new Set(rows.map((row) => row.user_id));
}

/** Notes which session a ticket goes to; false when that session is over by now. */
export async function takeSeat(meetingId: string, identity: string, sessionId: string): Promise<boolean> {
  const count = await prisma.$executeRaw`
    insert into media_seat (meeting_id, identity, session_id)
      select ${meetingId}::uuid, ${identity}, id from session where id = ${sessionId}::uuid for key share
    on conflict (meeting_id, identity) do update set session_id = excluded.session_id, issued_at = now()`;
  return count === 1;
}

/** Identities whose session ended. A ticket lives minutes, so seats of yesterday matter to nobody. */
export async function endedSeats(meetingId: string): Promise<ReadonlySet<string>> {
  const seats = await prisma.mediaSeat.findMany({ where: { meetingId, sessionId: null }, select: { identity: true } });
  return new Set(seats.map(({ identity }) => identity));
}

/** Running meetings in which somebody's session ended. */
export const meetingsWithEndedSeats = async (): Promise<readonly string[]> => {
  const rows = await prisma.$queryRaw<{ id: string }[]>`
    select m.id::text from meeting m where m.phase in ('open', 'live', 'suspended')
      and exists (select 1 from media_seat s where s.meeting_id = m.id and s.session_id is null)`;
  return rows.map(({ id }) => id);
};

export const forgetOldSeats = () =>
  prisma.$executeRaw`delete from media_seat where session_id is null and issued_at < now() - interval '1 day'`;
