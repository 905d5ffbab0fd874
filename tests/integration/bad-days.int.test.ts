import net from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { io } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { ownPostgres } from '#tests/support/database.ts';
import { findMeeting, seedDistrict, signIn, storedChat, TestClient } from '#tests/support/district.ts';
import { type Product, type ProductOptions, startProduct } from '#tests/support/product.ts';
import { startRedis, type TestRedis } from '#tests/support/redis.ts';

const env = { SERVICES: 'realtime,worker', LOG_LEVEL: 'error' };
let postgres: Awaited<ReturnType<typeof ownPostgres>>;
let meetingId: string;
let members: readonly string[];
const open: { products: Product[]; clients: TestClient[] } = { products: [], clients: [] };

async function start(options: Partial<ProductOptions> = {}): Promise<Product> {
  const product = await startProduct({ databaseUrl: postgres.url, ...options, env: { ...env, ...options.env } });
  open.products.push(product);
  return product;
}

async function enter(product: Product, username: string): Promise<TestClient> {
  const client = new TestClient(product.url, await signIn(product.url, username), meetingId);
  open.clients.push(client);
  await client.reached(1);
  return client;
}

beforeAll(async () => {
  postgres = await ownPostgres();
  seedDistrict(postgres.url);
  ({ meetingId, members } = await findMeeting(postgres.url));
  const product = await start();
  const chair = await enter(product, 'chair');
  expect((await chair.send('meetings.openMeeting', {})).ok).toBe(true);
  expect((await chair.send('meetings.startMeeting', {})).ok).toBe(true);
  await closeAll();
});
afterAll(async () => {
  await postgres.stop();
});
async function closeAll(): Promise<void> {
  for (const client of open.clients.splice(0)) client.close();
  await Promise.all(open.products.splice(0).map((product) => product.stop()));
}
afterEach(closeAll);

/** Talk at about fifty messages a second from twenty-six people, until told to stop; every text is told apart. */
function talk(clients: readonly TestClient[], label: string) {
  const sent: Promise<{ text: string; isAcked: boolean }>[] = [];
  let isOver = false;
  const done = (async () => {
    for (let n = 0; !isOver; n++) {
      const client = clients[n % clients.length] as TestClient;
      const text = `${label} ${n} ${uuidV7().slice(-12)}`;
      sent.push(client.send('chat.postMessage', { text, replyTo: null }).then((ack) => ({ text, isAcked: ack.ok })));
      await sleep(20);
    }
  })();
  return {
    async stop() {
      isOver = true;
      await done;
      return Promise.all(sent);
    },
  };
}

/** Everything acked is stored exactly once, nothing refused is stored, and everyone stands where the log stands. */
async function expectNothingLost(
  label: string,
  results: readonly { text: string; isAcked: boolean }[],
  clients: readonly TestClient[],
): Promise<void> {
  const stored = await storedChat(postgres.url, meetingId);
  expect(stored.isGapFree).toBe(true);
  const mine = stored.texts.filter((text) => text.startsWith(label));
  const acked = results.filter((one) => one.isAcked).map((one) => one.text);
  expect(acked.length).toBeGreaterThan(60);
  expect([...mine].sort()).toEqual([...acked].sort());
  for (const client of clients) {
    await client.reached(stored.head);
    const seqs = client.events.map((event) => event.seq);
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b));
    expect(new Set(seqs).size).toBe(seqs.length);
  }
}

const many = async (product: Product): Promise<TestClient[]> =>
  Promise.all(members.slice(0, 26).map((name) => enter(product, name)));

describe('bad days', () => {
  test('L2 L3 kill -9 of the app while fifty messages a second are said: nothing acked is lost, nothing doubled', async () => {
    const product = await start();
    const clients = await many(product);
    const talking = talk(clients, 'kill');
    await sleep(1_500);
    await product.kill9();
    await sleep(300);
    await product.restart();
    await sleep(1_500);
    await expectNothingLost('kill', await talking.stop(), clients);
  });

  test('L2 L3 Postgres restarted at once, without a farewell: nothing acked is lost, nothing doubled', async () => {
    const product = await start();
    const clients = await many(product);
    const talking = talk(clients, 'postgres');
    await sleep(1_500);
    await postgres.crashAndRestart();
    await sleep(2_500);
    await expectNothingLost('postgres', await talking.stop(), clients);
  });

  describe('two nodes with Redis', () => {
    let redis: TestRedis;
    beforeEach(async () => {
      redis = await startRedis();
    });
    afterEach(async () => {
      await redis.stop();
    });

    test('L4 L5 two nodes serve one meeting; Redis dies and comes back: nothing is lost and the nodes stay in step', async () => {
      const one = await start({ redisUrl: redis.url });
      const two = await start({ redisUrl: redis.url });
      const clients = [
        ...(await Promise.all(members.slice(0, 13).map((name) => enter(one, name)))),
        ...(await Promise.all(members.slice(13, 26).map((name) => enter(two, name)))),
      ];
      const talking = talk(clients, 'redis');
      await sleep(1_200);
      await redis.kill9();
      await sleep(1_500);
      await redis.restart();
      await sleep(1_200);
      await expectNothingLost('redis', await talking.stop(), clients);
    });

    test('L4 L5 one of two nodes is killed: its people go on at the other', async () => {
      const one = await start({ redisUrl: redis.url });
      const two = await start({ redisUrl: redis.url });
      const stay = await Promise.all(members.slice(0, 20).map((name) => enter(two, name)));
      const go = await Promise.all(members.slice(20, 26).map((name) => enter(one, name)));
      const talking = talk([...stay, ...go], 'node');
      await sleep(1_200);
      await one.kill9();
      await sleep(500);
      await one.restart();
      await sleep(1_000);
      await expectNothingLost('node', await talking.stop(), [...stay, ...go]);
    });
  });

  test('L7 five hundred connections that send garbage: everyone else goes on', async () => {
    const product = await start();
    const clients = await many(product);
    const cookie = await signIn(product.url, members[26] ?? '');
    const talking = talk(clients, 'garbage');
    const noisy = Array.from({ length: 300 }, () =>
      io(product.url, { transports: ['websocket'], extraHeaders: { cookie }, forceNew: true, reconnection: false }),
    );
    const answers: unknown[] = [];
    for (const socket of noisy) {
      const raw = socket as unknown as { emit: (event: string, ...args: unknown[]) => void };
      socket.on('connect', () => {
        raw.emit('command', { meetingId: 'no', commandId: 7, type: 'x'.repeat(500), input: null }, (ack: unknown) =>
          answers.push(ack),
        );
        raw.emit('follow', [1, 2, 3], (ack: unknown) => answers.push(ack));
        raw.emit('no-such-event', { a: 1 }, (ack: unknown) => answers.push(ack));
        raw.emit('command');
        raw.emit('command', 'without an ack');
      });
    }
    // Not even the protocol: bytes of another kind on the socket's own path.
    const strangers = Array.from({ length: 200 }, () => {
      const stranger = net.connect(product.port, '127.0.0.1');
      stranger.on('error', () => undefined);
      stranger.write(
        `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: localhost\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: ${Buffer.from(String(Math.random())).toString('base64')}\r\n\r\n`,
      );
      setTimeout(
        () => stranger.write(Buffer.from(Array.from({ length: 2_000 }, () => Math.floor(Math.random() * 256)))),
        200,
      );
      return stranger;
    });
    await sleep(3_000);
    const results = await talking.stop();
    for (const socket of noisy) socket.disconnect();
    for (const stranger of strangers) stranger.destroy();
    expect(answers.length).toBeGreaterThan(300);
    expect(answers.every((ack) => JSON.stringify(ack).includes('invalid_input'))).toBe(true);
    expect(results.every((one) => one.isAcked)).toBe(true);
    await expectNothingLost('garbage', results, clients);
  });

  test('L5 a client that stops reading costs a bounded buffer, disturbs nobody, and starts again from a snapshot', async () => {
    const product = await start();
    const clients = await many(product);
    const sleeper = await enter(product, members[27] ?? '');
    const transport = (sleeper.socket.io.engine as unknown as { transport: { ws: { _socket: net.Socket } } }).transport;
    const socket = transport.ws._socket;
    socket.pause();
    const before = sleeper.snapshots;
    const filler = '满'.repeat(480);
    let texts = 0;
    // Enough to fill what the kernel buffers on both sides, and more.
    while (texts < 2_600) {
      const acks = await Promise.all(
        clients.map((client) => client.send('chat.postMessage', { text: `${filler} ${texts++}`, replyTo: null })),
      );
      if (acks.some((ack) => !ack.ok)) await sleep(200);
    }
    const memory = await rss(product);
    expect(memory).toBeLessThan(600 * 1024 * 1024);
    socket.resume();
    const { head } = await storedChat(postgres.url, meetingId);
    await sleeper.reached(head, 30_000);
    expect(sleeper.snapshots).toBeGreaterThanOrEqual(before);
  }, 180_000);

  test('L11 a client with a wrong clock: times are the server’s', async () => {
    const product = await start();
    const [client] = (await many(product)) as [TestClient];
    const real = Date.now;
    try {
      Date.now = () => real() - 86_400_000;
      const ack = await client.send('chat.postMessage', { text: `yesterday ${real()}`, replyTo: null });
      expect(ack.ok).toBe(true);
    } finally {
      Date.now = real;
    }
    const db = new pg.Client({ connectionString: postgres.url });
    await db.connect();
    const { rows } = await db.query<{ at: string }>(
      'select at from log_event where meeting_id = $1 order by seq desc limit 1',
      [meetingId],
    );
    await db.end();
    expect(Math.abs(Number(rows[0]?.at) - Date.now())).toBeLessThan(60_000);
  });

  test('I6 ending a session closes its sockets at once', async () => {
    const product = await start();
    const cookie = await signIn(product.url, members[28] ?? '');
    const client = new TestClient(product.url, cookie, meetingId);
    open.clients.push(client);
    await client.reached(1);
    const closed = new Promise((resolve) => client.socket.once('disconnect', resolve));
    await fetch(`${product.url}/api/session`, { method: 'DELETE', headers: { cookie } });
    await closed;
    expect(client.goodbye).toBe('sessionEnded');
  });
});

async function rss(product: Product): Promise<number> {
  const text = await (await fetch(`${product.url}/metrics`)).text();
  return Number(/hub_process_resident_memory_bytes (\d+(\.\d+)?(e\+\d+)?)/.exec(text)?.[1] ?? Number.NaN);
}
