import net from 'node:net';
import { deflateRawSync } from 'node:zlib';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { type Person, situations } from '#tests/support/cast.ts';
import { type Matrix, openMatrix, papers, type Scene } from '#tests/support/matrix.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from '#tests/support/product.ts';

let matrix: Matrix;
let scene: Scene;
let officer: Person;
let admin: Person;
let member: Person;
beforeAll(async () => {
  matrix = await openMatrix(situations.filter(({ label }) => label === 'live'));
  scene = matrix.scenes[0] as Scene;
  const who = (label: string): Person => scene.cast.find((one) => one.label === label) as Person;
  [officer, admin, member] = [who('officer'), who('admin'), who('member')];
});
afterAll(() => matrix.close());

const at = (path: string): string => `${matrix.product.url}${path}`;
const inMeeting = (path: string): string => at(`/api/live/${scene.meetingId}/${path}`);

describe('the library behind sign-in', () => {
  test('I13 of its endpoints only those of the permissions answer, even to an administrator', async () => {
    const settings = { OIDC_ISSUER: 'http://localhost:9', OIDC_CLIENT_ID: 'a', OIDC_CLIENT_SECRET: 'b' };
    Object.assign(process.env, settings);
    const { auth } = await import('#server/modules/identity/auth.ts');
    const endpoints = Object.values(auth.api).flatMap((endpoint) => {
      const { path, options } = endpoint as unknown as { path?: string; options: { method: string | string[] } };
      return path ? [options.method].flat().map((method) => ({ method, path: `/api/auth${path}` })) : [];
    });
    expect(endpoints.length).toBeGreaterThan(30);
    const isOpen = ({ method, path }: (typeof endpoints)[number]): boolean =>
      matrix.permissions.routes.has(`${method} ${path.replace(':id', 'oidc')}`);
    const closed = endpoints.filter((endpoint) => !isOpen(endpoint));
    // What would let somebody past this product's own rules, by name, should the library rename things.
    for (const name of [
      'change-password',
      'update-user',
      'update-session',
      'change-email',
      'reset-password',
      'request-password-reset',
      'sign-up/email',
      'sign-in/email',
      'sign-in/username',
      'list-sessions',
      'revoke-sessions',
      'get-access-token',
      'delete-user',
      'get-session',
    ])
      expect(closed.map(({ path }) => path)).toContain(`/api/auth/${name}`);
    for (const { method, path } of closed) {
      const address = path.replace(/:\w+/, 'x');
      const { status } = await matrix.ask(admin, method, address, method === 'GET' ? undefined : {});
      expect([404, 405], `${method} ${path}`).toContain(status);
    }
    process.stdout.write(`library: ${endpoints.length - closed.length} endpoints open, ${closed.length} closed\n`);
  });
});

test('I6 signing in again ends the session this browser had', async () => {
  const { username } = await matrix.prisma.user.findUniqueOrThrow({
    where: { id: admin.userId },
    select: { username: true },
  });
  const signIn = async (cookie: string): Promise<string> => {
    const response = await fetch(at('/api/session'), {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify({ identifier: username, password: 'a-long-password' }),
    });
    expect(response.status).toBe(200);
    return response.headers
      .getSetCookie()
      .map((one) => one.split(';')[0])
      .join('; ');
  };
  const me = async (cookie: string): Promise<unknown> =>
    ((await (await fetch(at('/api/session'), { headers: { cookie } })).json()) as { me: unknown }).me;
  const first = await signIn('');
  const second = await signIn(first);
  expect(await me(first)).toBeNull();
  expect(await me(second)).toMatchObject({ userId: admin.userId });
});

describe('other sites', () => {
  const foreign = { origin: 'https://evil.example' };

  test('E8 a changing request from another site is refused on every route, before anything else', async () => {
    for (const { method, path, access } of matrix.routes) {
      if (method === 'GET' || access === 'service') continue;
      const address = at(path.replace(':meetingId', scene.meetingId).replace(/:\w+/g, uuidV7()));
      for (const headers of [foreign, { 'sec-fetch-site': 'cross-site' }, { origin: 'null' }]) {
        const response = await fetch(address, { method, headers: { cookie: admin.cookie, ...headers }, body: '{}' });
        expect(response.status, `${method} ${path}`).toBe(404);
        expect(await response.json()).toMatchObject({ error: { code: 'wrongOrigin' } });
      }
    }
  });

  test('E8 a socket from another site is refused at the handshake, by WebSocket and by polling', async () => {
    for (const transport of ['websocket', 'polling'] as const) {
      const open = (origin: string): Promise<string> =>
        new Promise((resolve) => {
          const socket = io(matrix.product.url, {
            transports: [transport],
            extraHeaders: { cookie: member.cookie, origin },
            reconnection: false,
            forceNew: true,
          });
          const done = (outcome: string): void => {
            socket.disconnect();
            resolve(outcome);
          };
          socket.once('connect', () => done('open'));
          socket.once('connect_error', () => done('refused'));
        });
      expect(await open('https://evil.example'), transport).toBe('refused');
      expect(await open('null'), transport).toBe('refused');
      expect(await open(matrix.product.url), transport).toBe('open');
    }
  });
});

describe('answers', () => {
  test('E3 every kind of answer carries the headers', async () => {
    for (const path of [
      '/health',
      '/api/session',
      '/api/nothing',
      '/nothing',
      `/api/live/${scene.meetingId}/snapshot`,
      `/api/live/${scene.meetingId}/stream`,
      `/api/live/${scene.meetingId}/documents/${papers.public}`,
    ]) {
      const { headers } = await matrix.ask(officer, 'GET', path);
      expect(headers.get('x-content-type-options'), path).toBe('nosniff');
      expect(headers.get('content-security-policy') ?? '', path).toMatch(/default-src '(none|self)'/);
      expect(headers.get('x-frame-options'), path).toBe('DENY');
      expect(headers.get('cross-origin-resource-policy'), path).toBe('same-origin');
      expect(headers.get('permissions-policy'), path).toContain('camera=(self)');
      expect(headers.get('x-powered-by'), path).toBeNull();
      expect(headers.get('access-control-allow-origin'), path).toBeNull();
      expect(headers.get('strict-transport-security'), path).toBeNull();
    }
  });

  test('E3 what is somebody’s own is not kept by caches', async () => {
    for (const path of [
      '/api/session',
      '/api/sessions',
      `/api/live/${scene.meetingId}/snapshot`,
      '/api/live/admin/status',
    ]) {
      const { headers } = await matrix.ask(officer, 'GET', path);
      expect(headers.get('cache-control'), path).toMatch(/no-store/);
    }
  });

  test('E4 with HTTPS cookies are bound to the host and browsers are told to stay', async () => {
    const port = await freePort();
    const settings = { SERVICES: 'realtime', LOG_LEVEL: 'error', APP_URL: `https://localhost:${port}` };
    const { url: databaseUrl } = { url: process.env['DATABASE_URL'] ?? '' };
    const secure: Product = await startProduct({ port, databaseUrl, env: settings });
    try {
      const user = await matrix.prisma.user.findFirstOrThrow({
        where: { id: member.userId },
        select: { username: true },
      });
      const response = await fetch(`${secure.url}/api/session`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', origin: settings.APP_URL },
        body: JSON.stringify({ identifier: user.username, password: 'a-long-password' }),
      });
      expect(response.status).toBe(200);
      expect(response.headers.get('strict-transport-security')).toBe('max-age=31536000; includeSubDomains');
      const cookies = response.headers.getSetCookie();
      expect(cookies.length).toBeGreaterThan(0);
      for (const cookie of cookies) {
        expect(cookie).toMatch(/^__Host-hub\./);
        for (const part of [/; ?secure/i, /; ?httponly/i, /; ?samesite=lax/i, /; ?path=\/(;|$)/i])
          expect(cookie).toMatch(part);
        expect(cookie).not.toMatch(/domain=/i);
      }
      const own = cookies.map((cookie) => cookie.split(';')[0]).join('; ');
      const me = await fetch(`${secure.url}/api/session`, { headers: { cookie: own } });
      expect(await me.json()).toMatchObject({ me: { userId: member.userId } });
    } finally {
      await secure.stop();
    }
  });
});

/** A zip archive whose one file is `size` zero bytes. */
function bomb(size: number): Buffer {
  const packed = deflateRawSync(Buffer.alloc(size));
  const name = Buffer.from('xl/workbook.xml');
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x0403_4b50, 0);
  local.writeUInt16LE(8, 8);
  local.writeUInt32LE(packed.length, 18);
  local.writeUInt32LE(size, 22);
  local.writeUInt16LE(name.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x0201_4b50, 0);
  central.writeUInt16LE(8, 10);
  central.writeUInt32LE(packed.length, 20);
  central.writeUInt32LE(size, 24);
  central.writeUInt16LE(name.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x0605_4b50, 0);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + name.length, 12);
  end.writeUInt32LE(local.length + name.length + packed.length, 16);
  return Buffer.concat([local, name, packed, central, name, end]);
}

describe('uploads', () => {
  const put = (body: Buffer, documentId = uuidV7()): Promise<Response> =>
    fetch(inMeeting(`documents/${documentId}?title=Paper&visibility=public`), {
      method: 'PUT',
      headers: { cookie: officer.cookie },
      body: new Uint8Array(body),
    });

  test('E5 a document that is no PDF, or too large, is refused and not kept', async () => {
    for (const body of [Buffer.from('<html><script>alert(1)</script>'), Buffer.from('MZ'), Buffer.alloc(0)]) {
      const documentId = uuidV7();
      const response = await put(body, documentId);
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ error: { code: 'meetings.notPdf' } });
      expect((await fetch(inMeeting(`documents/${documentId}`), { headers: { cookie: officer.cookie } })).status).toBe(
        404,
      );
    }
    const large = await put(Buffer.concat([Buffer.from('%PDF-1.4'), Buffer.alloc(50 * 1024 * 1024)])).catch(() => null);
    if (large) expect(await large.json()).toMatchObject({ error: { code: 'tooLarge' } });
  });

  test('E5 a document is shown without rights of its own', async () => {
    const response = await fetch(inMeeting(`documents/${papers.public}`), { headers: { cookie: member.cookie } });
    expect(response.headers.get('content-type')).toBe('application/pdf');
    expect(response.headers.get('content-security-policy')).toContain('sandbox');
  });

  test('E5 a roster that is no table, or a workbook that unpacks beyond reason, is refused', async () => {
    const send = async (body: Buffer): Promise<unknown> => {
      const response = await fetch(at('/api/members/import/preview'), {
        method: 'POST',
        headers: { cookie: officer.cookie },
        body: new Uint8Array(body),
      });
      return response.json();
    };
    for (const body of [
      bomb(200 * 1024 * 1024),
      Buffer.from('PK\x03\x04 and nothing else'),
      Buffer.from([0xff, 0xd8, 0xff]),
    ])
      expect(await send(body)).toMatchObject({ ok: false, error: { kind: 'invalid_input' } });
    expect(await send(Buffer.alloc(6 * 1024 * 1024, 'a'))).toMatchObject({ error: { code: 'tooLarge' } });
    expect((await fetch(at('/health'))).status).toBe(200);
  });
});

describe('limits', () => {
  test('E6 an address may try so many sign-ins and no more, others go on', async () => {
    const from = (address: string): Promise<number> =>
      matrix.ask({ ...member, cookie: '', address }, 'POST', '/api/session', {}).then(({ status }) => status);
    const answers = await Promise.all(Array.from({ length: 80 }, () => from('203.0.113.7')));
    expect(answers).toContain(429);
    expect(answers.filter((status) => status === 400).length).toBeGreaterThanOrEqual(60);
    expect(await from('203.0.113.8')).toBe(400);
  });

  test('E6 a person may send so many commands, by whichever way, and others go on', async () => {
    const send = (person: Person): Promise<string> =>
      matrix
        .ask(person, 'POST', `/api/live/${scene.meetingId}/commands`, {
          commandId: uuidV7(),
          type: 'rooms.leaveRoom',
          input: { deviceId: 'device-one' },
        })
        .then(({ status }) => String(status));
    const answers = await Promise.all(Array.from({ length: 120 }, () => send(member)));
    expect(answers).toContain('429');
    expect(answers.filter((status) => status === '200').length).toBeGreaterThanOrEqual(40);
    expect(await send(officer)).toBe('200');
  });

  test('E6 a client that sends its headers without end is let go', async () => {
    const { port } = new URL(matrix.product.url);
    const socket = net.connect(Number(port), '127.0.0.1');
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.on('error', () => undefined);
    socket.write(`GET /health HTTP/1.1\r\nHost: x\r\nX-Long: ${'x'.repeat(64 * 1024)}`);
    await closed;
    expect((await fetch(at('/health'))).status).toBe(200);
  });
});

test('E7 what the server tells of itself holds no secret', async () => {
  for (const path of ['/health', '/ready', '/metrics', '/api/live/admin/status']) {
    const { body } = await matrix.ask(admin, 'GET', path);
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    for (const secret of [TEST_AUTH_SECRET, matrix.livekit.apiSecret, process.env['DATABASE_URL'] ?? '-'])
      expect(text).not.toContain(secret);
  }
});

test('E9 a node is ready for its own work, and metrics are as new as the question', async () => {
  const { adminRoutes } = await import('#server/admin-routes.ts');
  const { readEnv } = await import('#server/platform/env.ts');
  const { NodeRegistry } = await import('#server/platform/nodes.ts');
  const { pool } = await import('#server/platform/db.ts');
  /** What a node of these services answers that knows no media server. */
  const readyOf = async (services: string): Promise<number | undefined> => {
    const settings = { DATABASE_URL: process.env['DATABASE_URL'] ?? '', AUTH_SECRET: TEST_AUTH_SECRET };
    const routes = adminRoutes({
      env: readEnv({ ...settings, SERVICES: services }),
      service: matrix.service,
      nodes: new NodeRegistry(pool, { nodeId: uuidV7(), name: 'ready', startedAt: 0 }),
      counts: () => ({ sockets: 0, streams: 0 }),
      viewersOf: () => 0,
    });
    const answer = await routes.find(({ path }) => path === '/ready')?.handle({} as never);
    return (answer as { status?: number }).status;
  };
  expect(await readyOf('web,realtime,worker,media')).toBe(200);
  expect(await readyOf('media')).toBe(503);
  const read = async (): Promise<string> => String((await matrix.ask(admin, 'GET', '/metrics')).body);
  const figureOf = (text: string, name: string): number =>
    Number(new RegExp(`^${name} (-?[0-9.]+)$`, 'm').exec(text)?.[1]);
  // The meeting's room is opened within the product's own time.
  await expect.poll(async () => figureOf(await read(), 'hub_livekit_rooms'), { timeout: 20_000 }).toBeGreaterThan(0);
  const text = await read();
  const figure = (name: string): number => figureOf(text, name);
  expect(figure('hub_media_up')).toBe(1);
  for (const name of ['people', 'publishers', 'tracks', 'venues_on_air'])
    expect(figure(`hub_media_${name}`), name).toBeGreaterThanOrEqual(0);
  expect(figure('hub_outbox_waiting')).toBeGreaterThanOrEqual(0);
});
