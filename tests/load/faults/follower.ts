import { io, type Socket } from 'socket.io-client';
import { type Frame, fold, type LiveModule, type LiveState } from '#server/kernel/live.ts';
import { type ClientToServer, type FollowAck, protocolVersion, type ServerToClient } from '#server/kernel/protocol.ts';

/** A page's view of a meeting: folds frames with the product's fold, asks for what it missed, starts from a snapshot. */
export class Follower {
  state: LiveState | null = null;
  seq = 0;
  readonly faults: string[] = [];
  readonly #socket: Socket<ServerToClient, ClientToServer>;
  readonly #meetingId: string;
  readonly #modules: ReadonlyMap<string, LiveModule>;
  #isAsking = false;

  constructor(url: string, cookie: string, meetingId: string, modules: ReadonlyMap<string, LiveModule>) {
    this.#meetingId = meetingId;
    this.#modules = modules;
    this.#socket = io(url, {
      transports: ['websocket'],
      extraHeaders: { cookie },
      reconnectionDelay: 100,
      reconnectionDelayMax: 500,
      forceNew: true,
    });
    this.#socket.on('connect', () => void this.#follow());
    this.#socket.on('connect_error', () => {
      if (!this.#socket.active) setTimeout(() => this.#socket.connect(), 200);
    });
    this.#socket.on('snapshot', ({ seq, state }) => {
      this.state = state;
      this.seq = seq;
    });
    this.#socket.on('frame', (frame) => this.#take(frame));
  }

  #take({ prev, seq, events }: Frame): void {
    if (!this.state || prev > this.seq) return void this.#follow();
    const fresh = events.filter((event) => event.seq > this.seq);
    for (const [index, event] of fresh.entries())
      if (index > 0 && event.seq <= (fresh[index - 1]?.seq ?? 0)) this.faults.push(`out of order at ${event.seq}`);
    this.state = fold(this.#modules, this.state, fresh);
    this.seq = Math.max(this.seq, seq);
  }

  async #follow(): Promise<void> {
    if (this.#isAsking) return;
    this.#isAsking = true;
    const request = { meetingId: this.#meetingId, since: this.state ? this.seq : 0, protocol: protocolVersion };
    const answer = await new Promise<FollowAck | null>((resolve) => {
      const timer = setTimeout(() => resolve(null), 4_000);
      this.#socket.emit('follow', request, (ack) => {
        clearTimeout(timer);
        resolve(ack);
      });
    });
    this.#isAsking = false;
    if (answer?.ok && answer.frame) this.#take(answer.frame);
    else if (!answer?.ok) setTimeout(() => this.#socket.connected && void this.#follow(), 200);
  }

  slice(context: string): unknown {
    return this.state?.[context] ?? null;
  }

  async reached(seq: number, patienceMs: number): Promise<void> {
    const deadline = Date.now() + patienceMs;
    while (this.seq < seq) {
      if (Date.now() > deadline) throw new Error(`a follower stands at ${this.seq}, the log at ${seq}`);
      await new Promise((resume) => setTimeout(resume, 20));
    }
  }

  cut(): void {
    this.#socket.io.engine?.close();
  }

  close(): void {
    this.#socket.disconnect();
  }
}
