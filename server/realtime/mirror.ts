import type { Pool, PoolClient } from 'pg';
import type { MeetingId } from '#server/kernel/ids.ts';
import {
  type Audience,
  audiences,
  fold,
  foldVersion,
  initialState,
  type LiveModule,
  type LiveState,
  type LogEvent,
  maySee,
  RedactedPayload,
  redactedType,
} from '#server/kernel/live.ts';
import type { StoredEvent } from '#server/kernel/server-module.ts';
import { type LogHead, readEvents, readHead, readSnapshot, writeSnapshot } from './log-store.ts';

/** Events kept in memory for clients that come back after a short absence. */
const ringSize = 2_000;
/** A client further behind than this gets a snapshot instead of events. */
const longestCatchUp = 500;
/** A snapshot is worth writing after as many events … */
const snapshotEvery = 500;
/** … and as much text as the last one held, so that writing them never costs more than the log itself. */
const eventOverhead = 200;
const pageSize = 5_000;

/** What a reader that stands at `since` needs to be up to date. */
export type CatchUp =
  | { readonly kind: 'events'; readonly prev: number; readonly seq: number; readonly events: readonly LogEvent[] }
  | { readonly kind: 'snapshot'; readonly seq: number; readonly json: string; readonly bytes: Buffer };

export const bare = ({ seq, at, actor, type, payload }: StoredEvent): LogEvent => ({ seq, at, actor, type, payload });

/**
 * One node's copy of one meeting: its head, the state as each audience sees it, and the newest events. Only ever changed
 * by committed events in order; whoever doubts it calls `reload`.
 */
export class Mirror {
  readonly meetingId: MeetingId;
  readonly #db: Pool;
  readonly #modules: ReadonlyMap<string, LiveModule>;
  readonly #version: string;
  #head: LogHead;
  #states: Record<Audience, LiveState>;
  #ring: StoredEvent[] = [];
  #snapshotSeq = 0;
  #snapshotLength = 0;
  #lengthSince = 0;
  #encoded = new Map<Audience, { seq: number; json: string; bytes: Buffer }>();

  private constructor(db: Pool, modules: ReadonlyMap<string, LiveModule>, meetingId: MeetingId, head: LogHead) {
    this.#db = db;
    this.#modules = modules;
    this.#version = foldVersion(modules.values());
    this.meetingId = meetingId;
    this.#head = head;
    this.#states = this.#initial();
  }

  /** Builds the mirror from the newest snapshot and the events after it; null when there is no such meeting. */
  static async load(db: Pool, modules: ReadonlyMap<string, LiveModule>, meetingId: MeetingId): Promise<Mirror | null> {
    const head = await readHead(db, meetingId);
    if (!head) return null;
    const mirror = new Mirror(db, modules, meetingId, head);
    await mirror.reload();
    return mirror;
  }

  get head(): LogHead {
    return this.#head;
  }

  /** Time of the newest event in memory; 0 when there is none. */
  get lastAt(): number {
    return this.#ring.at(-1)?.at ?? 0;
  }

  /** The state as `audience` sees it at `head.seq`. Not to be changed or kept. */
  state(audience: Audience): LiveState {
    return this.#states[audience];
  }

  #initial(): Record<Audience, LiveState> {
    const all = [...this.#modules.values()];
    return { public: initialState(all), room: initialState(all), staff: initialState(all) };
  }

  /** Throws away what is in memory and reads it again: after a failed commit nothing in memory is certain. */
  async reload(): Promise<void> {
    const head = await readHead(this.#db, this.meetingId);
    if (!head) throw new Error('the head of a loaded meeting is gone');
    const stored = await readSnapshot(this.#db, this.meetingId, this.#version);
    const states = stored ? { ...stored.states } : this.#initial();
    const foldedSeq = stored?.seq ?? 0;
    // Readers come back to a server that has just started: what they missed is read once, not once for each of them.
    let seq = Math.min(foldedSeq, Math.max(0, head.seq - longestCatchUp));
    let ring: StoredEvent[] = [];
    while (seq < head.seq) {
      const page = await readEvents(this.#db, this.meetingId, seq, pageSize, head.seq);
      const last = page.at(-1);
      if (!last) throw new Error(`the log of ${this.meetingId} has no event after ${seq}, its head is ${head.seq}`);
      const fresh = page.filter((event) => event.seq > foldedSeq);
      for (const audience of audiences)
        states[audience] = fold(this.#modules, states[audience], visibleTo(audience, fresh));
      ring = [...ring, ...page].slice(-ringSize);
      seq = last.seq;
    }
    this.#states = states;
    this.#ring = ring;
    this.#head = head;
    this.#snapshotSeq = stored?.seq ?? 0;
    this.#snapshotLength = stored?.length ?? 0;
    this.#lengthSince = 0;
    this.#encoded.clear();
  }

  /**
   * Takes committed events that follow the head. `staffFolded` is set by the sequencer, which folded them into the staff
   * state while deciding.
   */
  apply(events: readonly StoredEvent[], head: LogHead, staffFolded: boolean): void {
    for (const audience of audiences) {
      if (audience === 'staff' && staffFolded) continue;
      this.#states[audience] = fold(this.#modules, this.#states[audience], visibleTo(audience, events));
    }
    for (const event of events) {
      this.#ring.push(event);
      this.#lengthSince += lengthOf(event);
      if (event.type === redactedType) this.#eraseFromRing(event);
    }
    if (this.#ring.length > ringSize * 2) this.#ring = this.#ring.slice(-ringSize);
    this.#head = head;
  }

  #eraseFromRing(redaction: StoredEvent): void {
    const { seqs } = RedactedPayload.parse(redaction.payload);
    const gone = new Set(seqs);
    this.#ring = this.#ring.map((event) => (gone.has(event.seq) ? { ...event, payload: null } : event));
  }

  /** Applies what other nodes wrote since. Only the sequencer may call it, between or before its own decisions. */
  async catchUp(db: Pool | PoolClient = this.#db): Promise<void> {
    const head = await readHead(db, this.meetingId);
    if (!head || head.seq <= this.#head.seq) {
      // A restored backup can be behind: then nothing in memory is true any more.
      if (head && (head.seq < this.#head.seq || (head.seq === this.#head.seq && head.hash !== this.#head.hash)))
        await this.reload();
      else if (head) this.#head = head;
      return;
    }
    const all: StoredEvent[] = [];
    while (this.#head.seq + all.length < head.seq) {
      const page = await readEvents(db, this.meetingId, this.#head.seq + all.length, pageSize, head.seq);
      if (page.length === 0)
        throw new Error(`the log of ${this.meetingId} has a gap after ${this.#head.seq + all.length}`);
      all.push(...page);
    }
    this.apply(all, head, false);
  }

  /** Committed events after `since`; null when memory does not reach back that far. */
  recent(since: number): readonly StoredEvent[] | null {
    if (since >= this.#head.seq) return [];
    const first = this.#ring[0]?.seq ?? this.#head.seq + 1;
    return since + 1 >= first ? this.#ring.slice(since + 1 - first) : null;
  }

  /** What a reader of `audience` that has folded everything up to `since` is missing. */
  async since(audience: Audience, since: number): Promise<CatchUp> {
    const head = this.#head;
    if (since === 0 || since > head.seq) return this.snapshot(audience);
    const missing = await this.#eventsSince(since);
    if (missing === null) return this.snapshot(audience);
    const events = visibleTo(audience, missing).map(bare);
    if (events.length > longestCatchUp) return this.snapshot(audience);
    return { kind: 'events', prev: since, seq: Math.max(since, head.seq), events };
  }

  async #eventsSince(since: number): Promise<readonly StoredEvent[] | null> {
    const recent = this.recent(since);
    if (recent) return recent;
    if (this.#head.seq - since > ringSize) return null;
    return readEvents(this.#db, this.meetingId, since, ringSize, this.#head.seq);
  }

  /** The audience's state as JSON, as text and as bytes, built once per seq however many ask. */
  snapshot(audience: Audience): CatchUp {
    const cached = this.#encoded.get(audience);
    if (cached?.seq === this.#head.seq) return { kind: 'snapshot', ...cached };
    const json = JSON.stringify(this.#states[audience]);
    const fresh = { seq: this.#head.seq, json, bytes: Buffer.from(json) };
    this.#encoded.set(audience, fresh);
    return { kind: 'snapshot', ...fresh };
  }

  /** Writes a snapshot when enough happened since the last one. Call only between batches. */
  async storeSnapshot(isForced = false): Promise<void> {
    const { seq } = this.#head;
    const isDue = seq - this.#snapshotSeq >= snapshotEvery && this.#lengthSince >= this.#snapshotLength;
    if (seq === this.#snapshotSeq || (!isForced && !isDue)) return;
    this.#snapshotSeq = seq;
    this.#lengthSince = 0;
    const json = (audience: Audience): string => JSON.stringify(this.#states[audience]);
    const states = { public: json('public'), room: json('room'), staff: json('staff') };
    this.#snapshotLength = states.public.length + states.room.length + states.staff.length;
    await writeSnapshot(this.#db, this.meetingId, this.#version, seq, states);
  }
}

/** Roughly what an event is as text, without writing it out: most payloads are short, a long one says so by its size. */
function lengthOf(event: StoredEvent): number {
  const text = (event as { payloadText?: string }).payloadText;
  return eventOverhead + (text?.length ?? eventOverhead);
}

function visibleTo(audience: Audience, events: readonly StoredEvent[]): readonly StoredEvent[] {
  return audience === 'staff' ? events : events.filter((event) => maySee(audience, event.audience));
}
