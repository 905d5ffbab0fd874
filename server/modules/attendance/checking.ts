import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import * as repo from './repo.ts';

const system: Actor = { kind: 'system', service: 'attendance' };

type Submit = (
  meetingId: MeetingId,
  commandId: string,
  type: string,
  input: unknown,
  actor: Actor,
) => Promise<CommandAck>;

/** Ends and starts the presence checks that are due (A5). Several nodes may do the same at once. */
export async function attendDue(now: number, submit: Submit): Promise<void> {
  for (const { meetingId } of await repo.listDue(new Date(now)))
    await submit(meetingId as MeetingId, uuidV7(), 'attendance.attendDue', {}, system);
}
