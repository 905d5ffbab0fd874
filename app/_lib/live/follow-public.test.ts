import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame } from '#server/kernel/live.ts';
import { followFolding, type PublicClient } from './follow-public.ts';
import type { Folding } from './modules.ts';

const meetingId = '01900000-0000-7000-8000-00000000000a';
const numbers: Folding<{ readonly seen: readonly number[] }> = {
  initial: () => ({ seen: [] }),
  fold: (state, events) => ({ seen: [...state.seen, ...events.map((event) => event.seq)] }),
};
const upTo = (from: number, to: number): Frame => ({
  meetingId,
  prev: from,
  seq: to,
  events: Array.from({ length: to - from }, (_, index) => ({
    seq: from + index + 1,
    at: 0,
    actor: 'user:a',
    type: 't.n',
    payload: {},
  })),
});
const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

/** The browser's EventSource as far as the client uses it, over the real stream. */
class Stream extends EventTarget {
  static readonly CONNECTING = 0;
  static readonly OPEN = 1;
  static readonly CLOSED = 2;
  readyState = 0;
  readonly #abort = new AbortController();
  constructor(url: string | URL) {
    super();
    void this.#read(String(url)).catch(() => this.#fail());
  }
  async #read(url: string): Promise<void> {
    const answer = await fetch(url, { signal: this.#abort.signal });
    if (!answer.ok || !answer.body) return this.#fail();
    this.readyState = 1;
    this.dispatchEvent(new Event('open'));
    let text = '';
    for await (const chunk of answer.body.pipeThrough(new TextDecoderStream())) {
      text += chunk;
      for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
        this.#tell(text.slice(0, end));
        text = text.slice(end + 2);
      }
    }
    this.#fail();
  }
  #tell(block: string): void {
    const field = (name: string): string | undefined =>
      block
        .split('\n')
        .find((line) => line.startsWith(`${name}: `))
        ?.slice(name.length + 2);
    const event = field('event');
    if (event) this.dispatchEvent(new MessageEvent(event, { data: field('data') }));
  }
  #fail(): void {
    if (this.readyState === 2 && this.#abort.signal.aborted) return;
    this.readyState = 2;
    this.dispatchEvent(new Event('error'));
  }
  close(): void {
    this.#abort.abort();
    this.readyState = 2;
  }
}

let server: Server;
let url: string;
let head: number;
let hasStream: boolean;
let isGone: boolean;
/** A stream that is opened and then kept back, as by a proxy that collects answers. */
let isMute: boolean;
let asked: string[];
let streams: ServerResponse[];
let client: PublicClient<{ readonly seen: readonly number[] }> | undefined;

beforeEach(async () => {
  head = 2;
  hasStream = true;
  isGone = false;
  isMute = false;
  asked = [];
  streams = [];
  server = createServer((req, res) => {
    const at = new URL(req.url ?? '/', 'http://test');
    const since = Number(at.searchParams.get('since'));
    asked.push(`${at.pathname.split('/').at(-1)} ${since}`);
    if (isGone) return res.writeHead(404).end();
    if (at.pathname.endsWith('/tail')) return res.end(JSON.stringify({ frame: upTo(since, head) }));
    if (at.pathname.endsWith('/following')) return res.end(JSON.stringify({ viewers: 31 }));
    if (!hasStream) return res.writeHead(503).end();
    res.writeHead(200, { 'content-type': 'text/event-stream' });
    if (isMute) return res.flushHeaders();
    res.write(`event: frame\nid: ${head}\ndata: ${JSON.stringify(upTo(since, head))}\n\n`);
    streams.push(res);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  client?.close();
  server.closeAllConnections();
  server.close();
});

const start = (times: { readonly patienceMs?: number; readonly silenceMs?: number } = {}) => {
  const eventSource = Stream as unknown as typeof EventSource;
  client = followFolding({ meetingId, url, eventSource, pollMs: 30, patienceMs: 50, ...times }, numbers);
  return client;
};
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });
const tell = (event: string, data: unknown) => {
  for (const stream of streams) stream.write(`event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
};

describe('public client', () => {
  it('L5 follows the stream and counts viewers', async () => {
    const live = start();
    await until(() => expect(live.getState().seen).toEqual(counted(2)));
    tell('frame', upTo(2, 4));
    tell('viewers', { count: 12 });
    await until(() => expect(live.getState().seen).toEqual(counted(4)));
    await until(() => expect(live.getViewers()).toBe(12));
    expect(live.getStatus()).toEqual({ kind: 'live' });
  });

  it('L5 a gap in the stream is filled by asking', async () => {
    const live = start();
    await until(() => expect(live.getState().seen).toEqual(counted(2)));
    head = 8;
    tell('frame', upTo(6, 8));
    await until(() => expect(live.getState().seen).toEqual(counted(8)));
  });

  it('L5 where no stream is to be had the page asks by itself', async () => {
    hasStream = false;
    const live = start();
    await until(() => expect(live.getState().seen).toEqual(counted(2)));
    head = 5;
    await until(() => expect(live.getState().seen).toEqual(counted(5)));
    expect(live.getStatus()).toEqual({ kind: 'live' });
  });

  it('L16 a stream that is opened and says nothing is none', async () => {
    isMute = true;
    const live = start();
    await until(() => expect(live.getState().seen).toEqual(counted(2)));
    head = 5;
    await until(() => expect(live.getState().seen).toEqual(counted(5)));
  });

  it('L16 a stream that falls silent is opened anew, and when it speaks nobody asks any more', async () => {
    const live = start({ patienceMs: 20_000, silenceMs: 80 });
    await until(() => expect(live.getState().seen).toEqual(counted(2)));
    head = 3;
    await until(() => expect(asked.filter((one) => one.startsWith('stream')).length).toBeGreaterThanOrEqual(2));
    await until(() => expect(live.getState().seen).toEqual(counted(3)));
    expect(asked.filter((one) => one.startsWith('tail'))).toEqual([]);
  });

  it('L15 L16 those who ask together ask the same, and say that they are there', async () => {
    hasStream = false;
    head = 200;
    const live = start();
    await until(() => expect(live.getState().seen).toEqual(counted(200)));
    await until(() => expect(live.getViewers()).toBe(31));
    await until(() => expect(asked).toContain('tail 192'));
    expect(new Set(asked.filter((one) => one.startsWith('tail')))).toEqual(new Set(['tail 0', 'tail 192']));
  });

  it('L6 a meeting that is no longer public says goodbye', async () => {
    hasStream = false;
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    isGone = true;
    await until(() => expect(live.getStatus()).toEqual({ kind: 'goodbye', code: 'forbidden' }));
  });
});
