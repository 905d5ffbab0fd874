import type { Pool } from 'pg';
import type { MeetingId } from '#server/kernel/ids.ts';
import { genesisHash, type HashName } from './chain.ts';

const rowsAtOnce = 2_000;

interface ExportRow {
  seq: number;
  at: number;
  actor: string;
  audience: string;
  type: string;
  payload: string | null;
  salt: string | null;
  payload_hash: string;
  prev_hash: string;
  hash: string;
}

/** The whole log as lines for `npm run verify-log`: a header, then one line per event with salt and hashes. */
export async function* exportLines(db: Pool, meetingId: MeetingId): AsyncGenerator<string> {
  const head = await db.query<{ seq: number; hash: string; hash_name: HashName }>(
    'select seq, hash, hash_name from log_head where meeting_id = $1',
    [meetingId],
  );
  const [found] = head.rows;
  if (!found) return;
  yield JSON.stringify({
    format: 'consultation-hub-log',
    version: 1,
    meetingId,
    hash: found.hash_name,
    genesis: genesisHash(found.hash_name, meetingId),
    head: { seq: found.seq, hash: found.hash },
    exportedAt: Date.now(),
  });
  for (let after = 0; after < found.seq; after += rowsAtOnce) {
    const { rows } = await db.query<ExportRow>(
      `select seq, at::float8 as at, actor, audience, type, payload, salt, payload_hash, prev_hash, hash from log_event
       where meeting_id = $1 and seq > $2 and seq <= $3 order by seq`,
      [meetingId, after, Math.min(after + rowsAtOnce, found.seq)],
    );
    for (const row of rows) yield exportLine(row);
  }
}

function exportLine({ payload, payload_hash: payloadHash, prev_hash: prevHash, ...row }: ExportRow): string {
  const parsed = payload === null ? null : (JSON.parse(payload) as unknown);
  return JSON.stringify({ ...row, payload: parsed, payloadHash, prevHash });
}
