import { createServer, type Server, type Socket } from 'node:net';

/** A camera's side of RTSP for tests: one program announces a stream and records it here, others play it. TCP only. */
export interface RtspRelay {
  readonly url: string;
  readonly close: () => Promise<void>;
}

interface Request {
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
}

/** Takes one message or one interleaved packet off the front; null while it is not whole. */
function takeFirst(bytes: Buffer): { readonly size: number; readonly request: Request | null } | null {
  if (bytes[0] === 0x24) {
    const size = bytes.length < 4 ? Number.POSITIVE_INFINITY : 4 + bytes.readUInt16BE(2);
    return bytes.length >= size ? { size, request: null } : null;
  }
  const end = bytes.indexOf('\r\n\r\n');
  if (end < 0) return null;
  const [first = '', ...lines] = bytes.toString('utf8', 0, end).split('\r\n');
  const headers = new Map(
    lines.map((line) => [line.slice(0, line.indexOf(':')).toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]),
  );
  const size = end + 4 + Number(headers.get('content-length') ?? 0);
  if (bytes.length < size) return null;
  return { size, request: { method: first.split(' ')[0] ?? '', headers, body: bytes.toString('utf8', end + 4, size) } };
}

export async function startRtspRelay(): Promise<RtspRelay> {
  let description = '';
  const players = new Set<Socket>();
  const everybody = new Set<Socket>();

  function answer(socket: Socket, { method, headers, body }: Request): void {
    const lines = [`CSeq: ${headers.get('cseq') ?? '0'}`, 'Session: 1'];
    let content = '';
    if (method === 'OPTIONS') lines.push('Public: ANNOUNCE, RECORD, DESCRIBE, SETUP, PLAY, TEARDOWN');
    if (method === 'ANNOUNCE') description = body;
    if (method === 'DESCRIBE') {
      content = description;
      lines.push('Content-Type: application/sdp', `Content-Length: ${Buffer.byteLength(content)}`);
    }
    if (method === 'SETUP') lines.push(`Transport: ${(headers.get('transport') ?? '').replace(/;mode=\w+/, '')}`);
    const status = method === 'DESCRIBE' && description === '' ? '404 Not Found' : '200 OK';
    socket.write(`RTSP/1.0 ${status}\r\n${lines.join('\r\n')}\r\n\r\n${content}`);
    if (method === 'PLAY') players.add(socket);
  }

  const server: Server = createServer((socket) => {
    everybody.add(socket);
    let waiting = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('close', () => {
      players.delete(socket);
      everybody.delete(socket);
    });
    socket.on('data', (chunk) => {
      waiting = Buffer.concat([waiting, chunk]);
      for (let found = takeFirst(waiting); found; found = takeFirst(waiting)) {
        const part = waiting.subarray(0, found.size);
        waiting = waiting.subarray(found.size);
        if (found.request) answer(socket, found.request);
        else if (!players.has(socket)) for (const player of players) player.write(part);
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : 0;
  return {
    url: `rtsp://127.0.0.1:${port}/hall`,
    close: () =>
      new Promise((resolve) => {
        for (const socket of everybody) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
