import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import type { OutboxItem, ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import { spentMs } from './clock.ts';
import { type SpeakingState, speakingLive, type Turn } from './domain.ts';
import { floorOf } from './figures.ts';

const stateOf = (live: LiveState): SpeakingState => live['speaking'] as SpeakingState;
const turnIdOf = ({ payload }: StoredEvent): string | null => (payload as { turnId?: string } | null)?.turnId ?? null;
const instant = (ms: number | null): string | null => (ms === null ? null : new Date(ms).toISOString());

/** Turns that a batch touched, as the state has them; a question touches the main turn it holds. */
function touchedTurns(events: readonly StoredEvent[], state: SpeakingState): readonly Turn[] {
  const ids = new Set(events.filter(({ type }) => type.startsWith('speaking.')).map(turnIdOf));
  ids.delete(null);
  if (ids.size === 0) return [];
  const touched = state.turns.filter(({ turnId }) => ids.has(turnId));
  return [...new Set([...touched, ...floorOf(state)])];
}

const rowOf = (turn: Turn) => ({
  id: turn.turnId,
  item_id: turn.itemId,
  kind: turn.kind,
  user_id: turn.speaker?.userId ?? null,
  sector_id: turn.speaker?.sectorId ?? null,
  source: turn.source,
  answers_turn_id: turn.answersTurnId,
  started_at: instant(turn.startedAt),
  ended_at: instant(turn.endedAt),
  end_reason: turn.endReason,
  limit_ms: turn.limitMs === null ? null : turn.limitMs + turn.extendedMs,
  spent_ms: spentMs(turn, turn.stoppedSince ?? turn.startedAt + turn.stoppedMs),
});

/** Turns as rows (F10). Ended ones are written first: at no moment are two open. */
function project(meetingId: string, events: readonly StoredEvent[], live: LiveState): readonly Write[] {
  const turns = touchedTurns(events, stateOf(live));
  if (turns.length === 0) return [];
  const rows = turns.map(rowOf).sort((a, b) => Number(a.ended_at === null) - Number(b.ended_at === null));
  return [
    {
      sql: `insert into speaking_turn (id, meeting_id, item_id, kind, user_id, sector_id, source, answers_turn_id, started_at, ended_at, end_reason, limit_ms, spent_ms)
        select id, $1::uuid, item_id, kind, user_id, sector_id, source, answers_turn_id, started_at, ended_at, end_reason, limit_ms, spent_ms
        from json_to_recordset($2::json) as t(id uuid, item_id text, kind text, user_id uuid, sector_id text, source text, answers_turn_id uuid,
          started_at timestamptz, ended_at timestamptz, end_reason text, limit_ms int, spent_ms int)
        on conflict (id) do update set user_id = excluded.user_id, sector_id = excluded.sector_id, source = excluded.source,
          ended_at = excluded.ended_at, end_reason = excluded.end_reason, limit_ms = excluded.limit_ms, spent_ms = excluded.spent_ms`,
      values: [meetingId, JSON.stringify(rows)],
    },
  ];
}

/** Events after which somebody may publish who might not before, or the other way round (D3, D13). */
const changingRights = new Set([
  ...['turnStarted', 'turnEnded', 'turnPaused', 'turnResumed', 'turnSourceSet', 'speakerNamed', 'settingsSet'].map(
    (name) => `speaking.${name}`,
  ),
  'meetings.meetingSuspended',
  'meetings.meetingResumed',
]);

/** Tells the media server whose rights to look at again; what they are is read from the log when it is done. */
function outbox(meetingId: string, events: readonly StoredEvent[], live: LiveState): readonly OutboxItem[] {
  const state = stateOf(live);
  const changing = events.filter(({ type }) => changingRights.has(type));
  const last = changing.at(-1);
  if (!last) return [];
  const ids = new Set(changing.map(turnIdOf));
  const turns = [...state.turns.filter(({ turnId }) => ids.has(turnId)), ...floorOf(state)];
  const speakers = turns.flatMap(({ speaker, former }) => [speaker, ...former.map((one) => one.speaker)]);
  const userIds = [...new Set(speakers.flatMap((speaker) => (speaker ? [speaker.userId] : [])))];
  if (userIds.length === 0) return [];
  return [{ kind: 'media.setFloor', key: `${meetingId}:${last.seq}`, payload: { userIds } }];
}

export const speakingServer: ServerModule = { live: speakingLive as LiveModule, project, outbox };
