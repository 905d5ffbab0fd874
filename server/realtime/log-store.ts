import type { Pool, PoolClient } from 'pg';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { Audience, LiveState } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { OutboxItem, StoredEvent, Write } from '#server/kernel/server-module.ts';
import { type ChainLink, genesisHash, type HashName } from './chain.ts';

/** The last state of a meeting's chain. `audienceSeq` is the last seq each audience can see. */
export interface LogHead {
  readonly seq: number;
  readonly hash: string;
  readonly hashName: HashName;
  readonly version: number;
  readonly audienceSeq: Readonly<Record<Audience, number>>;
}

export interface KnownCommand {
  readonly actor: string;
  readonly ack: CommandAck;
}

export interface AnsweredCommand {
  readonly commandId: string;
  readonly actor: string;
  readonly ack: CommandAck;
}

export interface ChainedEvent extends StoredEvent, ChainLink {
  readonly payloadText: string;
}

/** Everything one batch writes; it becomes a single statement. */
export interface BatchWrite {
  readonly meetingId: MeetingId;
  readonly at: number;
  readonly events: readonly ChainedEvent[];
  readonly answers: readonly AnsweredCommand[];
  readonly outbox: readonly OutboxItem[];
  readonly writes: readonly Write[];
  readonly head: LogHead;
}

interface HeadRow {
  seq: number;
  hash: string;
  hash_name: HashName;
  version: number;
  public_seq: number;
  room_seq: number;
}

const toHead = (row: HeadRow): LogHead => ({
  seq: row.seq,
  hash: row.hash,
  hashName: row.hash_name,
  version: row.version,
  audienceSeq: { public: row.public_seq, room: row.room_seq, staff: row.seq },
});

interface EventRow {
  seq: number;
  at: number;
  actor: string;
  audience: Audience;
  type: string;
  payload: string | null;
}

const toEvent = (row: EventRow): StoredEvent => ({
  seq: row.seq,
  at: row.at,
  actor: row.actor,
  audience: row.audience,
  type: row.type,
  payload: row.payload === null ? null : (JSON.parse(row.payload) as Record<string, unknown>),
});

const headColumns = 'seq, hash, hash_name, version, public_seq, room_seq';
const eventColumns = 'seq, at, actor, audience, type, payload';
// Milliseconds fit a double; pg would hand an int8 out as text.
const readColumns = 'seq, at::float8 as at, actor, audience, type, payload';

/** Creates the head of a new meeting; a repetition changes nothing. */
export async function createHead(db: Pool | PoolClient, meetingId: MeetingId, hashName: HashName): Promise<void> {
  await db.query(
    `insert into log_head (meeting_id, hash, hash_name) values ($1, $2, $3) on conflict (meeting_id) do nothing`,
    [meetingId, genesisHash(hashName, meetingId), hashName],
  );
}

export async function readHead(db: Pool | PoolClient, meetingId: MeetingId): Promise<LogHead | null> {
  const found = await db.query<HeadRow>(`select ${headColumns} from log_head where meeting_id = $1`, [meetingId]);
  return found.rows[0] ? toHead(found.rows[0]) : null;
}

/** Heads of several meetings in one statement, for the sweep that makes lost wake-ups harmless. */
export async function readHeadSeqs(db: Pool, meetingIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const found = await db.query<{ meeting_id: string; seq: number }>({
    name: 'log-head-seqs',
    text: 'select meeting_id, seq from log_head where meeting_id = any($1::uuid[])',
    values: [meetingIds],
  });
  return new Map(found.rows.map((row) => [row.meeting_id, row.seq]));
}

/**
 * Locks the head and looks the batch's command ids up in one statement. The look-up may miss rows that another writer
 * committed while this one waited for the lock; then `version` differs from the cached one and the caller asks again.
 */
export async function lockHead(
  client: PoolClient,
  meetingId: MeetingId,
  commandIds: readonly string[],
): Promise<{ head: LogHead; known: ReadonlyMap<string, KnownCommand> } | null> {
  const found = await client.query<HeadRow & { known: { id: string; actor: string; ack: string }[] | null }>({
    name: 'log-lock',
    text: `with head as materialized (select ${headColumns} from log_head where meeting_id = $1 for update)
      select head.*, (select json_agg(json_build_object('id', command_id, 'actor', actor, 'ack', ack))
        from log_command where meeting_id = $1 and command_id = any($2::uuid[])) as known from head`,
    values: [meetingId, commandIds],
  });
  const row = found.rows[0];
  return row ? { head: toHead(row), known: toKnown(row.known ?? []) } : null;
}

const toKnown = (rows: readonly { id: string; actor: string; ack: string }[]): ReadonlyMap<string, KnownCommand> =>
  new Map(rows.map((row) => [row.id, { actor: row.actor, ack: JSON.parse(row.ack) as CommandAck }]));

export async function readKnownCommands(
  client: Pool | PoolClient,
  meetingId: MeetingId,
  commandIds: readonly string[],
): Promise<ReadonlyMap<string, KnownCommand>> {
  const found = await client.query<{ id: string; actor: string; ack: string }>(
    'select command_id as id, actor, ack from log_command where meeting_id = $1 and command_id = any($2::uuid[])',
    [meetingId, commandIds],
  );
  return toKnown(found.rows);
}

/** Events after `since` in order, at most `limit`; `upTo` bounds them from above. */
export async function readEvents(
  db: Pool | PoolClient,
  meetingId: MeetingId,
  since: number,
  limit: number,
  upTo = 2_147_483_647,
): Promise<StoredEvent[]> {
  const found = await db.query<EventRow>({
    name: 'log-read',
    text: `select ${readColumns} from log_event where meeting_id = $1 and seq > $2 and seq <= $4 order by seq limit $3`,
    values: [meetingId, since, limit, upTo],
  });
  return found.rows.map(toEvent);
}

export interface StoredSnapshot {
  readonly seq: number;
  readonly states: Readonly<Record<Audience, LiveState>>;
  /** Size of all three as text. */
  readonly length: number;
}

/** The snapshot that exists for all audiences at one seq and was folded by the same code; null when there is none. */
export async function readSnapshot(
  db: Pool | PoolClient,
  meetingId: MeetingId,
  version: string,
): Promise<StoredSnapshot | null> {
  const found = await db.query<{ audience: Audience; seq: number; state: string }>(
    `select audience, seq, state from log_snapshot where meeting_id = $1 and fold_version = $2 and seq = (
       select seq from log_snapshot where meeting_id = $1 and fold_version = $2 group by seq having count(*) = 3
       order by seq desc limit 1)`,
    [meetingId, version],
  );
  const [first] = found.rows;
  if (!first || found.rows.length !== 3) return null;
  const states = Object.fromEntries(found.rows.map((row) => [row.audience, JSON.parse(row.state) as LiveState]));
  const length = found.rows.reduce((sum, row) => sum + row.state.length, 0);
  return { seq: first.seq, states: states as Record<Audience, LiveState>, length };
}

/** Replaces the meeting's snapshot unless a newer one is there. */
export async function writeSnapshot(
  db: Pool,
  meetingId: MeetingId,
  version: string,
  seq: number,
  states: Readonly<Record<Audience, string>>,
): Promise<void> {
  await db.query(
    `insert into log_snapshot (meeting_id, audience, seq, state, fold_version)
       select $1, audience, $2, state, $5 from unnest($3::text[], $4::text[]) as t(audience, state)
     on conflict (meeting_id, audience) do update
       set seq = excluded.seq, state = excluded.state, fold_version = excluded.fold_version
       where log_snapshot.seq <= excluded.seq`,
    [meetingId, seq, Object.keys(states), Object.values(states), version],
  );
}

/** Shifts `$1 …` of one write behind the parameters that stand before it. */
function shifted(write: Write, by: number): string {
  return write.sql.replace(/\$(\d+)/g, (_, index: string) => `$${Number(index) + by}`);
}

/** Writes a batch in one statement: events, first answers, outbox, projections and the new head. */
export async function writeBatch(client: PoolClient, batch: BatchWrite): Promise<void> {
  const parts: string[] = [];
  const values: unknown[] = [];
  const add = (name: string, write: Write): void => {
    parts.push(`${name} as (${shifted(write, values.length)})`);
    values.push(...write.values);
  };
  if (batch.events.length > 0) add('events', eventsWrite(batch));
  if (batch.answers.length > 0) add('answers', answersWrite(batch));
  if (batch.outbox.length > 0) add('outbox_items', outboxWrite(batch));
  batch.writes.forEach((write, index) => add(`projection_${index}`, write));
  const head = headWrite(batch);
  const text = `${parts.length > 0 ? `with ${parts.join(', ')} ` : ''}${shifted(head, values.length)}`;
  await client.query({ text, values: [...values, ...head.values] });
}

function eventsWrite({ meetingId, events }: BatchWrite): Write {
  const column = <T>(pick: (event: ChainedEvent) => T): T[] => events.map(pick);
  // Columns without line breaks go as one text each: quoting every element of an array costs more than all hashes. JSON
  // escapes line breaks inside it; the others are names, ids and hex.
  const lines = (pick: (event: ChainedEvent) => string): string => events.map(pick).join('\n');
  const texts = [4, 5, 6, 7, 8, 9, 10, 11].map((at) => `string_to_array($${at}, E'\\n')`);
  return {
    sql: `insert into log_event (meeting_id, ${eventColumns}, salt, payload_hash, prev_hash, hash)
      select $1::uuid, * from unnest($2::int[], $3::bigint[], ${texts.join(', ')})`,
    values: [
      meetingId,
      column((event) => event.seq),
      column((event) => event.at),
      lines((event) => event.actor),
      lines((event) => event.audience),
      lines((event) => event.type),
      lines((event) => event.payloadText),
      lines((event) => event.salt),
      lines((event) => event.payloadHash),
      lines((event) => event.prevHash),
      lines((event) => event.hash),
    ],
  };
}

function answersWrite({ meetingId, at, answers }: BatchWrite): Write {
  return {
    sql: `insert into log_command (meeting_id, command_id, actor, ack, at)
      select $1::uuid, command_id::uuid, actor, ack, $2::bigint
      from unnest(string_to_array($3, E'\\n'), string_to_array($4, E'\\n'), string_to_array($5, E'\\n')) as t(command_id, actor, ack)`,
    values: [
      meetingId,
      at,
      answers.map((answer) => answer.commandId).join('\n'),
      answers.map((answer) => answer.actor).join('\n'),
      answers.map((answer) => JSON.stringify(answer.ack)).join('\n'),
    ],
  };
}

function outboxWrite({ meetingId, outbox }: BatchWrite): Write {
  return {
    sql: `insert into outbox (meeting_id, kind, key, payload)
      select $1::uuid, kind, key, payload::jsonb from unnest($2::text[], $3::text[], $4::text[]) as t(kind, key, payload)
      on conflict (kind, key) do nothing`,
    values: [
      meetingId,
      outbox.map((item) => item.kind),
      outbox.map((item) => item.key),
      outbox.map((item) => JSON.stringify(item.payload)),
    ],
  };
}

function headWrite({ meetingId, head }: BatchWrite): Write {
  return {
    sql: `update log_head set seq = $2, hash = $3, version = $4, public_seq = $5, room_seq = $6 where meeting_id = $1`,
    values: [meetingId, head.seq, head.hash, head.version, head.audienceSeq.public, head.audienceSeq.room],
  };
}
