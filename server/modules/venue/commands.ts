import type { LiveModule, LiveState } from '#server/kernel/live.ts';
import type { OutboxItem, ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { SealedAddress, VenueState } from './domain.ts';
import { venueLive } from './domain.ts';

/** What a media node has to know of pulled sources: their addresses, which stand nowhere else, and which are wanted. */
function project(
  meetingId: string,
  events: readonly StoredEvent[],
  live: LiveState,
  sealed: readonly unknown[],
): readonly Write[] {
  const { sources } = live['venue'] as VenueState;
  // Nothing is pulled after the end: what may hold a password is forgotten.
  if (events.some(({ type }) => type === 'meetings.meetingEnded'))
    return [{ sql: 'delete from pulled_source where meeting_id = $1::uuid', values: [meetingId] }];
  const touched = new Set(
    events.filter(({ type }) => type.startsWith('venue.')).map(({ payload }) => String(payload?.['sourceId'])),
  );
  const fresh = (sealed as readonly SealedAddress[]).filter(({ sourceId }) => sources[sourceId]);
  for (const { sourceId } of fresh) touched.delete(sourceId);
  const kept = [...touched].filter((sourceId) => sources[sourceId]?.kind === 'pulled');
  const gone = [...touched].filter((sourceId) => !sources[sourceId]);
  const wantedOf = (sourceId: string): boolean => sources[sourceId]?.isWanted ?? false;
  const writes: Write[] = [];
  if (fresh.length > 0)
    writes.push({
      sql: `insert into pulled_source (id, meeting_id, address, is_wanted)
        select id, $1::uuid, address, is_wanted from json_to_recordset($2::json) as t(id uuid, address text, is_wanted boolean)`,
      values: [
        meetingId,
        JSON.stringify(fresh.map(({ sourceId: id, address }) => ({ id, address, is_wanted: wantedOf(id) }))),
      ],
    });
  if (kept.length > 0)
    writes.push({
      sql: `update pulled_source p set is_wanted = t.is_wanted
        from json_to_recordset($1::json) as t(id uuid, is_wanted boolean) where p.id = t.id`,
      values: [JSON.stringify(kept.map((id) => ({ id, is_wanted: wantedOf(id) })))],
    });
  if (gone.length > 0) writes.push({ sql: 'delete from pulled_source where id = any($1::uuid[])', values: [gone] });
  return writes;
}

/** Whoever may not send any more is put out at once (H2). */
function outbox(meetingId: string, events: readonly StoredEvent[]): readonly OutboxItem[] {
  return events
    .filter(
      ({ type, payload }) =>
        type === 'venue.sourceRemoved' || (type === 'venue.sourceWanted' && payload?.['isWanted'] === false),
    )
    .map(({ seq }) => ({ kind: 'media.checkRights', key: `${meetingId}:${seq}`, payload: {} }));
}

export const venueServer: ServerModule = { live: venueLive as LiveModule, project, outbox };
