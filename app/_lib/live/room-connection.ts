import { io, type Socket } from 'socket.io-client';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { Frame } from '#server/kernel/live.ts';
import type { ClientToServer, CommandAck, FollowAck, ServerToClient } from '#server/kernel/protocol.ts';
import type { LiveStore } from './store.ts';

const protocolVersion = 1;
const answerMs = 8_000;
const largestWaiting = 50;
const unreachable: CommandAck = { ok: false, error: { kind: 'unavailable', code: 'unavailable' } };

interface Waiting {
  readonly envelope: {
    readonly meetingId: string;
    readonly commandId: string;
    readonly type: string;
    readonly input: unknown;
  };
  readonly answer: (ack: CommandAck) => void;
}

/** A page's connection to one meeting for people who are signed in: frames down, commands up. */
export class RoomConnection {
  readonly #store: LiveStore;
  readonly #meetingId: string;
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #waiting = new Map<string, Waiting>();
  #held: Frame[] | null = null;
  #clockTimer: ReturnType<typeof setInterval> | null = null;

  constructor(meetingId: string, store: LiveStore) {
    this.#meetingId = meetingId;
    this.#store = store;
    this.#socket = io({
      path: '/socket.io/',
      transports: ['websocket', 'polling'],
      reconnectionDelay: 300,
      reconnectionDelayMax: 3_000,
    });
    this.#socket.on('connect', () => void this.#follow());
    this.#socket.on('disconnect', (reason) => {
      if (store.status !== 'ended') store.setStatus('offline');
      // The server closed it on purpose; the library would not come back by itself.
      if (reason === 'io server disconnect' && store.status !== 'ended') this.#socket.connect();
    });
    this.#socket.on('connect_error', (error) => {
      if (error.message === 'unauthenticated') return this.#end('sessionEnded');
      store.setStatus('offline');
      if (!this.#socket.active) setTimeout(() => this.#socket.connect(), 1_000);
    });
    this.#socket.on('frame', (frame) => {
      if (frame.meetingId === meetingId) this.#take(frame);
    });
    this.#socket.on('snapshot', (snapshot) => {
      if (snapshot.meetingId === meetingId) store.applySnapshot(snapshot);
    });
    this.#socket.on('goodbye', ({ code }) => this.#end(code));
    this.#clockTimer = setInterval(() => this.#pingClock(), 30_000);
  }

  #end(code: string): void {
    this.#store.setStatus('ended', code);
    this.close();
  }

  #take(frame: Frame): void {
    if (this.#held) this.#held.push(frame);
    else if (this.#store.applyFrame(frame) === 'gap') void this.#follow();
  }

  /** Asks for what is missing; frames that arrive meanwhile wait, because they build on it. */
  async #follow(): Promise<void> {
    if (this.#held) return;
    this.#held = [];
    const request = { meetingId: this.#meetingId, since: this.#store.seq, protocol: protocolVersion };
    const answer = await this.#ask<FollowAck>((ack) => this.#socket.emit('follow', request, ack));
    const held = this.#held;
    this.#held = null;
    if (!answer) return this.#again();
    if (!answer.ok) return answer.error.kind === 'unavailable' ? this.#again() : this.#end(answer.error.code);
    if (answer.snapshot) this.#store.applySnapshot(answer.snapshot);
    if (answer.frame) this.#store.applyFrame(answer.frame);
    for (const frame of held) if (this.#store.applyFrame(frame) === 'gap') return void this.#follow();
    this.#store.setStatus('live');
    for (let i = 0; i < 4; i++) this.#pingClock();
    for (const waiting of this.#waiting.values()) void this.#emit(waiting);
  }

  #again(): void {
    this.#store.setStatus('offline');
    setTimeout(() => {
      if (this.#socket.connected) void this.#follow();
    }, 1_000);
  }

  /** The answer to one request, or null when none came in time. */
  #ask<T>(send: (ack: (answer: T) => void) => void): Promise<T | null> {
    return new Promise((resolve) => {
      const timer = setTimeout(() => resolve(null), answerMs);
      send((answer) => {
        clearTimeout(timer);
        resolve(answer);
      });
    });
  }

  #pingClock(): void {
    const sentAt = Date.now();
    this.#socket.emit('clock', sentAt, ({ serverNow }) => this.#store.measureClock(sentAt, Date.now(), serverNow));
  }

  /** Sends a command; the same id is repeated, also after a reconnect, until the server has answered. */
  send(type: string, input: unknown): Promise<CommandAck> {
    if (this.#waiting.size >= largestWaiting) return Promise.resolve(unreachable);
    const envelope = { meetingId: this.#meetingId, commandId: uuidV7(), type, input };
    return new Promise((answer) => {
      const waiting = { envelope, answer };
      this.#waiting.set(envelope.commandId, waiting);
      void this.#emit(waiting);
    });
  }

  async #emit(waiting: Waiting): Promise<void> {
    const { commandId } = waiting.envelope;
    if (!this.#socket.connected) return;
    const answer = await this.#ask<CommandAck>((ack) => this.#socket.emit('command', waiting.envelope, ack));
    if (!this.#waiting.has(commandId)) return;
    if (answer === null || (!answer.ok && answer.error.kind === 'unavailable')) {
      setTimeout(() => void this.#emit(waiting), 500);
      return;
    }
    this.#waiting.delete(commandId);
    waiting.answer(answer);
  }

  close(): void {
    if (this.#clockTimer) clearInterval(this.#clockTimer);
    for (const { answer } of this.#waiting.values()) answer(unreachable);
    this.#waiting.clear();
    this.#socket.disconnect();
  }
}
