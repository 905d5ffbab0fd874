import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import { ok } from '#server/kernel/result.ts';
import type { ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { MeetingsState } from '#server/modules/meetings/index.ts';
import { userIdByNumber } from '#server/modules/members/index.ts';
import { readHallCode, readMemberCode } from './codes.ts';
import type { Prepared } from './decide-presence.ts';
import { attendanceLive } from './domain.ts';
import { isOfBody, noteOf, personAttendance } from './figures.ts';
import { type AttendanceState, openCheck } from './state.ts';

const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** What signature and roster say of the input; whether it is taken is decided in the log's order. */
async function prepared(type: string, input: unknown, meetingId: string): Promise<Prepared | undefined> {
  if (type === 'attendance.checkInByCode') return { code: readHallCode(meetingId, (input as { code: string }).code) };
  if (type !== 'attendance.checkInAtDesk') return undefined;
  const wish = input as { by: string; number: string; code: string };
  if (wish.by === 'number') return { userId: await userIdByNumber(wish.number) };
  if (wish.by !== 'memberCode') return {};
  const read = readMemberCode(meetingId, wish.code);
  return { code: read?.code ?? null, userId: read?.userId ?? null };
}

/** Whose rows a batch touches: those it speaks of; everyone invited once the meeting has ended (A10). */
function touched(events: readonly StoredEvent[], { attendance, meetings }: States): ReadonlySet<string> {
  const users = new Set<string>();
  for (const { type, payload } of events) {
    if (type === 'meetings.meetingEnded' || type === 'meetings.meetingStarted' || type === 'attendance.settingsSet')
      for (const userId of [...Object.keys(meetings.participants), ...Object.keys(attendance.people)])
        users.add(userId);
    else if (type === 'log.redacted') for (const userId of Object.keys(attendance.notes)) users.add(userId);
    else if (type === 'attendance.checkClosed')
      for (const check of attendance.checks) for (const one of check.asked) users.add(one);
    else if (type.startsWith('attendance.')) {
      const { userId } = (payload ?? {}) as { userId?: string };
      if (userId !== undefined) users.add(userId);
    }
  }
  return users;
}

interface States {
  readonly attendance: AttendanceState;
  readonly meetings: MeetingsState;
}

function rowOf({ attendance, meetings }: States, userId: string) {
  const participant = meetings.participants[userId];
  const now = meetings.endedAt ?? 0;
  const one = personAttendance(attendance, userId, meetings, now);
  const leave = attendance.leaves[userId];
  return {
    user_id: userId,
    is_of_body: participant !== undefined && isOfBody(participant),
    status: one.status,
    place: one.place,
    first_at: instant(one.firstAt),
    first_means: one.firstMeans,
    left_at: instant(one.leftAt),
    online_ms: one.onlineMs,
    is_late: one.isLate,
    has_left_early: one.hasLeftEarly,
    checks_asked: one.checks.asked,
    checks_answered: one.checks.answered,
    leave_kind: leave?.kind ?? null,
    leave_stage: leave?.stage ?? null,
    leave_reason: noteOf(attendance, userId, 'leave'),
    leave_answer: noteOf(attendance, userId, 'leaveAnswer'),
  };
}

const columns = Object.entries({
  user_id: 'uuid',
  is_of_body: 'bool',
  status: 'text',
  place: 'text',
  first_at: 'timestamptz',
  first_means: 'text',
  left_at: 'timestamptz',
  online_ms: 'bigint',
  is_late: 'bool',
  has_left_early: 'bool',
  checks_asked: 'int',
  checks_answered: 'int',
  leave_kind: 'text',
  leave_stage: 'text',
  leave_reason: 'text',
  leave_answer: 'text',
});
const names = columns.map(([name]) => name).join(', ');
const upsert = `insert into attendance_presence (meeting_id, ${names})
  select $1::uuid, ${names} from json_to_recordset($2::json) as t(${columns.map(([name, type]) => `${name} ${type}`).join(', ')})
  on conflict (meeting_id, user_id) do update set ${columns
    .slice(1)
    .map(([name]) => `${name} = excluded.${name}`)
    .join(', ')}`;

/** When the worker has to look at the meeting again: a check ends, or one is due. */
function dueWrite(meetingId: string, events: readonly StoredEvent[], state: AttendanceState): readonly Write[] {
  const isMoved = events.some(({ type }) =>
    ['attendance.checkStarted', 'attendance.checkClosed', 'attendance.nextCheckSet'].includes(type),
  );
  if (!isMoved) return [];
  const instants = [openCheck(state)?.closesAt, state.nextCheckAt].filter((at) => typeof at === 'number');
  if (instants.length === 0)
    return [{ sql: 'delete from attendance_due where meeting_id = $1::uuid', values: [meetingId] }];
  return [
    {
      sql: `insert into attendance_due (meeting_id, due_at) values ($1::uuid, $2::timestamptz)
        on conflict (meeting_id) do update set due_at = excluded.due_at`,
      values: [meetingId, instant(Math.min(...instants))],
    },
  ];
}

/** One row per person and meeting: it outlives the room and is what scoring reads (A10). */
function project(meetingId: string, events: readonly StoredEvent[], live: LiveState): readonly Write[] {
  const states = { attendance: live['attendance'] as AttendanceState, meetings: live['meetings'] as MeetingsState };
  const users = touched(events, states);
  const due = dueWrite(meetingId, events, states.attendance);
  if (users.size === 0) return due;
  const rows = [...users].map((userId) => rowOf(states, userId));
  return [...due, { sql: upsert, values: [meetingId, JSON.stringify(rows)] }];
}

export const attendanceServer: ServerModule = {
  live: attendanceLive as LiveModule,
  prepare: async ({ type, input }, { meetingId }) => ok(await prepared(type, input, meetingId)),
  project,
};
