import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import * as repo from './repo.ts';

const system: Actor = { kind: 'system', service: 'attendance' };

/** Ends and starts the presence checks that are due (A5). Several nodes may do the same at once. */
export async function attendDue(now: number, submit: SubmitCommand): Promise<void> {
  for (const { meetingId } of await repo.listDue(new Date(now)))
    await submit(meetingId as MeetingId, uuidV7(), 'attendance.attendDue', {}, system);
}
