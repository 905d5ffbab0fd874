import { setTimeout as sleep } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { ClientToServer, CommandAck, ServerToClient } from '#server/kernel/protocol.ts';

const answerMs = 4_000;
const connectMs = 400;
const patienceMs = 180_000;

/** What a client remembers of a command: what it sent and what it was told in the end. */
export interface Entry {
  readonly commandId: string;
  readonly userId: string;
  readonly type: string;
  readonly input: Readonly<Record<string, unknown>>;
  readonly ack: CommandAck;
  /** How often it was sent before there was an answer. */
  readonly attempts: number;
}

type Line = Socket<ServerToClient, ClientToServer>;

/** Whether the answer says only that there is none yet. */
const isNoAnswer = (ack: CommandAck): boolean =>
  !ack.ok && (ack.error.kind === 'unavailable' || ack.error.kind === 'rate_limited' || ack.error.kind === 'internal');

/** A person with one socket to each node, who repeats every command under its id until somebody answers. */
export class Caller {
  readonly userId: string;
  readonly journal: Entry[] = [];
  readonly #meetingId: string;
  readonly #lines: readonly Line[];
  #home: number;

  constructor(urls: readonly string[], cookie: string, userId: string, meetingId: string, home: number) {
    this.userId = userId;
    this.#meetingId = meetingId;
    this.#home = home;
    this.#lines = urls.map((url, index) => {
      const line: Line = io(url, {
        transports: ['websocket'],
        extraHeaders: { cookie },
        reconnectionDelay: 100,
        reconnectionDelayMax: 500,
        forceNew: true,
        autoConnect: index === home,
      });
      line.on('connect_error', () => {
        if (!line.active) setTimeout(() => line.connect(), 200);
      });
      return line;
    });
  }

  /** Cuts the lines as a broken network does; they come back by themselves. */
  cut(): void {
    for (const line of this.#lines) line.io.engine?.close();
  }

  close(): void {
    for (const line of this.#lines) line.disconnect();
  }

  /** `isDoubled`: sent to both nodes at once, which must answer alike. */
  async send(type: string, input: Readonly<Record<string, unknown>>, isDoubled = false): Promise<CommandAck> {
    const commandId = uuidV7();
    const envelope = { meetingId: this.#meetingId, commandId, type, input };
    const deadline = Date.now() + patienceMs;
    for (let attempts = 1; Date.now() < deadline; attempts++) {
      const answers = await Promise.all(
        (isDoubled ? [this.#home, this.#other] : [this.#home]).map((node) => this.#once(node, envelope)),
      );
      const given = answers.filter((ack) => ack !== null && !isNoAnswer(ack));
      const [ack, again] = given;
      if (again && JSON.stringify(again) !== JSON.stringify(ack))
        throw new Error(`two answers to one command: ${JSON.stringify(given)}`);
      if (ack) {
        this.journal.push({ commandId, userId: this.userId, type, input, ack, attempts });
        return ack;
      }
      // Whoever does not answer may be dead: the other node has the same log.
      if (answers.every((answer) => answer === null)) this.#home = this.#other;
      else await sleep(150);
    }
    throw new Error(`${type} of ${this.userId} was never answered`);
  }

  get #other(): number {
    return (this.#home + 1) % this.#lines.length;
  }

  async #once(node: number, envelope: object): Promise<CommandAck | null> {
    const line = this.#lines[node] as Line;
    if (!line.connected) {
      line.connect();
      for (let waited = 0; !line.connected && waited < connectMs; waited += 20) await sleep(20);
      if (!line.connected) return null;
    }
    return new Promise((resolve) => {
      const end = (ack: CommandAck | null): void => {
        clearTimeout(timer);
        line.off('disconnect', lost);
        resolve(ack);
      };
      const lost = (): void => end(null);
      const timer = setTimeout(lost, answerMs);
      line.once('disconnect', lost);
      line.emit('command', envelope, end);
    });
  }
}
