import type { IncomingMessage, ServerResponse } from 'node:http';
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

interface Reader {
  readonly socket: Socket;
  /** What was sent while the catch-up was being computed; null once it is written. */
  held: Buffer[] | null;
  /** Stopped reading: nothing is sent until what was sent is gone, then a snapshot. */
  isLagging: boolean;
}

const headers = [
  'HTTP/1.1 200 OK',
  'Content-Type: text/event-stream; charset=utf-8',
  'Cache-Control: no-store',
  'X-Accel-Buffering: no',
  'Connection: close',
].join('\r\n');

const encode = (event: string, id: number | null, data: string): Buffer =>
  Buffer.from(`event: ${event}\n${id === null ? '' : `id: ${id}\n`}data: ${data}\n\n`);

const encodeCatchUp = (meetingId: string, found: CatchUp): Buffer => {
  if (found.kind === 'snapshot') {
    const envelope = `{"meetingId":"${meetingId}","audience":"public","seq":${found.seq},"serverNow":${Date.now()},"state":${found.json}}`;
    return encode('snapshot', found.seq, envelope);
  }
  const { prev, seq, events } = found;
  return encode('frame', seq, JSON.stringify({ meetingId, prev, seq, events }));
};

/**
 * The public's read-only stream: server-sent events written raw to the connection, each frame encoded once. The
 * response object is let go after the headers, which saves memory for every idle viewer.
 */
export class EventStreams implements Sink {
  readonly #hub: Hub;
  readonly #readers = new Map<MeetingId, Set<Reader>>();
  readonly #timers: NodeJS.Timeout[];
  readonly #countElsewhere: (meetingId: MeetingId) => number;

  /** `countElsewhere` adds the viewers of other nodes. */
  constructor(hub: Hub, countElsewhere: (meetingId: MeetingId) => number = () => 0) {
    this.#hub = hub;
    this.#countElsewhere = countElsewhere;
    this.#timers = [setInterval(() => this.#beat(), heartbeatMs), setInterval(() => this.#tellViewers(), viewersMs)];
    for (const timer of this.#timers) timer.unref();
  }

  get size(): number {
    let count = 0;
    for (const readers of this.#readers.values()) count += readers.size;
    return count;
  }

  viewers(meetingId: MeetingId): number {
    return this.#readers.get(meetingId)?.size ?? 0;
  }

  hasFollowers(meetingId: MeetingId, audience: Audience): boolean {
    return audience === 'public' && (this.#readers.get(meetingId)?.size ?? 0) > 0;
  }

  /** Takes the connection over. `since` is the reader's Last-Event-ID or query; 0 starts with a snapshot. */
  async open(meeting: LiveMeeting, since: number, req: IncomingMessage, res: ServerResponse): Promise<void> {
    const { socket } = req;
    const { meetingId } = meeting.mirror;
    const reader: Reader = { socket, held: [], isLagging: false };
    const readers = this.#readers.get(meetingId) ?? new Set();
    // Joined before the catch-up is computed: what is sent twice is folded once, what is missed is lost.
    readers.add(reader);
    this.#readers.set(meetingId, readers);
    socket.on('close', () => this.#leave(meetingId, reader));
    try {
      const found = await this.#hub.since(meeting, 'public', since);
      const all = Object.entries(res.getHeaders()).map(([name, value]) => `${name}: ${String(value)}`);
      const hasNews = found.kind === 'snapshot' || found.events.length > 0;
      res.detachSocket(socket);
      socket.setTimeout(0);
      socket.setNoDelay(true);
      socket.on('error', () => socket.destroy());
      socket.resume();
      socket.write(`${[headers, ...all].join('\r\n')}\r\n\r\nretry: 1500\n\n`);
      if (hasNews) socket.write(encodeCatchUp(meetingId, found));
      for (const frame of reader.held ?? []) socket.write(frame);
      reader.held = null;
    } catch (error) {
      this.#leave(meetingId, reader);
      throw error;
    }
  }

  #leave(meetingId: MeetingId, reader: Reader): void {
    this.#readers.get(meetingId)?.delete(reader);
    this.#dropEmpty(meetingId);
  }

  #dropEmpty(meetingId: MeetingId): void {
    if (this.#readers.get(meetingId)?.size === 0) this.#readers.delete(meetingId);
  }

  deliver(audience: Audience, frame: Frame): void {
    if (audience !== 'public') return;
    this.#send(frame.meetingId as MeetingId, encode('frame', frame.seq, JSON.stringify(frame)));
  }

  reset(meeting: LiveMeeting, audience: Audience): void {
    if (audience !== 'public') return;
    this.#send(meeting.mirror.meetingId, encodeCatchUp(meeting.mirror.meetingId, meeting.mirror.snapshot('public')));
  }

  #send(meetingId: MeetingId, data: Buffer): void {
    const readers = this.#readers.get(meetingId);
    if (!readers) return;
    for (const reader of readers) {
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

  #beat(): void {
    const data = Buffer.from(':\n\n');
    for (const meetingId of this.#readers.keys()) this.#send(meetingId, data);
  }

  #tellViewers(): void {
    for (const [meetingId, readers] of this.#readers) {
      const count = readers.size + this.#countElsewhere(meetingId);
      this.#send(meetingId, encode('viewers', null, JSON.stringify({ count })));
    }
  }

  /** Ends every stream of a meeting the public may no longer follow. */
  endAll(meetingId: MeetingId): void {
    for (const reader of this.#readers.get(meetingId) ?? []) reader.socket.end();
  }

  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const readers of this.#readers.values()) for (const reader of readers) reader.socket.destroy();
    this.#readers.clear();
  }
}
