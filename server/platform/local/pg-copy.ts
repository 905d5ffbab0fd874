import { once } from 'node:events';
import type { Socket } from 'node:net';
import type { Readable, Writable } from 'node:stream';
import type pg from 'pg';

// pg speaks the COPY messages but offers no API for them. A submittable gets the messages of its own query.
type Wire = {
  query: (text: string) => void;
  stream: Socket;
  sendCopyFromChunk: (chunk: Buffer) => boolean;
  endCopyFrom: () => void;
  sendCopyFail: (reason: string) => void;
};

class Copy {
  readonly #text: string;
  readonly #onData: (chunk: Buffer, wire: Wire) => void;
  readonly #feed: (wire: Wire) => Promise<void>;
  readonly #outcome = Promise.withResolvers<void>();
  #error: Error | undefined;

  constructor(text: string, onData: (chunk: Buffer, wire: Wire) => void, feed: (wire: Wire) => Promise<void>) {
    this.#text = text;
    this.#onData = onData;
    this.#feed = feed;
  }

  get done(): Promise<void> {
    return this.#outcome.promise;
  }

  submit(wire: Wire): void {
    wire.query(this.#text);
  }

  handleCopyData(message: { chunk: Buffer }, wire: Wire): void {
    this.#onData(message.chunk, wire);
  }

  handleCopyInResponse(wire: Wire): void {
    this.#feed(wire).then(
      () => wire.endCopyFrom(),
      (error: unknown) => {
        this.#error = error instanceof Error ? error : new Error(String(error));
        wire.sendCopyFail('the source failed');
      },
    );
  }

  handleCommandComplete(): void {}
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}

  handleError(error: Error): void {
    this.#error ??= error;
    this.#outcome.reject(this.#error);
  }

  handleReadyForQuery(): void {
    if (this.#error) this.#outcome.reject(this.#error);
    else this.#outcome.resolve();
  }
}

/** Writes the rows of `COPY … TO STDOUT` to a stream as they come, waiting when the stream is full. */
export async function copyOut(client: pg.Client, sql: string, target: Writable): Promise<void> {
  let used: Wire | undefined;
  const copy = new Copy(
    sql,
    (chunk, wire) => {
      used = wire;
      // One packet holds many chunks: those after the pause still arrive.
      if (target.destroyed || target.write(Buffer.from(chunk)) || wire.stream.isPaused()) return;
      wire.stream.pause();
      target.once('drain', () => wire.stream.resume());
    },
    async () => undefined,
  );
  // A target that fails, on a full disk for example, must not leave the connection stuck.
  target.once('close', () => used?.stream.resume());
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
  // The end may have arrived with the packet that filled the target; once that is ended it never drains.
  used?.stream.resume();
}

/** Feeds a stream to `COPY … FROM STDIN`. */
export async function copyIn(client: pg.Client, sql: string, source: Readable): Promise<void> {
  const copy = new Copy(
    sql,
    () => undefined,
    async (wire) => {
      for await (const chunk of source) {
        wire.sendCopyFromChunk(chunk as Buffer);
        if (wire.stream.writableNeedDrain) await once(wire.stream, 'drain');
      }
    },
  );
  client.query(copy as unknown as pg.Submittable);
  await copy.done;
}
