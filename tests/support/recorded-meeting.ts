import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { beginConsultation, type Consultation, chairName, planConsultation, technicianName } from './consultation.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from './database.ts';
import { seedDistrict, signIn } from './district.ts';
import { startTestLiveKit } from './livekit.ts';
import { type Product, startProduct } from './product.ts';
import { type SignalOptions, SignalPublisher } from './signal-publisher.ts';

/** A running meeting of the product with its recorder on, and hands to steer it. */
export interface RecordedMeeting {
  readonly product: Product;
  readonly meeting: Consultation;
  readonly command: (username: string, type: string, input: object) => Promise<Record<string, unknown>>;
  /** The right to join the media from a device of one's own. */
  readonly ticketOf: (username: string) => Promise<{ url: string; token: string }>;
  readonly publish: (username: string, options: SignalOptions) => Promise<SignalPublisher>;
  /** Grants somebody the floor; the id of the turn. */
  readonly callSpeaker: (username: string, source: 'online' | 'venue') => Promise<string>;
  readonly get: (path: string, username?: string) => Promise<Response>;
  /** Rows of a query on the product's database. */
  readonly rows: <T extends pg.QueryResultRow>(sql: string, values?: readonly unknown[]) => Promise<readonly T[]>;
  /** How many stored segments began at an instant or later. */
  readonly segmentsSince: (at: number) => Promise<number>;
  /** Where the node keeps its files. */
  readonly filesDir: string;
  readonly recorderPid: () => number | null;
  readonly livekitPid: () => number | undefined;
  readonly userId: (username: string) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Polls until something is there. */
export async function until<T>(what: string, look: () => Promise<T | null | false> | T | null | false): Promise<T> {
  const deadline = Date.now() + 40_000;
  for (;;) {
    const found = await look();
    if (found !== null && found !== false) return found;
    if (Date.now() > deadline) throw new Error(`${what}: never came`);
    await new Promise((resume) => setTimeout(resume, 50));
  }
}

const programmeMark = 'media/programme/main.ts';
function childOf(parent: number | undefined): number | null {
  for (const entry of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const stat = readFileSync(`/proc/${entry}/stat`, 'utf8');
      const owner = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
      if (owner === parent && readFileSync(`/proc/${entry}/cmdline`, 'utf8').includes(programmeMark))
        return Number(entry);
    } catch {
      // It ended meanwhile.
    }
  }
  return null;
}

/** Postgres, LiveKit and one node that records, with a public consultation at its first item. */
export async function startRecordedMeeting(
  title: string,
  env: Record<string, string> | ((livekit: LocalLiveKit) => Promise<Record<string, string>>) = {},
): Promise<RecordedMeeting> {
  await testPostgres();
  const database = await createTestDatabase();
  seedDistrict(database.url);
  const port = await freePort();
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    livekit,
    env: {
      SERVICES: 'realtime,worker,media',
      EGRESS: 'recorder',
      ...(typeof env === 'function' ? await env(livekit) : env),
    },
  });
  const db = new pg.Client({ connectionString: database.url });
  await db.connect();
  const cookies = new Map<string, Promise<string>>();
  const cookieOf = (username: string): Promise<string> => {
    const known = cookies.get(username) ?? signIn(product.url, username);
    cookies.set(username, known);
    return known;
  };
  const post = async (username: string, path: string, body: object): Promise<Record<string, unknown>> => {
    const response = await fetch(`${product.url}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie: await cookieOf(username) },
      body: JSON.stringify(body),
    });
    const answer = (await response.json()) as Record<string, unknown>;
    if (!response.ok) throw new Error(`${path} ${JSON.stringify(body)}: ${JSON.stringify(answer)}`);
    return answer;
  };
  const place = { url: product.url, databaseUrl: database.url };
  const meeting = await planConsultation(title, place);
  await beginConsultation(meeting, place);
  const base = `/api/live/${meeting.meetingId}`;
  const userId: RecordedMeeting['userId'] = async (username) => {
    const { rows } = await db.query<{ id: string }>('select id from "user" where username = $1', [username]);
    return rows[0]?.id ?? '';
  };
  const command: RecordedMeeting['command'] = async (username, type, input) => {
    const answer = await post(username, `${base}/commands`, { commandId: uuidV7(), type, input });
    return (answer['output'] ?? {}) as Record<string, unknown>;
  };
  const ticketOf: RecordedMeeting['ticketOf'] = async (username) => {
    const deviceId = `device-${username}`.padEnd(10, '-');
    if (username !== technicianName)
      await command(username, 'rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
    return (await post(username, `${base}/media-token`, { deviceId })) as { url: string; token: string };
  };
  return {
    product,
    meeting,
    command,
    userId,
    ticketOf,
    publish: async (username, options) => SignalPublisher.join(await ticketOf(username), options),
    async callSpeaker(username, source) {
      const state = (await (
        await fetch(`${product.url}${base}/snapshot`, { headers: { cookie: await cookieOf(chairName) } })
      ).json()) as { state: { speaking: { floorVersion: number } } };
      const input = { userId: await userId(username), kind: 'speech', source, checkIn: true };
      const output = await command(chairName, 'speaking.callSpeaker', {
        ...input,
        floor: state.state.speaking.floorVersion,
      });
      return String(output['turnId']);
    },
    get: async (path, username) =>
      fetch(`${product.url}${path}`, username ? { headers: { cookie: await cookieOf(username) } } : {}),
    async rows<T extends pg.QueryResultRow>(sql: string, values: readonly unknown[] = []) {
      return (await db.query<T>(sql, [...values])).rows;
    },
    async segmentsSince(at) {
      const { rows } = await db.query<{ count: string }>(
        'select count(*) from recording_segment where starts_at >= to_timestamp($1 / 1000.0)',
        [at],
      );
      return Number(rows[0]?.count ?? 0);
    },
    filesDir: path.join(path.dirname(product.logFile), 'data/files'),
    recorderPid: () => childOf(product.pid),
    livekitPid: () => livekit.pid,
    async close() {
      await db.end();
      await product.stop();
      await livekit.stop();
      await database.drop();
      await leaveTestPostgres();
    },
  };
}

/** Ends a process as a crash does. */
export const killHard = (pid: number): void => void spawnSync('kill', ['-9', String(pid)]);
