import { createHmac, randomBytes } from 'node:crypto';
import pg from 'pg';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { findMeeting, seedDistrict } from '#tests/support/district.ts';
import { TEST_AUTH_SECRET } from '#tests/support/product.ts';
import { LogCheck } from '../../scripts/log-check.ts';

/** A running meeting of the demo district with as many people as a benchmark wants, all of them signed in. */
export interface Hall {
  readonly meetingId: string;
  /** Cookies of people with a place in the meeting, one each. */
  readonly members: readonly string[];
  /** Their accounts, in the same order. */
  readonly memberIds: readonly string[];
  /** Cookies of signed-in people without one: they see and ask what the public does. */
  readonly guests: readonly string[];
  /** Of an officer, who sees everything. */
  readonly office: string;
  /** Of the person in the chair. */
  readonly chair: string;
}

const signed = (token: string): string => {
  const signature = createHmac('sha256', TEST_AUTH_SECRET).update(token).digest('base64');
  return `hub.session_token=${encodeURIComponent(`${token}.${signature}`)}`;
};

/** Sessions as a sign-in leaves them, without its password check: that takes a core for 30 ms each. */
async function signInAll(db: pg.Client, userIds: readonly string[]): Promise<string[]> {
  const tokens = userIds.map(() => randomBytes(24).toString('base64url'));
  await db.query(
    `insert into session (id, token, user_id, expires_at)
       select gen_random_uuid(), token, user_id, now() + interval '1 day' from unnest($1::text[], $2::uuid[]) as t(token, user_id)`,
    [tokens, userIds],
  );
  return tokens.map(signed);
}

async function addUsers(db: pg.Client, prefix: string, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidV7());
  const names = ids.map((_, index) => `${prefix}${index + 1}`);
  await db.query(
    `insert into "user" (id, name, email, username, display_username, role, must_change_password)
       select id, name, name || '@accounts.invalid', name, name, 'member', false from unnest($1::uuid[], $2::text[]) as t(id, name)`,
    [ids, names],
  );
  return ids;
}

/** One sector of the roster for all of them, so that one invitation names everyone. */
async function addSector(db: pg.Client, userIds: readonly string[]): Promise<string> {
  const { rows } = await db.query<{ id: string }>(
    `insert into sector (id, name, position) values (gen_random_uuid(), '满座', 99) returning id`,
  );
  const sectorId = rows[0]?.id ?? '';
  await db.query(
    `insert into member (id, user_id, term_id, sector_id, number, name, gender, party, post)
       select gen_random_uuid(), u.id, (select id from term limit 1), $1::uuid, u.username, u.name, 'female', '群众', '委员'
       from "user" u where u.id = any($2::uuid[])`,
    [sectorId, userIds],
  );
  return sectorId;
}

/** Fills an empty database: district, `memberCount` people in the meeting and `guestCount` beside it. */
export async function fillHall(databaseUrl: string, memberCount: number, guestCount: number) {
  seedDistrict(databaseUrl);
  const { meetingId } = await findMeeting(databaseUrl);
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    const staff = await db.query<{ id: string; username: string }>(
      `select id, username from "user" where username in ('office', 'chair')`,
    );
    const staffId = (name: string): string => staff.rows.find((row) => row.username === name)?.id ?? '';
    const memberIds = await addUsers(db, 'hall', memberCount);
    const sectorId = await addSector(db, memberIds);
    const [office = '', chair = ''] = await signInAll(db, [staffId('office'), staffId('chair')]);
    const members = await signInAll(db, memberIds);
    const guests = await signInAll(db, await addUsers(db, 'guest', guestCount));
    const chairId = staffId('chair');
    const hall: Hall = { meetingId, members, memberIds, guests, office, chair };
    return { hall, open: (origin: string) => openHall(origin, hall, chairId, sectorId) };
  } finally {
    await db.end();
  }
}

/** One command as the holder of the cookie; throws when it is refused. */
export async function command(
  origin: string,
  meetingId: string,
  cookie: string,
  type: string,
  input: unknown,
): Promise<{ readonly seq: number; readonly output: Record<string, unknown> }> {
  const response = await fetch(`${origin}/api/live/${meetingId}/commands`, {
    method: 'POST',
    headers: { cookie, origin, 'content-type': 'application/json' },
    body: JSON.stringify({ commandId: uuidV7(), type, input }),
  });
  const ack = (await response.json()) as CommandAck;
  if (!ack.ok) throw new Error(`${type} was refused: ${JSON.stringify(ack.error)}`);
  return { seq: ack.seq, output: ack.output as Record<string, unknown> };
}

/** Invites everyone, opens and starts the meeting, and lets public questions through at once. */
async function openHall(
  origin: string,
  { meetingId, office, chair }: Hall,
  chairId: string,
  sectorId: string,
): Promise<void> {
  const send = (cookie: string, type: string, input: unknown) => command(origin, meetingId, cookie, type, input);
  const persons = [{ userId: chairId, roles: ['chair', 'member'] }];
  await send(office, 'meetings.setParticipants', { persons, sectorIds: [sectorId], committeeIds: [] });
  await send(chair, 'meetings.openMeeting', {});
  await send(chair, 'meetings.startMeeting', {});
  await send(office, 'chat.setChannel', { channel: 'public', isLocked: false, slowModeMs: 0, review: 'post' });
}

/** What the log holds, after the checker of exported logs has found nothing wrong with it. */
export async function checkedLog(
  origin: string,
  { meetingId, office }: Hall,
): Promise<{ head: number; count: (type: string) => number }> {
  const response = await fetch(`${origin}/api/live/${meetingId}/export`, { headers: { cookie: office } });
  if (!response.ok) throw new Error(`the log cannot be exported: ${response.status}`);
  const check = new LogCheck();
  for (const line of (await response.text()).split('\n')) if (line !== '') check.take(line);
  const report = check.end();
  const [finding] = report.findings;
  if (finding) throw new Error(`the log is not whole: line ${finding.line}: ${finding.problem}`);
  const counts = new Map(report.types);
  return { head: report.events, count: (type) => counts.get(type) ?? 0 };
}

/** The last seq of an audience, as the database has it. */
export async function lastSeq(databaseUrl: string, meetingId: string, audience: 'public' | 'room'): Promise<number> {
  const db = new pg.Client({ connectionString: databaseUrl });
  await db.connect();
  try {
    const { rows } = await db.query<{ public: number; room: number }>(
      'select public_seq as public, room_seq as room from log_head where meeting_id = $1',
      [meetingId],
    );
    return rows[0]?.[audience] ?? 0;
  } finally {
    await db.end();
  }
}
