import type { Pool } from 'pg';

/** What a node says of itself. */
export interface NodeFigures {
  readonly runtime: string;
  readonly services: readonly string[];
  readonly memoryBytes: number;
  readonly sockets: number;
  readonly streams: number;
  readonly meetings: readonly {
    readonly meetingId: string;
    readonly seq: number;
    readonly waiting: number;
    readonly viewers: number;
  }[];
}

export interface KnownNode {
  readonly nodeId: string;
  readonly name: string;
  readonly startedAt: number;
  readonly seenAt: number;
  /** It has not said anything for a while; it may be dead, cut off or overloaded. */
  readonly isSilent: boolean;
  readonly figures: NodeFigures;
}

export interface NodeIdentity {
  readonly nodeId: string;
  readonly name: string;
  readonly startedAt: number;
}

const silentAfterSeconds = 20;
const forgottenAfterMinutes = 10;

/** The nodes that serve one database, known to each other by a row each (E2). All times are the database's. */
export class NodeRegistry {
  readonly #db: Pool;
  readonly own: NodeIdentity;
  #elsewhere: ReadonlyMap<string, number> = new Map();

  constructor(db: Pool, own: NodeIdentity) {
    this.#db = db;
    this.own = own;
  }

  /** Says that this node runs; forgets nodes that have long been gone; hears how many watch on the others. */
  async beat(figures: NodeFigures): Promise<void> {
    const { nodeId, name, startedAt } = this.own;
    await this.#db.query(
      `insert into live_node (id, name, started_at, seen_at, figures) values ($1, $2, to_timestamp($3 / 1000.0), now(), $4)
       on conflict (id) do update set seen_at = now(), figures = excluded.figures`,
      [nodeId, name, startedAt, JSON.stringify(figures)],
    );
    await this.#db.query(`delete from live_node where seen_at < now() - $1 * interval '1 minute'`, [
      forgottenAfterMinutes,
    ]);
    await this.#hearOthers();
  }

  async #hearOthers(): Promise<void> {
    const elsewhere = new Map<string, number>();
    for (const { nodeId, isSilent, figures } of await this.list()) {
      if (isSilent || nodeId === this.own.nodeId) continue;
      // A node of an older version says nothing of its viewers.
      for (const { meetingId, viewers = 0 } of figures.meetings)
        elsewhere.set(meetingId, (elsewhere.get(meetingId) ?? 0) + viewers);
    }
    this.#elsewhere = elsewhere;
  }

  /** The public that follows a meeting on other nodes, as they said at this node's last beat. */
  viewersElsewhere(meetingId: string): number {
    return this.#elsewhere.get(meetingId) ?? 0;
  }

  async list(): Promise<readonly KnownNode[]> {
    const { rows } = await this.#db.query<{
      id: string;
      name: string;
      started_at: Date;
      seen_at: Date;
      is_silent: boolean;
      figures: NodeFigures;
    }>(
      `select id, name, started_at, seen_at, figures, seen_at < now() - $1 * interval '1 second' as is_silent
       from live_node order by started_at, id`,
      [silentAfterSeconds],
    );
    return rows.map((row) => ({
      nodeId: row.id,
      name: row.name,
      startedAt: row.started_at.getTime(),
      seenAt: row.seen_at.getTime(),
      isSilent: row.is_silent,
      figures: row.figures,
    }));
  }

  /** A node that ends in order says so. */
  async leave(): Promise<void> {
    await this.#db.query('delete from live_node where id = $1', [this.own.nodeId]);
  }
}
