import { RedactedPayload, redactedType } from '#server/kernel/live.ts';
import type { StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { Answer } from './contract.ts';

/** Columns of chat_message that change after a message came; left out is left as it is. */
type Fields = Readonly<Record<string, string | number | boolean | null>>;

/** The rows of a batch, each once, whatever happened to a message inside the batch. */
class Rows {
  readonly fresh = new Map<string, Fields>();
  readonly changed = new Map<string, Fields>();

  add(id: string, fields: Fields): void {
    this.fresh.set(id, { id, ...fields });
  }

  change(id: string, fields: Fields): void {
    const map = this.fresh.has(id) ? this.fresh : this.changed;
    map.set(id, { ...map.get(id), ...fields, id });
  }
}

interface Payload {
  readonly messageId: string;
  readonly messageIds: readonly string[];
  readonly others?: readonly string[];
  readonly name?: string;
  readonly text: string;
  readonly screening?: { readonly groupId?: string };
  readonly reason: string;
  readonly note: string;
  readonly into: string;
  readonly groupId: string;
  readonly answer: Answer | null;
  readonly turnId: string;
  readonly by: string;
  readonly itemId: string | null;
  readonly counts: readonly { readonly messageId: string; readonly upvotes: number }[];
}

const waitingAgain: Fields = { status: 'pending', reason: null, note: null, reviewed_at: null };

function take(rows: Rows, event: StoredEvent): void {
  const p = event.payload as unknown as Payload;
  const { at } = event;
  const came = { author: event.actor, name: p?.name ?? null, text: p?.text ?? null, seq: event.seq, at };
  const each = (ids: readonly string[], fields: Fields): void => {
    for (const id of ids) rows.change(id, fields);
  };
  switch (event.type) {
    case 'chat.messagePosted':
      return rows.add(p.messageId, { ...came, channel: 'members', status: 'published' });
    case 'chat.questionSubmitted':
      return rows.add(p.messageId, {
        ...came,
        channel: 'public',
        status: 'pending',
        group_id: p.screening?.groupId ?? p.messageId,
      });
    case 'chat.questionPublished':
      return rows.change(p.messageId, { status: 'published', reviewed_at: at });
    case 'chat.questionDeclined':
      return each([p.messageId, ...(p.others ?? [])], {
        status: 'declined',
        reason: p.reason,
        note: p.note,
        reviewed_at: at,
      });
    case 'chat.questionsRestored':
      return each(p.messageIds, waitingAgain);
    case 'chat.questionsRegrouped':
      return each(p.messageIds, { group_id: p.groupId });
    case 'chat.questionsJoined':
      return each(p.messageIds, { status: 'joined', joined_to: p.into, reviewed_at: at });
    case 'chat.questionAnswered':
      return rows.change(p.messageId, {
        answer_by: p.answer?.by ?? null,
        answer_text: p.answer?.text ?? null,
        answer_turn_id: p.answer?.turnId ?? null,
        answer_seq: event.seq,
        answered_at: p.answer ? at : null,
      });
    case 'chat.questionRaised':
      return rows.change(p.messageId, { raised_by: p.by, raised_turn_id: p.turnId, raised_at: at });
    case 'chat.questionMarked':
      return rows.change(p.messageId, { is_opinion: true, mark_note: p.note, item_id: p.itemId });
    case 'chat.questionShown':
      return p.messageId === null ? undefined : rows.change(p.messageId, { shown_at: at });
    case 'chat.questionsCounted':
      for (const { messageId, upvotes } of p.counts) rows.change(messageId, { upvotes });
      return;
    case 'chat.messageDeleted':
      return rows.change(p.messageId, { status: 'deleted', text: null, reason: p.reason });
    default:
      return;
  }
}

const columns =
  'channel, author, name, text, status, reason, note, seq, at, reviewed_at, shown_at, group_id, joined_to, upvotes, answer_by, answer_text, answer_turn_id, answer_seq, answered_at, raised_by, raised_turn_id, raised_at, is_opinion, mark_note, item_id';
const changing =
  'status, reason, note, reviewed_at, shown_at, group_id, joined_to, upvotes, answer_by, answer_text, answer_turn_id, answer_seq, answered_at, raised_by, raised_turn_id, raised_at, is_opinion, mark_note, item_id';
/** A row takes a column of the change where the change names it, else keeps its own. */
const changes = changing
  .split(', ')
  .map((name) => `${name} = case when r.doc ? '${name}' then t.${name} else m.${name} end`);

/** One final row per message of the batch (C27); redacted words go from the rows too. */
export function project(meetingId: string, events: readonly StoredEvent[]): readonly Write[] {
  const rows = new Rows();
  for (const event of events) take(rows, event);
  const writes: Write[] = [];
  if (rows.fresh.size > 0) {
    const fresh = [...rows.fresh.values()].map((row) => ({ upvotes: 0, is_opinion: false, ...row }));
    writes.push({
      sql: `insert into chat_message (id, meeting_id, ${columns})
        select id, $1::uuid, ${columns} from jsonb_populate_recordset(null::chat_message, $2::jsonb)`,
      values: [meetingId, JSON.stringify(fresh)],
    });
  }
  const redacted = events.flatMap((event) =>
    event.type === redactedType ? RedactedPayload.parse(event.payload).seqs : [],
  );
  if (rows.changed.size > 0)
    writes.push({
      sql: `update chat_message m set ${changes.join(', ')},
          text = case when r.doc ? 'text' or m.seq = any($3::int[]) then null else m.text end
        from jsonb_array_elements($2::jsonb) as r(doc), jsonb_populate_record(null::chat_message, r.doc) as t
        where m.id = t.id and m.meeting_id = $1::uuid`,
      values: [meetingId, JSON.stringify([...rows.changed.values()]), redacted],
    });
  // A row may be touched by one write only; words that came and went in one batch were in the change above.
  if (redacted.length > 0)
    writes.push({
      sql: `update chat_message set text = case when seq = any($2::int[]) then null else text end,
          answer_text = case when answer_seq = any($2::int[]) then null else answer_text end
        where meeting_id = $1::uuid and (seq = any($2::int[]) or answer_seq = any($2::int[])) and not (id = any($3::text[]))`,
      values: [meetingId, redacted, [...rows.changed.keys()]],
    });
  return writes;
}
