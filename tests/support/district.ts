import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import pg from 'pg';
import { io, type Socket } from 'socket.io-client';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { Frame, LogEvent, Snapshot } from '#server/kernel/live.ts';
import {
  type ClientToServer,
  type CommandAck,
  type FollowAck,
  protocolVersion,
  type ServerToClient,
} from '#server/kernel/protocol.ts';
import { TEST_AUTH_SECRET } from './product.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
export const demoPassword = 'demo-2026-hub';

/** Fills a database with the demo district as `npm start` does. */
export function seedDistrict(databaseUrl: string): void {
  const dataDir = mkdtempSync(path.join(tmpdir(), 'hub-seed-'));
  mkdirSync(dataDir, { recursive: true });
  const result = spawnSync(process.execPath, [path.join(ROOT, 'prisma/seed/main.ts')], {
    cwd: ROOT,
    encoding: 'utf8',
    env: {
      PATH: process.env['PATH'],
      NODE_ENV: 'production',
      DATABASE_URL: databaseUrl,
      DATA_DIR: dataDir,
      AUTH_SECRET: TEST_AUTH_SECRET,
    },
  });
  if (result.status !== 0) throw new Error(`the demo seed failed:\n${result.stdout}${result.stderr}`);
}

/** The cookie of a signed-in demo account. */
export async function signIn(url: string, identifier: string, password = demoPassword): Promise<string> {
  const response = await fetch(`${url}/api/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ identifier, password }),
  });
  if (!response.ok) throw new Error(`${identifier} cannot sign in: ${response.status}`);
  return response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(';')[0] ?? '')
    .join('; ');
}

/** The id of a demo meeting by the beginning of its title, and user names of its plain members. */
export async function findMeeting(
  databaseUrl: string,
  title = '更新片区',
): Promise<{ meetingId: string; members: readonly string[] }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const meeting = await client.query<{ id: string }>('select id from meeting where title like $1', [`${title}%`]);
    const meetingId = meeting.rows[0]?.id ?? '';
    const people = await client.query<{ username: string }>(
      `select u.username from meeting_participant p join "user" u on u.id = p.user_id
       where p.meeting_id = $1 and p.roles = array['member'] order by u.username`,
      [meetingId],
    );
    return { meetingId, members: people.rows.map((row) => row.username) };
  } finally {
    await client.end();
  }
}

/** A person in a meeting, as the page's client behaves: commands are repeated until answered, gaps are asked for. */
export class TestClient {
  readonly socket: Socket<ServerToClient, ClientToServer>;
  readonly meetingId: string;
  readonly events: LogEvent[] = [];
  seq = 0;
  snapshots = 0;
  goodbye: string | null = null;
  #isFollowing = false;

  constructor(url: string, cookie: string, meetingId: string) {
    this.meetingId = meetingId;
    this.socket = io(url, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      forceNew: true,
    });
    this.socket.on('connect', () => void this.#follow());
    this.socket.on('connect_error', () => {
      if (!this.socket.active) setTimeout(() => this.socket.connect(), 200);
    });
    this.socket.on('frame', (frame) => this.#take(frame));
    this.socket.on('snapshot', (snapshot) => this.#start(snapshot));
    this.socket.on('goodbye', ({ code }) => {
      this.goodbye = code;
    });
  }

  #start(snapshot: Snapshot): void {
    this.snapshots++;
    this.seq = snapshot.seq;
  }

  #take(frame: Frame): void {
    if (frame.prev > this.seq) return void this.#follow();
    for (const event of frame.events) if (event.seq > this.seq) this.events.push(event);
    this.seq = Math.max(this.seq, frame.seq);
  }

  async #follow(): Promise<void> {
    if (this.#isFollowing) return;
    this.#isFollowing = true;
    const request = { meetingId: this.meetingId, since: this.seq, protocol: protocolVersion };
    const answer = await new Promise<FollowAck | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), 5_000);
      this.socket.emit('follow', request, (ack) => {
        clearTimeout(timer);
        resolve(ack);
      });
    });
    this.#isFollowing = false;
    if (!answer || (!answer.ok && answer.error.kind === 'unavailable')) {
      setTimeout(() => this.socket.connected && void this.#follow(), 200);
      return;
    }
    if (!answer.ok) {
      this.goodbye = answer.error.code;
      return;
    }
    if (answer.frame) this.#take(answer.frame);
  }

  /** Resolves once the client stands at the server's head of at least `seq`. */
  async reached(seq: number, patienceMs = 20_000): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (this.seq < seq) {
      if (Date.now() > deadline) throw new Error(`the client stands at ${this.seq}, not at ${seq}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  async send(type: string, input: unknown, commandId = uuidV7()): Promise<CommandAck> {
    for (let attempt = 0; attempt < 200; attempt++) {
      const ack = this.socket.connected ? await this.#once(type, input, commandId) : null;
      if (ack && (ack.ok || ack.error.kind !== 'unavailable')) return ack;
      await new Promise((resume) => setTimeout(resume, 150));
    }
    throw new Error(`${type} was never answered`);
  }

  #once(type: string, input: unknown, commandId: string): Promise<CommandAck | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), 3_000);
      this.socket.emit('command', { meetingId: this.meetingId, commandId, type, input }, (ack) => {
        clearTimeout(timer);
        resolve(ack);
      });
    });
  }

  close(): void {
    this.socket.disconnect();
  }
}

/** What the database holds of a meeting's chat, and whether the chain is whole. */
export async function storedChat(
  databaseUrl: string,
  meetingId: string,
): Promise<{ texts: readonly string[]; isGapFree: boolean; head: number }> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<{
      seq: number;
      type: string;
      payload: string;
      prev_hash: string;
      hash: string;
    }>('select seq, type, payload, prev_hash, hash from log_event where meeting_id = $1 order by seq', [meetingId]);
    const isGapFree = rows.every(
      (row, index) => row.seq === index + 1 && (index === 0 || row.prev_hash === rows[index - 1]?.hash),
    );
    const texts = rows
      .filter((row) => row.type === 'chat.messagePosted')
      .map((row) => (JSON.parse(row.payload) as { text: string }).text);
    return { texts, isGapFree, head: rows.length };
  } finally {
    await client.end();
  }
}
