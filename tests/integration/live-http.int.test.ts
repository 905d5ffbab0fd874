import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { findMeeting, seedDistrict, signIn, TestClient } from '#tests/support/district.ts';
import { type Product, startProduct } from '#tests/support/product.ts';

let database: TestDatabase;
let product: Product;
let meetingId: string;
let members: readonly string[];
let chair: TestClient;
let base: string;

beforeAll(async () => {
  database = await createTestDatabase();
  seedDistrict(database.url);
  ({ meetingId, members } = await findMeeting(database.url));
  product = await startProduct({ databaseUrl: database.url, env: { SERVICES: 'realtime,worker', LOG_LEVEL: 'debug' } });
  base = `${product.url}/api/live/${meetingId}`;
  chair = new TestClient(product.url, await signIn(product.url, 'chair'), meetingId);
  await chair.reached(1);
  await chair.send('meetings.openMeeting', {});
  await chair.send('meetings.startMeeting', {});
  await chair.send('meetings.startItem', { itemId: 'i1', basedOn: null });
});
afterAll(async () => {
  chair.close();
  await product.stop();
  await database.drop();
});

interface StreamEvent {
  readonly event: string;
  readonly id: number;
  readonly data: {
    seq: number;
    prev: number;
    events?: { seq: number; type: string }[];
    state?: Record<string, unknown>;
  };
}

/** Reads the event stream until `enough` says so. */
async function read(
  url: string,
  enough: (events: readonly StreamEvent[]) => boolean,
  headers: Record<string, string> = {},
): Promise<StreamEvent[]> {
  const abort = new AbortController();
  const response = await fetch(url, { signal: abort.signal, headers });
  const found: StreamEvent[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    const blocks = text.split('\n\n');
    text = blocks.pop() ?? '';
    for (const block of blocks) {
      const field = (name: string): string => new RegExp(`^${name}: (.*)$`, 'm').exec(block)?.[1] ?? '';
      if (field('data') && field('event') !== 'viewers')
        found.push({
          event: field('event'),
          id: Number(field('id')),
          data: JSON.parse(field('data')) as StreamEvent['data'],
        });
    }
    if (enough(found)) break;
  }
  abort.abort();
  return found;
}

const types = (events: readonly StreamEvent[]): string[] =>
  events.flatMap((one) => one.data.events?.map((event) => event.type) ?? []);

describe('the live log over HTTP', () => {
  test('L5 the stream starts with a snapshot and resumes by Last-Event-ID without a gap', async () => {
    const [first] = await read(`${base}/stream`, (events) => events.length > 0);
    expect(first?.event).toBe('snapshot');
    expect(first?.data.state?.['meetings']).toMatchObject({ phase: 'live' });
    await chair.send('rooms.switchStage', { layout: 'pause', documentId: null, page: null });
    await chair.send('rooms.switchStage', { layout: 'venue', documentId: null, page: null });
    const later = await read(`${base}/stream`, (events) => types(events).length >= 2, {
      'last-event-id': String(first?.id),
    });
    expect(later[0]?.event).toBe('frame');
    expect(types(later)).toEqual(['rooms.stageSwitched', 'rooms.stageSwitched']);
  });

  test('L6 M9 what happens in a closed item reaches the room and never the public', async () => {
    const member = new TestClient(product.url, await signIn(product.url, members[0] ?? ''), meetingId);
    await member.reached(1);
    const reading = read(
      `${base}/stream`,
      (events) => types(events).includes('meetings.itemFinished') && types(events).includes('meetings.itemStarted'),
    );
    await chair.send('meetings.startItem', { itemId: 'i7', basedOn: 'i1' });
    await chair.send('rooms.switchStage', { layout: 'pause', documentId: null, page: null });
    const ack = await chair.send('meetings.startItem', { itemId: 'i2', basedOn: 'i7' });
    await member.reached(ack.ok ? ack.seq : 0);
    await reading;
    const all = (await (await fetch(`${base}/tail?since=1`)).json()) as {
      frame?: { events: { type: string }[] };
      snapshot?: { state: { rooms: { stage: { layout: string } } } };
    };
    const seen = all.frame?.events.map((event) => event.type) ?? [];
    expect(seen.filter((type) => type === 'rooms.stageSwitched')).toHaveLength(2);
    expect(seen).toContain('meetings.itemStarted');
    expect(member.events.filter((event) => event.type === 'rooms.stageSwitched')).toHaveLength(1);
    member.close();
  });

  test('L6 a stranger reads nothing of a meeting for members only, and unknown looks the same', async () => {
    const { meetingId: closed } = await findMeeting(database.url, '区政协八届');
    for (const path of ['snapshot', 'stream', 'tail', 'pages', 'export', 'calendar.ics']) {
      const one = await fetch(`${product.url}/api/live/${closed}/${path}`);
      const other = await fetch(`${product.url}/api/live/${uuidV7()}/${path}`);
      expect([path, one.status, other.status]).toEqual([path, 404, 404]);
      expect(((await one.json()) as { error: unknown }).error).toEqual(
        ((await other.json()) as { error: unknown }).error,
      );
    }
  });

  test('log lines name the request, the meeting and the command', async () => {
    const answer = await fetch(`${base}/snapshot`, { headers: { 'x-request-id': 'from-the-proxy.1' } });
    expect(answer.headers.get('x-request-id')).toBe('from-the-proxy.1');
    const odd = await fetch(`${base}/snapshot`, { headers: { 'x-request-id': 'a b"c' } });
    expect(odd.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
    const commandId = uuidV7();
    await chair.send('rooms.switchStage', { layout: 'venue', documentId: null, page: null }, commandId);
    const line = (msg: string, has: string): Record<string, unknown> | undefined =>
      product
        .log()
        .split('\n')
        .filter((text) => text.startsWith('{') && text.includes(has))
        .map((text) => JSON.parse(text) as Record<string, unknown>)
        .find((one) => one['msg'] === msg);
    await expect.poll(() => line('request', 'from-the-proxy.1')).toMatchObject({ meetingId, status: 200 });
    await expect.poll(() => line('command', commandId)).toMatchObject({ meetingId, type: 'rooms.switchStage' });
  });

  test('L7 wrong input and a foreign origin are refused in words', async () => {
    const cookie = await signIn(product.url, 'chair');
    const post = (body: string, headers: Record<string, string> = {}) =>
      fetch(`${base}/commands`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body,
      });
    expect((await post('{')).status).toBe(400);
    expect((await post(JSON.stringify({ commandId: 'x', type: 'meetings.endMeeting', input: {} }))).status).toBe(400);
    const good = JSON.stringify({
      commandId: uuidV7(),
      type: 'chat.postMessage',
      input: { text: '你好', replyTo: null },
    });
    expect((await post(good, { origin: 'https://evil.example' })).status).toBe(404);
    expect((await post(good)).status).toBe(200);
    expect((await post(good, { cookie: '' })).status).toBe(401);
    expect((await post('x'.repeat(70_000))).status).toBe(400);
  });

  test('L16 what caches may keep says so: a second, a name, packed, the same for all who ask together', async () => {
    const answer = await fetch(`${base}/tail?since=1`);
    expect(answer.headers.get('cache-control')).toBe('public, max-age=1');
    expect(answer.headers.get('content-encoding')).toBe('gzip');
    const etag = answer.headers.get('etag') ?? '';
    const again = await fetch(`${base}/tail?since=1`, { headers: { 'if-none-match': etag } });
    expect([again.status, await again.text()]).toEqual([304, '']);
    const cookie = await signIn(product.url, members[0] ?? '');
    const own = await fetch(`${base}/tail?since=1`, { headers: { cookie, 'if-none-match': etag } });
    expect([own.status, own.headers.get('cache-control')]).toEqual([200, 'private, no-store']);
  });

  test('L15 who follows by pages is counted once, beside the streams', async () => {
    const say = async (followerId: string): Promise<number> => {
      const answer = await fetch(`${base}/following`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ followerId }),
      });
      return ((await answer.json()) as { viewers: number }).viewers;
    };
    const abort = new AbortController();
    await fetch(`${base}/stream`, { signal: abort.signal });
    const one = uuidV7();
    expect(await say(one)).toBe(2);
    expect(await say(uuidV7())).toBe(3);
    expect(await say(one)).toBe(3);
    abort.abort();
    await expect.poll(() => say(one)).toBe(2);
  });

  test('R40 R41 without a media server a viewer is sent to the segments; one address asks so often and no more', async () => {
    const ask = () => fetch(`${base}/watch-token`, { method: 'POST' });
    const [first] = [await ask()];
    expect([first?.status, await first?.json()]).toEqual([200, { instead: 'segments', because: 'unavailable' }]);
    const answers = await Promise.all(Array.from({ length: 200 }, ask));
    const refused = answers.filter(({ status }) => status !== 200);
    expect(refused.length).toBeGreaterThan(0);
    for (const answer of refused)
      expect([answer.status, await answer.json()]).toMatchObject([429, { error: { code: 'rate_limited' } }]);
  });

  test('L9 closed pages never change; a redaction moves them to a new address', async () => {
    const { meetingId: long } = await findMeeting(database.url, '社区嵌入式');
    const clerk = new TestClient(product.url, await signIn(product.url, 'clerk'), long);
    const people = await Promise.all(
      (await findMeeting(database.url, '社区嵌入式')).members
        .slice(0, 20)
        .map(async (name) => new TestClient(product.url, await signIn(product.url, name), long)),
    );
    await clerk.reached(1);
    await clerk.send('meetings.openMeeting', {});
    for (let round = 0; clerk.seq < 1_010; round++) {
      await Promise.all(
        people.map((one, index) =>
          one.send('rooms.enterRoom', {
            deviceId: `device${index}00`,
            mode: round % 2 ? 'audio' : 'video',
            consentVersion: '1',
          }),
        ),
      );
    }
    const url = `${product.url}/api/live/${long}/pages`;
    const before = (await (await fetch(url)).json()) as { closed: { page: number; revision: number }[] };
    expect(before.closed).toEqual([{ page: 0, revision: 0 }]);
    const page = await fetch(`${url}/0-0`);
    expect(page.headers.get('cache-control')).toContain('immutable');
    expect((await fetch(`${url}/0-1`)).status).toBe(404);
    expect((await fetch(`${url}/1-0`)).status).toBe(404);
    for (const one of [clerk, ...people]) one.close();
  });
});
