import { createServer, type Server as HttpServer, request } from 'node:http';
import net, { type AddressInfo, type Server } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createEntrance, parseHead } from './entrance.ts';

const head = (text: string) => parseHead(Buffer.from(text.replaceAll('\n', '\r\n'), 'latin1'));

describe('the first request of a connection', () => {
  test('is read when it is a plain head', () => {
    expect(head('GET /a?b=1 HTTP/1.1\nHost: x\nLast-Event-ID:  7 \n\n')).toEqual({
      method: 'GET',
      target: '/a?b=1',
      headers: { host: 'x', 'last-event-id': '7' },
    });
  });

  test.each([
    ['not whole yet', 'GET / HTTP/1.1\nHost: x\n'],
    ['followed by more', 'GET / HTTP/1.1\nHost: x\n\nGET / HTTP/1.1\n\n'],
    ['with a body', 'POST / HTTP/1.1\nHost: x\nContent-Length: 2\n\n'],
    ['with a body in chunks', 'POST / HTTP/1.1\nHost: x\nTransfer-Encoding: chunked\n\n'],
    ['an upgrade', 'GET / HTTP/1.1\nHost: x\nUpgrade: websocket\n\n'],
    ['of an older HTTP', 'GET / HTTP/1.0\nHost: x\n\n'],
    ['without a host', 'GET / HTTP/1.1\n\n'],
    ['with a folded field', 'GET / HTTP/1.1\nHost: x\nA: b\n c\n\n'],
    ['with a field twice', 'GET / HTTP/1.1\nHost: x\nHost: y\n\n'],
    ['with a space before the colon', 'GET / HTTP/1.1\nHost : x\n\n'],
    ['with a target that is no path', 'GET http://x/ HTTP/1.1\nHost: x\n\n'],
    ['no HTTP at all', '\u0016\u0003\u0001\n\n'],
  ])('is left to HTTP: %s', (_, text) => {
    expect(head(text)).toBeNull();
  });
});

describe('the entrance', () => {
  let http: HttpServer;
  let entrance: Server;
  let port: number;

  beforeEach(async () => {
    http = createServer((req, res) => {
      let size = 0;
      req.on('data', (data: Buffer) => (size += data.length));
      req.on('end', () => res.end(`http ${req.method} ${req.url} ${size}`));
    });
    http.on('upgrade', (_req, socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: x\r\n\r\nupgraded'),
    );
    entrance = createEntrance({
      http,
      concerns: ({ target }) => target.startsWith('/raw'),
      async takeOver({ target }, socket) {
        await Promise.resolve();
        if (target === '/raw/fails') throw new Error('it fails');
        if (target === '/raw/refused') return false;
        socket.end('HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nraw');
        return true;
      },
    });
    await new Promise<void>((resolve) => entrance.listen(0, '127.0.0.1', resolve));
    ({ port } = entrance.address() as AddressInfo);
  });
  afterEach(() => {
    entrance.close();
    http.closeAllConnections();
  });

  const ask = async (path: string, init: RequestInit = {}): Promise<string> =>
    (await fetch(`http://127.0.0.1:${port}${path}`, init)).text();
  /** Everything a connection says in answer to these pieces, sent a moment apart. */
  const say = (pieces: readonly string[]): Promise<string> =>
    new Promise((resolve, reject) => {
      const socket = net.connect(port, '127.0.0.1');
      let answer = '';
      socket.on('data', (data) => (answer += data.toString()));
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
      void (async () => {
        for (const piece of pieces) {
          socket.write(piece.replaceAll('\n', '\r\n'));
          await new Promise((resume) => setTimeout(resume, 30));
        }
      })();
    });

  test('answers what concerns it on the bare connection', async () => {
    expect(await ask('/raw')).toBe('raw');
  });

  test('leaves everything else to HTTP, with bodies of any size and on the same connection again', async () => {
    expect(await ask('/else')).toBe('http GET /else 0');
    expect(await ask('/else', { method: 'POST', body: 'x'.repeat(300_000) })).toBe('http POST /else 300000');
    for (let turn = 0; turn < 3; turn++) expect(await ask(`/turn/${turn}`)).toBe(`http GET /turn/${turn} 0`);
  });

  test('leaves to HTTP what was refused or failed', async () => {
    expect(await ask('/raw/refused')).toBe('http GET /raw/refused 0');
    expect(await ask('/raw/fails')).toBe('http GET /raw/fails 0');
  });

  test('leaves to HTTP a head that comes in pieces, and what is no request', async () => {
    expect(await say(['GET /raw HT', 'TP/1.1\nHost: x\nConnection: close\n\n'])).toContain('http GET /raw 0');
    expect(await say(['nonsense\n\n'])).toContain('400 Bad Request');
  });

  test('leaves upgrades to HTTP', async () => {
    const answer = await new Promise<string>((resolve, reject) => {
      const req = request({ host: '127.0.0.1', port, path: '/raw', headers: { connection: 'upgrade', upgrade: 'x' } });
      req.on('upgrade', (_res, _socket, rest) => resolve(rest.toString()));
      req.on('error', reject);
      req.end();
    });
    expect(answer).toBe('upgraded');
  });

  test('survives connections that end before they say anything', async () => {
    for (let turn = 0; turn < 20; turn++) {
      const socket = net.connect(port, '127.0.0.1');
      await new Promise((resolve) => socket.once('connect', resolve));
      if (turn % 2 === 0) socket.resetAndDestroy();
      else socket.end();
    }
    expect(await ask('/else')).toBe('http GET /else 0');
  });
});
