import type { Pool } from 'pg';
import type { OutboxItem } from '#server/kernel/server-module.ts';
import { inOwnLogContext } from '#server/platform/log-context.ts';

/** Carries out one side effect. It may be called again for the same item, so it must be idempotent. */
export type OutboxWorker = (item: OutboxItem & { readonly meetingId: string | null }) => Promise<void>;

export interface OutboxEnvironment {
  readonly db: Pool;
  readonly workers: Readonly<Record<string, OutboxWorker>>;
  readonly onError: (error: unknown, kind: string) => void;
}

const leaseMs = 15_000;
const batchSize = 20;
const mostInHand = 40;
const pollMs = 1_000;
const longestPauseS = 60;

interface Row {
  id: string;
  meeting_id: string | null;
  kind: string;
  key: string;
  payload: Record<string, unknown>;
  attempts: number;
}

/**
 * Takes due side effects, several nodes side by side, and tries each until it succeeds. Taking one moves its due time
 * past a lease, so a node that dies leaves it to the others.
 */
export class Outbox {
  readonly #env: OutboxEnvironment;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  readonly #inHand = new Set<Promise<void>>();
  #isAgain = false;
  #isClosed = false;

  constructor(env: OutboxEnvironment) {
    this.#env = env;
  }

  start(): void {
    this.#timer = setInterval(() => this.kick(), pollMs);
    this.kick();
  }

  /** Looks for work now. */
  kick(): void {
    if (this.#isClosed) return;
    if (this.#running) {
      this.#isAgain = true;
      return;
    }
    this.#running = this.#drain()
      .catch((error: unknown) => this.#env.onError(error, 'outbox'))
      .finally(() => {
        this.#running = null;
        if (this.#isAgain) {
          this.#isAgain = false;
          this.kick();
        }
      });
  }

  /** What is slow holds up nothing that comes after it, up to as many as may be in hand at once. */
  async #drain(): Promise<void> {
    for (;;) {
      while (this.#inHand.size >= mostInHand) await Promise.race(this.#inHand);
      const taken = await this.#take();
      if (taken.length === 0) return;
      for (const row of taken) {
        const context = row.meeting_id ? { meetingId: row.meeting_id } : {};
        const task = inOwnLogContext(context, () => this.#carryOut(row)).finally(() => this.#inHand.delete(task));
        this.#inHand.add(task);
      }
    }
  }

  async #take(): Promise<readonly Row[]> {
    const found = await this.#env.db.query<Row>({
      name: 'outbox-take',
      text: `update outbox set due_at = now() + $1 * interval '1 millisecond', attempts = attempts + 1
        where id in (select id from outbox where done_at is null and due_at <= now() and kind = any($2::text[])
          order by due_at, id limit $3 for update skip locked)
        returning id, meeting_id, kind, key, payload, attempts`,
      values: [leaseMs, Object.keys(this.#env.workers), batchSize],
    });
    return found.rows;
  }

  async #carryOut(row: Row): Promise<void> {
    try {
      const work = this.#env.workers[row.kind];
      if (!work) throw new Error(`no worker for ${row.kind}`);
      await work({ kind: row.kind, key: row.key, payload: row.payload, meetingId: row.meeting_id });
      await this.#env.db.query('update outbox set done_at = now(), last_error = null where id = $1', [row.id]);
    } catch (error) {
      this.#env.onError(error, row.kind);
      const pauseS = Math.min(longestPauseS, 0.25 * 2 ** Math.min(row.attempts, 10));
      await this.#env.db
        .query(`update outbox set due_at = now() + $2 * interval '1 second', last_error = $3 where id = $1`, [
          row.id,
          pauseS,
          String(error).slice(0, 500),
        ])
        .catch((cause: unknown) => this.#env.onError(cause, row.kind));
    }
  }

  /** Side effects that wait, and the age of the oldest in seconds. */
  async figures(): Promise<{ waiting: number; oldestS: number }> {
    const found = await this.#env.db.query<{ waiting: number; oldest_s: number | null }>(
      'select count(*)::int as waiting, extract(epoch from now() - min(due_at))::float as oldest_s from outbox where done_at is null',
    );
    return { waiting: found.rows[0]?.waiting ?? 0, oldestS: Math.max(0, found.rows[0]?.oldest_s ?? 0) };
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer) clearInterval(this.#timer);
    await this.#running;
    await Promise.all(this.#inHand);
  }
}
