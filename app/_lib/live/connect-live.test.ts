import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server } from 'socket.io';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Frame, LogEvent, Snapshot } from '#server/kernel/live.ts';
import type { CommandAck, FollowAck } from '#server/kernel/protocol.ts';
import { connectFolding } from './connect-live.ts';
import type { LiveClient } from './live-client.ts';
import type { Folding } from './modules.ts';

const meetingId = '01900000-0000-7000-8000-00000000000a';

/** A log of numbers, so that a lost, doubled or reordered one shows. */
const numbers: Folding<{ readonly seen: readonly number[] }> = {
  initial: () => ({ seen: [] }),
  fold: (state, events) => ({ seen: [...state.seen, ...events.map((event) => event.seq)] }),
};
const line = (seq: number): LogEvent => ({ seq, at: seq, actor: 'user:a', type: 't.n', payload: {} });
const upTo = (from: number, to: number): Frame => ({
  meetingId,
  prev: from,
  seq: to,
  events: Array.from({ length: to - from }, (_, index) => line(from + index + 1)),
});
const snapshotAt = (seq: number): Snapshot => ({
  meetingId,
  audience: 'room',
  seq,
  serverNow: Date.now(),
  state: { seen: upTo(0, seq).events.map((event) => event.seq) },
});
const counted = (count: number): number[] => Array.from({ length: count }, (_, index) => index + 1);

let http: HttpServer;
let io: Server;
let url: string;
let head: number;
let follows: number[];
let commands: string[];
let inputs: unknown[];
let answerCommand: (commandId: string, ack: (answer: CommandAck) => void) => void;
let answerFollow: (since: number) => FollowAck & { snapshot?: Snapshot };
let client: LiveClient<{ readonly seen: readonly number[] }> | undefined;

async function listen(port: number): Promise<void> {
  http = createServer();
  io = new Server(http, { path: '/socket.io/' });
  io.on('connection', (socket) => {
    socket.on('clock', (_sentAt, ack) => ack({ serverNow: Date.now() + 3_600_000 }));
    socket.on('follow', ({ since }: { since: number }, ack) => {
      follows.push(since);
      const { snapshot, ...answer } = answerFollow(since);
      if (snapshot) socket.emit('snapshot', snapshot);
      ack(answer);
    });
    socket.on('command', ({ commandId, input }: { commandId: string; input: unknown }, ack) => {
      commands.push(commandId);
      inputs.push(input);
      answerCommand(commandId, ack);
    });
  });
  await new Promise<void>((resolve) => http.listen(port, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
}

const start = () => {
  client = connectFolding({ meetingId, url }, numbers);
  return client;
};
const until = (check: () => void) => vi.waitFor(check, { timeout: 10_000, interval: 20 });

beforeEach(async () => {
  head = 3;
  follows = [];
  commands = [];
  inputs = [];
  answerCommand = (_id, ack) => ack({ ok: true, seq: head, output: {} });
  answerFollow = (since) => ({
    ok: true,
    audience: 'room',
    serverNow: Date.now(),
    ...(since === 0 ? { snapshot: snapshotAt(head) } : since < head ? { frame: upTo(since, head) } : {}),
  });
  await listen(0);
});
afterEach(async () => {
  client?.close();
  await io.close();
});

describe('live client', () => {
  it('L5 starts from a snapshot and folds the frames that follow', async () => {
    const live = start();
    await until(() => expect(live.getStatus()).toEqual({ kind: 'live' }));
    io.emit('frame', upTo(3, 5));
    await until(() => expect(live.getState().seen).toEqual(counted(5)));
    expect(follows).toEqual([0]);
    expect(live.getAudience()).toBe('room');
  });

  it('L5 a gap asks for what is missing and nothing is doubled', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    head = 9;
    io.emit('frame', upTo(7, 9));
    io.emit('frame', upTo(2, 4));
    await until(() => expect(live.getState().seen).toEqual(counted(9)));
    expect(follows[1]).toBe(3);
  });

  it('L5 a restarted server is found again and the rest is caught up', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    const { port } = http.address() as AddressInfo;
    await io.close();
    await until(() => expect(live.getStatus().kind).toBe('offline'));
    expect(live.getState().seen).toEqual(counted(3));
    head = 6;
    await listen(port);
    await until(() => expect(live.getState().seen).toEqual(counted(6)));
    expect(live.getStatus()).toEqual({ kind: 'live' });
    expect(follows.at(-1)).toBe(3);
  });

  it('L3 a command is repeated under the same id over a lost connection and answered once', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    const { port } = http.address() as AddressInfo;
    answerCommand = () => undefined;
    const answer = live.send('t.do', { a: 1 });
    await until(() => expect(commands).toHaveLength(1));
    await io.close();
    answerCommand = (_id, ack) => ack({ ok: true, seq: 7, output: { a: 1 } });
    await listen(port);
    await expect(answer).resolves.toEqual({ ok: true, seq: 7, output: { a: 1 } });
    expect(new Set(commands).size).toBe(1);
  });

  it('L3 commands typed while offline wait, in order, and no more than the queue holds', async () => {
    const live = start();
    const answers = Array.from({ length: 51 }, (_, index) => live.send('t.do', { index }));
    await expect(answers[50]).resolves.toMatchObject({ ok: false, error: { code: 'live.queueFull' } });
    await expect(Promise.all(answers.slice(0, 50))).resolves.toHaveLength(50);
    expect(inputs).toEqual(counted(50).map((n) => ({ index: n - 1 })));
  });

  it('L3 an outage is repeated, a refusal is not', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    answerCommand = (_id, ack) =>
      ack(
        commands.length === 1
          ? { ok: false, error: { kind: 'unavailable', code: 'unavailable' } }
          : { ok: false, error: { kind: 'conflict', code: 't.stale' } },
      );
    await expect(live.send('t.do', {})).resolves.toMatchObject({ error: { code: 't.stale' } });
    expect(commands).toHaveLength(2);
    expect(commands[0]).toBe(commands[1]);
  });

  it('L6 goodbye is final and settles what waits', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    answerCommand = () => undefined;
    const answer = live.send('t.do', {});
    await until(() => expect(commands).toHaveLength(1));
    io.emit('goodbye', { code: 'removedFromMeeting' });
    await expect(answer).resolves.toMatchObject({ ok: false, error: { code: 'removedFromMeeting' } });
    expect(live.getStatus()).toEqual({ kind: 'goodbye', code: 'removedFromMeeting' });
  });

  it('L6 a refused follow says goodbye with its code; other rights start from a snapshot', async () => {
    const live = start();
    await until(() => expect(live.getStatus().kind).toBe('live'));
    answerFollow = (since) => ({
      ok: true,
      audience: 'staff',
      serverNow: Date.now(),
      ...(since === 0 ? { snapshot: { ...snapshotAt(2), audience: 'staff' as const } } : {}),
    });
    io.emit('frame', upTo(7, 9));
    await until(() => expect(live.getAudience()).toBe('staff'));
    expect(live.getState().seen).toEqual(counted(2));
    answerFollow = () => ({ ok: false, error: { kind: 'forbidden', code: 'forbidden' } });
    io.emit('frame', upTo(7, 9));
    await until(() => expect(live.getStatus()).toEqual({ kind: 'goodbye', code: 'forbidden' }));
  });

  it('L5 tells the server’s time whatever the page’s own clock says', async () => {
    const live = start();
    await until(() => expect(live.serverNow() - Date.now()).toBeGreaterThan(3_500_000));
  });
});
