import { prisma } from '#server/platform/db.ts';

/** Remembers a webhook; false when it was handled before (R9). */
export async function rememberWebhook(id: string, event: string): Promise<boolean> {
  const count =
    await prisma.$executeRaw`insert into media_webhook (id, event) values (${id}, ${event}) on conflict (id) do nothing`;
  return count === 1;
}

export const forgetWebhook = (id: string) => prisma.mediaWebhook.deleteMany({ where: { id } });

export const runningMeetings = () =>
  prisma.meeting.findMany({ where: { phase: { in: ['open', 'live', 'suspended'] } }, select: { id: true } });

/** Refreshes this node's connections in one statement and drops those it no longer has. */
export async function refreshConnections(
  nodeId: string,
  rows: readonly { socketId: string; meetingId: string; userId: string }[],
): Promise<void> {
  await prisma.$executeRaw`
    with mine as (
      select * from json_to_recordset(${JSON.stringify(rows)}::json) as t("socketId" text, "meetingId" uuid, "userId" uuid)),
    gone as (
      delete from room_connection where (node_id = ${nodeId} and socket_id not in (select "socketId" from mine)) or seen_at < now() - interval '2 minutes')
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
