import type { MeetingRole } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import type { AgendaVisibility, LiveModule, LiveState } from '#server/kernel/live.ts';
import { err, ok } from '#server/kernel/result.ts';
import type { OutboxItem, ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import { currentVersion } from '#server/modules/consents/index.ts';
import type { MeetingsState } from '#server/modules/meetings/index.ts';
import { roomsLive } from './domain.ts';

const rolesIn = (state: LiveState): Readonly<Record<string, readonly MeetingRole[]>> => {
  const { participants } = state['meetings'] as MeetingsState;
  return Object.fromEntries(Object.entries(participants).map(([userId, person]) => [userId, person.roles]));
};

/** Presence intervals as rows; the newest word on an interval wins. */
function project(meetingId: string, events: readonly StoredEvent[]): readonly Write[] {
  const intervals = new Map<string, { userId: string; deviceId: string; joinedAt: string; leftAt: string | null }>();
  for (const { type, payload } of events) {
    if (type !== 'rooms.mediaJoined' && type !== 'rooms.mediaLeft') continue;
    const { userId, deviceId, joinedAt, leftAt } = payload as {
      userId: string;
      deviceId: string;
      joinedAt: number;
      leftAt?: number;
    };
    const iso = (ms: number): string => new Date(ms).toISOString();
    intervals.set(`${userId} ${deviceId} ${joinedAt}`, {
      userId,
      deviceId,
      joinedAt: iso(joinedAt),
      leftAt: leftAt === undefined ? null : iso(leftAt),
    });
  }
  if (intervals.size === 0) return [];
  return [
    {
      sql: `insert into presence_interval (meeting_id, user_id, device_id, joined_at, left_at)
        select $1::uuid, "userId", "deviceId", "joinedAt", "leftAt"
        from json_to_recordset($2::json) as t("userId" uuid, "deviceId" text, "joinedAt" timestamptz, "leftAt" timestamptz)
        on conflict (meeting_id, user_id, device_id, joined_at) do update set left_at = excluded.left_at`,
      values: [meetingId, JSON.stringify([...intervals.values()])],
    },
  ];
}

/** What the media server has to be told after a batch. Keys carry the seq, so each is told once. */
function outbox(meetingId: string, events: readonly StoredEvent[]): readonly OutboxItem[] {
  const items: OutboxItem[] = [];
  const tell = (kind: string, seq: number, payload: Record<string, unknown> = {}): void => {
    items.push({ kind: `media.${kind}`, key: `${meetingId}:${seq}`, payload });
  };
  for (const { type, seq, payload } of events) {
    if (type === 'meetings.meetingOpened') tell('openRoom', seq);
    else if (type === 'meetings.meetingEnded') tell('closeRoom', seq);
    else if (type === 'meetings.itemStarted' && (payload as { visibility: AgendaVisibility }).visibility !== 'public')
      tell('cutPublic', seq);
    else if (type === 'rooms.personRemoved')
      tell('removePerson', seq, { userId: (payload as { userId: string }).userId });
    else if (type === 'rooms.personEntered') {
      const { userId, deviceId } = payload as { userId: string; deviceId: string };
      tell('keepDevice', seq, { userId, deviceId });
    } else if (type === 'consents.consentWithdrawn' || type === 'consents.consentRenewed')
      tell('setFloor', seq, { userIds: [(payload as { userId: string }).userId] });
    else if (type === 'meetings.participantsSet') tell('checkRights', seq);
  }
  return items;
}

export const roomsServer: ServerModule = {
  live: roomsLive as LiveModule,
  async prepare(command, { state }) {
    if (command.type === 'rooms.recordMedia') return ok(rolesIn(state));
    if (command.type !== 'rooms.enterRoom') return ok(undefined);
    // Nobody enters on a text that is not the newest: the page shows that one first (K2).
    const { consentVersion } = command.input as { consentVersion: string };
    return consentVersion === (await currentVersion())
      ? ok(undefined)
      : err(violation('conflict', 'rooms.consentOutdated'));
  },
  project,
  outbox,
};
