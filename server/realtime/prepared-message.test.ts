import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Server, type Socket as ServerSocket } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openLine } from './connection.ts';
import { prepareMessage, writeParts } from './prepared-message.ts';

let http: HttpServer;
let server: Server;
let clients: Socket[];

beforeEach(async () => {
  clients = [];
  http = createServer();
  server = new Server(http, { perMessageDeflate: false });
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const client of clients) client.disconnect();
  await server.close();
});

async function connect(transport: 'websocket' | 'polling'): Promise<{ near: ServerSocket; far: Socket }> {
  const arrived = new Promise<ServerSocket>((resolve) => server.once('connection', resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const far = io(url, { transports: [transport], forceNew: true });
  clients.push(far);
  const near = await arrived;
  await new Promise<void>((resolve) => (far.connected ? resolve() : far.once('connect', resolve)));
  return { near, far };
}

/** As the live log sends: prepared where it can, the ordinary way where something waits. */
function write(near: ServerSocket, event: string, ...json: (string | Buffer)[]): boolean {
  const line = openLine(near.conn);
  if (line) writeParts(line, prepareMessage(event, ...json));
  else near.emit(event, JSON.parse(json.join('')));
  return line !== null;
}

test('a prepared message is the event that Socket.IO itself would have sent, whatever its length', async () => {
  const { near, far } = await connect('websocket');
  for (const length of [1, 40, 300, 70_000]) {
    const value = { text: '议'.repeat(length), n: length };
    const heard = new Promise((resolve) => far.once('frame', resolve));
    expect(write(near, 'frame', JSON.stringify(value))).toBe(true);
    expect(await heard).toEqual(value);
    const again = new Promise((resolve) => far.once('frame', resolve));
    write(near, 'frame', '{"before":1,"value":', Buffer.from(JSON.stringify(value)), '}');
    expect(await again).toEqual({ before: 1, value });
  }
});

test('prepared messages and ordinary ones arrive in the order in which they were sent', async () => {
  const { near, far } = await connect('websocket');
  const heard: number[] = [];
  const done = new Promise<void>((resolve) =>
    far.on('n', (n: number) => {
      heard.push(n);
      if (n === 299) resolve();
    }),
  );
  let prepared = 0;
  for (let n = 0; n < 300; n++) {
    if (n % 7 === 0) near.emit('n', n);
    else if (write(near, 'n', n % 2 === 0 ? JSON.stringify(n) : Buffer.from(JSON.stringify(n)))) prepared++;
    // Now and then what waits gets out, so that both ways are taken.
    if (n % 10 === 9) await new Promise((resume) => setImmediate(resume));
  }
  expect(prepared).toBeGreaterThan(0);
  expect(prepared).toBeLessThan(250);
  await done;
  expect(heard).toEqual(Array.from({ length: 300 }, (_, n) => n));
});

test('a connection by polling, and one that has ended, take the ordinary way', async () => {
  const polling = await connect('polling');
  expect(openLine(polling.near.conn)).toBeNull();
  const { near } = await connect('websocket');
  near.disconnect(true);
  expect(openLine(near.conn)).toBeNull();
});

test('what is no Engine.IO connection takes the ordinary way', () => {
  expect(openLine({})).toBeNull();
});
