import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { type LiveModule, RedactedPayload, redactedType } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import type { ServerModule, StoredEvent, Write } from '#server/kernel/server-module.ts';
import type { TriedText } from './contract.ts';
import { chatLive, holdsLink } from './domain.ts';
import * as repo from './repo.ts';
import { compileWords, normalise, type WordKind, type WordMatcher } from './words.ts';

const recheckMs = 2_000;
let compiled: { matcher: WordMatcher; version: string; checkedAt: number } | null = null;

/** The compiled lists; looked at again every two seconds, compiled again only when they changed. */
export async function currentMatcher(now = Date.now()): Promise<WordMatcher> {
  if (compiled && now - compiled.checkedAt < recheckMs) return compiled.matcher;
  const version = await repo.wordsVersion();
  if (compiled?.version === version) {
    compiled.checkedAt = now;
    return compiled.matcher;
  }
  const words = (await repo.listWords()).map(({ word, kind }) => ({ word, kind: kind as WordKind }));
  compiled = { matcher: compileWords(words), version, checkedAt: now };
  return compiled.matcher;
}

interface Row {
  id: string;
  channel: 'members' | 'public';
  author: string;
  name: string | null;
  text: string | null;
  status: string;
  reason: string | null;
  note: string | null;
  seq: number;
  at: number;
}

/** One final row per message of the batch, whatever happened to it inside the batch. */
function rowsOf(events: readonly StoredEvent[]): { fresh: Map<string, Row>; changed: Map<string, Partial<Row>> } {
  const fresh = new Map<string, Row>();
  const changed = new Map<string, Partial<Row>>();
  const change = (id: string, fields: Partial<Row>): void => {
    const row = fresh.get(id);
    if (row) fresh.set(id, { ...row, ...fields });
    else changed.set(id, { ...changed.get(id), ...fields });
  };
  for (const event of events) {
    const payload = event.payload as Record<string, string>;
    const id = payload?.['messageId'] ?? '';
    const base = {
      id,
      author: event.actor,
      name: payload?.['name'] ?? null,
      text: payload?.['text'] ?? null,
      reason: null,
      note: null,
      seq: event.seq,
      at: event.at,
    };
    if (event.type === 'chat.messagePosted') fresh.set(id, { ...base, channel: 'members', status: 'published' });
    else if (event.type === 'chat.questionSubmitted') fresh.set(id, { ...base, channel: 'public', status: 'pending' });
    else if (event.type === 'chat.questionPublished') change(id, { status: 'published' });
    else if (event.type === 'chat.questionDeclined')
      change(id, { status: 'declined', reason: payload['reason'] ?? null, note: payload['note'] ?? null });
    else if (event.type === 'chat.messageDeleted')
      change(id, { status: 'deleted', text: null, reason: payload['reason'] ?? null });
  }
  return { fresh, changed };
}

function project(meetingId: string, events: readonly StoredEvent[]): readonly Write[] {
  const writes: Write[] = [];
  const { fresh, changed } = rowsOf(events);
  if (fresh.size > 0) {
    writes.push({
      sql: `insert into chat_message (id, meeting_id, channel, author, name, text, status, reason, note, seq, at)
        select id, $1::uuid, channel, author, name, text, status, reason, note, seq, at
        from json_to_recordset($2::json) as t(id text, channel text, author text, name text, text text, status text, reason text, note text, seq int, at bigint)`,
      values: [meetingId, JSON.stringify([...fresh.values()])],
    });
  }
  const redacted = events.flatMap((event) =>
    event.type === redactedType ? RedactedPayload.parse(event.payload).seqs : [],
  );
  if (changed.size > 0 || redacted.length > 0) {
    const rows = [...changed].map(([id, { status, reason = null, note = null }]) => ({ id, status, reason, note }));
    writes.push({
      sql: `update chat_message m set status = coalesce(t.status, m.status), reason = coalesce(t.reason, m.reason), note = coalesce(t.note, m.note),
          text = case when t.status = 'deleted' or m.seq = any($3::int[]) then null else m.text end
        from chat_message o left join json_to_recordset($2::json) as t(id text, status text, reason text, note text) on t.id = o.id
        where m.id = o.id and m.meeting_id = $1::uuid and (t.id is not null or m.seq = any($3::int[]))`,
      values: [meetingId, JSON.stringify(rows), redacted],
    });
  }
  return writes;
}

export const chatServer: ServerModule = {
  live: chatLive as LiveModule,
  async prepare(command) {
    if (command.type !== 'chat.postMessage' && command.type !== 'chat.submitQuestion') return ok(undefined);
    return ok((await currentMatcher()).find((command.input as { text: string }).text));
  },
  project,
};

/** What would become of a text, and why, before anybody wrote it (C14). */
export async function tryText(text: string): Promise<TriedText> {
  const { blocked, review } = (await currentMatcher()).find(text);
  const hasLink = holdsLink(text);
  const verdict = blocked.length > 0 ? 'blocked' : review.length > 0 || hasLink ? 'review' : 'clean';
  return { verdict, blocked, review, hasLink, seenAs: normalise(text) };
}

export const mayKeepWords = (actor: Actor): boolean =>
  actor.kind === 'user' && (actor.role === 'officer' || actor.role === 'admin');

/** Adds words to a list or moves them to it. */
export async function addWords(
  actor: Actor,
  words: readonly string[],
  kind: WordKind,
): Promise<Result<{ count: number }, Violation>> {
  if (!mayKeepWords(actor) || actor.kind !== 'user') return err(violation('forbidden', 'forbidden'));
  // A word of which folding leaves nothing could never be found.
  const wanted = [...new Set(words.map((word) => word.trim()).filter((word) => normalise(word) !== ''))];
  if (wanted.length === 0) return err(violation('invalid_input', 'words.nothingToAdd'));
  await repo.addWords(wanted, kind, actor.userId);
  compiled = null;
  return ok({ count: wanted.length });
}

export async function removeWord(actor: Actor, word: string): Promise<Result<null, Violation>> {
  if (!mayKeepWords(actor)) return err(violation('forbidden', 'forbidden'));
  const removed = await repo.removeWord(word);
  compiled = null;
  return removed.count === 1 ? ok(null) : err(violation('not_found', 'not_found'));
}
