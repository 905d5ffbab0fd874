import pg from 'pg';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { Redis } from '#server/platform/redis.ts';

/** Tells other nodes and module worlds that a meeting's log has grown. Only a hint: the sweep finds what it misses. */
export interface WakeUps {
  readonly announce: (meetingId: MeetingId) => void;
  readonly close: () => Promise<void>;
}

export interface WakeListener {
  readonly onWake: (meetingId: MeetingId) => void;
  readonly onSessionEnded: (sessionId: string) => void;
  readonly onError: (error: unknown) => void;
}

const channel = 'live_wake';
const sessionChannel = 'session_ended';
const mergeMs = 20;

/** Keeps one connection listening, and connects again for as long as it is wanted. */
function listen(connectionString: string, listener: WakeListener, nodeId: string): { close: () => Promise<void> } {
  let isClosed = false;
  let client: pg.Client | null = null;
  let retry: NodeJS.Timeout | null = null;

  const again = (): void => {
    client = null;
    if (!isClosed) retry ??= setTimeout(() => void connect(), 500);
  };
  async function connect(): Promise<void> {
    retry = null;
    const fresh = new pg.Client({ connectionString, keepAlive: true });
    client = fresh;
    fresh.on('error', (error) => listener.onError(error));
    fresh.on('end', again);
    fresh.on('notification', ({ channel: name, payload }) => {
      if (name === sessionChannel) return listener.onSessionEnded(payload ?? '');
      const [from, meetingId] = (payload ?? '').split(' ');
      if (from !== nodeId && meetingId) listener.onWake(meetingId as MeetingId);
    });
    try {
      await fresh.connect();
      await fresh.query(`listen ${channel}`);
      await fresh.query(`listen ${sessionChannel}`);
    } catch (error) {
      listener.onError(error);
      await fresh.end().catch(() => undefined);
      again();
    }
  }
  void connect();
  return {
    async close() {
      isClosed = true;
      if (retry) clearTimeout(retry);
      await client?.end().catch(() => undefined);
    },
  };
}

/** Merges the announcements of a short moment, so that a busy meeting costs a few wake-ups a second. */
function merged(send: (meetingIds: readonly string[]) => void): (meetingId: MeetingId) => void {
  const waiting = new Set<string>();
  let timer: NodeJS.Timeout | null = null;
  return (meetingId) => {
    waiting.add(meetingId);
    timer ??= setTimeout(() => {
      timer = null;
      const ids = [...waiting];
      waiting.clear();
      send(ids);
    }, mergeMs);
  };
}

/** Wake-ups over Postgres NOTIFY; needs nothing but the database. */
export function postgresWakeUps(
  pool: pg.Pool,
  connectionString: string,
  nodeId: string,
  listener: WakeListener,
): WakeUps {
  const listening = listen(connectionString, listener, nodeId);
  const announce = merged((ids) => {
    pool
      .query('select pg_notify($1, $2 || id) from unnest($3::text[]) as t(id)', [channel, `${nodeId} `, ids])
      .catch(listener.onError);
  });
  return { announce, close: listening.close };
}

/**
 * Wake-ups over Redis where several nodes share one; sessions still come from Postgres. While Redis is away the sweep
 * carries the meeting alone.
 */
export async function redisWakeUps(
  redis: Redis,
  connectionString: string,
  nodeId: string,
  listener: WakeListener,
): Promise<WakeUps> {
  const listening = listen(connectionString, listener, nodeId);
  const subscriber = redis.duplicate();
  subscriber.on('error', listener.onError);
  const receive = (message: string): void => {
    const [from, meetingId] = message.split(' ');
    if (from !== nodeId && meetingId) listener.onWake(meetingId as MeetingId);
  };
  // Not awaited for good: a Redis that is down at the start must not keep the meeting from starting.
  const subscribing = subscriber
    .connect()
    .then(() => subscriber.subscribe(channel, receive))
    .catch(listener.onError);
  await Promise.race([subscribing, new Promise((resume) => setTimeout(resume, 1_000))]);
  const announce = merged((ids) => {
    if (!redis.isReady) return;
    for (const id of ids) redis.publish(channel, `${nodeId} ${id}`).catch(listener.onError);
  });
  return {
    announce,
    async close() {
      await listening.close();
      if (subscriber.isOpen) subscriber.destroy();
    },
  };
}
