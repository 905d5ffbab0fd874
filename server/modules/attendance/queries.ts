import type { LeaveKind, LeaveStage, Place } from './contract.ts';
import type { PersonStatus } from './figures.ts';
import * as repo from './repo.ts';

/** What a person's desk shows of a meeting; instants are Unix milliseconds. */
export interface OwnRow {
  readonly meetingId: string;
  readonly status: PersonStatus;
  readonly place: Place | null;
  readonly firstAt: number | null;
  readonly leave: {
    readonly kind: LeaveKind;
    readonly stage: LeaveStage;
    readonly reason: string;
    readonly answer: string;
  } | null;
}

/** The person's own attendance and leave, by meeting. */
export async function ownAttendance(
  userId: string,
  meetingIds: readonly string[],
): Promise<ReadonlyMap<string, OwnRow>> {
  const rows = await repo.listOf(userId, meetingIds);
  return new Map(
    rows.map((row) => [
      row.meetingId,
      {
        meetingId: row.meetingId,
        status: row.status as PersonStatus,
        place: row.place as Place | null,
        firstAt: row.firstAt?.getTime() ?? null,
        leave: row.leaveStage
          ? {
              kind: row.leaveKind as LeaveKind,
              stage: row.leaveStage as LeaveStage,
              reason: row.leaveReason,
              answer: row.leaveAnswer,
            }
          : null,
      },
    ]),
  );
}
