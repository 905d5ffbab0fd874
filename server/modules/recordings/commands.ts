import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import type { ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import { type RecordingsState, recordingsLive } from './domain.ts';

/** The programme's row: segments hang on it. */
function project(meetingId: string, events: readonly StoredEvent[], live: LiveState): readonly Write[] {
  const isMoved = events.some(({ type }) =>
    ['recordings.programmeStarted', 'recordings.programmeEnded'].includes(type),
  );
  const { programme } = live['recordings'] as RecordingsState;
  if (!isMoved || !programme) return [];
  const iso = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());
  return [
    {
      sql: `insert into recording_programme (id, meeting_id, started_at, ended_at)
        values ($1::uuid, $2::uuid, $3::timestamptz, $4::timestamptz)
        on conflict (id) do update set ended_at = excluded.ended_at`,
      values: [programme.programmeId, meetingId, iso(programme.startedAt), iso(programme.endedAt)],
    },
  ];
}

export const recordingsServer: ServerModule = { live: recordingsLive as LiveModule, project };
