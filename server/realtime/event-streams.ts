import type { Socket } from 'node:net';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { Audience, Frame } from '#server/kernel/live.ts';
import type { Hub, LiveMeeting } from './hub.ts';
import type { CatchUp } from './mirror.ts';
import type { Sink } from './publisher.ts';

/** Bytes a reader may leave unread before it gets a snapshot instead of a backlog. */
const largestBacklog = 256 * 1024;
const heartbeatMs = 20_000;
const viewersMs = 5_000;
/** Share of the viewers that may come or go before everyone is told. */
const tolerableShare = 0.01;
const shortestRetryMs = 800;
const retrySpreadMs = 1_200;
/** Encoded catch-ups kept: after a restart thousands miss the same events. */
const keptCatchUps = 16;

interface Reader {
  readonly socket: Socket;
  /** What was sent while the catch-up was being computed; null once it is written. */
  held: Buffer[] | null;
  /** Stopped reading: nothing is sent until what was sent is gone, then a snapshot. */
  isLagging: boolean;
}

/** The readers of one meeting. */
interface PublicAudience {
  readonly readers: Set<Reader>;
  /** The number of viewers everyone was last told. */
  toldCount: number;
  /** When everyone was last sent something. */
  sentAt: number;
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store',
  'x-accel-buffering': 'no',
  connection: 'close',
};

/** Not all at once: thousands come back after a restart. */
const retryMs = (): number => shortestRetryMs + Math.floor(Math.random() * retrySpreadMs);

function end(this: Socket): void {
  this.destroy();
}

const encode = (event: string, id: number, data: string): string => `event: ${event}\nid: ${id}\ndata: ${data}\n\n`;
const heartbeat = 'event: beat\ndata: 1\n\n';
/** Without an id: it is no part of the log, and a reader that comes back asks for events. */
const encodeViewers = (count: number): string => `event: viewers\ndata: ${JSON.stringify({ count })}\n\n`;

const encodeCatchUp = (meetingId: string, found: CatchUp): string => {
  if (found.kind === 'snapshot') {
    const envelope = `{"meetingId":"${meetingId}","audience":"public","seq":${found.seq},"serverNow":${Date.now()},"state":${found.json}}`;
    return encode('snapshot', found.seq, envelope);
  }
  const { prev, seq, events } = found;
  return encode('frame', seq, JSON.stringify({ meetingId, prev, seq, events }));
};

/**
 * The public's read-only stream: server-sent events written raw to the connection, each frame encoded once. Most readers
 * come through the entrance, which spares them HTTP's own objects; the others leave theirs behind.
 */
export class EventStreams implements Sink {
  readonly #hub: Hub;
  readonly #audiences = new Map<MeetingId, PublicAudience>();
  readonly #timers: NodeJS.Timeout[];
  readonly #head: string;
  readonly #catchUps = new Map<string, Buffer>();
  readonly #countElsewhere: (meetingId: MeetingId) => number;

  /** `headers` go with every answer of this server; `countElsewhere` adds viewers without a stream and those of other nodes. */
  constructor(
    hub: Hub,
    headers: Readonly<Record<string, string>> = {},
    countElsewhere: (meetingId: MeetingId) => number = () => 0,
  ) {
    this.#hub = hub;
    const lines = Object.entries({ ...headers, ...streamHeaders }).map(([name, value]) => `${name}: ${value}`);
    this.#head = ['HTTP/1.1 200 OK', ...lines, '', ''].join('\r\n');
    this.#countElsewhere = countElsewhere;
    this.#timers = [setInterval(() => this.#beat(), heartbeatMs), setInterval(() => this.#tellViewers(), viewersMs)];
    for (const timer of this.#timers) timer.unref();
  }

  get size(): number {
    let count = 0;
    for (const { readers } of this.#audiences.values()) count += readers.size;
    return count;
  }

  viewers(meetingId: MeetingId): number {
    return this.#audiences.get(meetingId)?.readers.size ?? 0;
  }

  hasFollowers(meetingId: MeetingId, audience: Audience): boolean {
    return audience === 'public' && this.viewers(meetingId) > 0;
  }

  /**
   * Takes the connection over. `since` is the reader's Last-Event-ID or query; 0 starts with a snapshot. `release` frees
   * the connection from whoever had it, and is called once nothing can fail any more.
   */
  async open(meeting: LiveMeeting, since: number, socket: Socket, release?: () => void): Promise<void> {
    if (socket.destroyed) return;
    const { meetingId } = meeting.mirror;
    const reader: Reader = { socket, held: [], isLagging: false };
    const audience = this.#audiences.get(meetingId) ?? { readers: new Set(), toldCount: 0, sentAt: 0 };
    // Joined before the catch-up is computed: what is sent twice is folded once, what is missed is lost.
    audience.readers.add(reader);
    this.#audiences.set(meetingId, audience);
    const leave = (): void => this.#leave(meetingId, reader);
    socket.once('close', leave);
    try {
      const found = await this.#hub.since(meeting, 'public', since);
      release?.();
      socket.setTimeout(0);
      socket.on('error', end);
      socket.on('end', end);
      // What a reader sends after its request is thrown away.
      socket.resume();
      const hasNews = found.kind === 'snapshot' || found.events.length > 0;
      socket.cork();
      socket.write(`${this.#head}retry: ${retryMs()}\n\n${encodeViewers(this.count(meetingId))}`);
      if (hasNews) socket.write(this.#encoded(meetingId, found));
      socket.uncork();
      for (const frame of reader.held ?? []) socket.write(frame);
      reader.held = null;
    } catch (error) {
      socket.removeListener('close', leave);
      leave();
      throw error;
    }
  }

  #leave(meetingId: MeetingId, reader: Reader): void {
    const audience = this.#audiences.get(meetingId);
    audience?.readers.delete(reader);
    if (audience?.readers.size === 0) this.#audiences.delete(meetingId);
  }

  #encoded(meetingId: MeetingId, found: CatchUp): Buffer {
    // A snapshot tells the time, and a reader sets its clock by it.
    if (found.kind === 'snapshot') return Buffer.from(encodeCatchUp(meetingId, found));
    // What was redacted meanwhile has moved the head, and with it the key.
    const key = `${meetingId}:${found.prev}:${found.seq}`;
    const kept = this.#catchUps.get(key);
    if (kept) return kept;
    if (this.#catchUps.size >= keptCatchUps) this.#catchUps.clear();
    const fresh = Buffer.from(encodeCatchUp(meetingId, found));
    this.#catchUps.set(key, fresh);
    return fresh;
  }

  /** Everybody who watches, as far as this node knows (L15). */
  count(meetingId: MeetingId): number {
    return this.viewers(meetingId) + this.#countElsewhere(meetingId);
  }

  deliver(audience: Audience, frame: Frame): void {
    if (audience !== 'public') return;
    this.#send(frame.meetingId as MeetingId, encode('frame', frame.seq, JSON.stringify(frame)));
  }

  reset(meeting: LiveMeeting, audience: Audience): void {
    if (audience !== 'public') return;
    this.#send(meeting.mirror.meetingId, encodeCatchUp(meeting.mirror.meetingId, meeting.mirror.snapshot('public')));
  }

  #send(meetingId: MeetingId, text: string): void {
    const audience = this.#audiences.get(meetingId);
    if (!audience) return;
    const data = Buffer.from(text);
    audience.sentAt = performance.now();
    for (const reader of audience.readers) {
      if (reader.isLagging) continue;
      if (reader.held) reader.held.push(data);
      else if (reader.socket.writableLength > largestBacklog) this.#waitFor(meetingId, reader);
      else reader.socket.write(data);
    }
  }

  /** A reader that stopped reading costs one full buffer and nothing more; when it reads again it starts afresh. */
  #waitFor(meetingId: MeetingId, reader: Reader): void {
    reader.isLagging = true;
    reader.socket.once('drain', () => {
      reader.isLagging = false;
      const meeting = this.#hub.loaded.get(meetingId);
      if (meeting) reader.socket.write(encodeCatchUp(meetingId, meeting.mirror.snapshot('public')));
    });
  }

  /** Proxies end connections on which nothing is said for long, and a page takes silence for a stream that is cut. */
  #beat(): void {
    for (const [meetingId, { sentAt }] of this.#audiences)
      if (performance.now() - sentAt >= heartbeatMs / 2) this.#send(meetingId, heartbeat);
  }

  /** A message to everyone costs the same whatever it says: nobody is told of one viewer more among thousands. */
  #tellViewers(): void {
    for (const [meetingId, audience] of this.#audiences) {
      const count = this.count(meetingId);
      if (Math.abs(count - audience.toldCount) <= audience.toldCount * tolerableShare) continue;
      audience.toldCount = count;
      this.#send(meetingId, encodeViewers(count));
    }
  }

  /** Ends every stream of a meeting the public may no longer follow. */
  endAll(meetingId: MeetingId): void {
    for (const reader of this.#audiences.get(meetingId)?.readers ?? []) reader.socket.end();
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const { readers } of this.#audiences.values()) for (const reader of readers) reader.socket.destroy();
    this.#audiences.clear();
  }
}
