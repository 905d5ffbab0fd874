import type { Server as HttpServer } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';

/** The head of a connection's first request; names of headers in lower case. */
export interface FirstRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: Readonly<Record<string, string>>;
}

export interface EntranceOptions {
  readonly http: HttpServer;
  /** Whether a request is of the kind that is answered without HTTP's machinery; looked at before anything is read twice. */
  readonly concerns: (request: FirstRequest) => boolean;
  /**
   * Answers on the bare connection and resolves true, or leaves it alone and resolves false: then HTTP answers as it
   * would have.
   */
  readonly takeOver: (request: FirstRequest, socket: Socket) => Promise<boolean>;
}

const endOfHead = Buffer.from('\r\n\r\n');
const largestHead = 8 * 1024;
/** What ends a connection before anybody has taken it. */
const patience = ['error', 'timeout', 'end'] as const;
/** A request with one of these is more than its head. */
const notBare = ['content-length', 'transfer-encoding', 'upgrade', 'expect'];

/**
 * The first request of a connection in its plainest form, or null: HTTP's own parser then decides what it is. Nothing is
 * refused here, so being strict costs nothing.
 */
export function parseHead(data: Buffer): FirstRequest | null {
  if (data.length > largestHead || data.indexOf(endOfHead) !== data.length - endOfHead.length) return null;
  const [line = '', ...fields] = data.toString('latin1', 0, data.length - endOfHead.length).split('\r\n');
  const [, method = '', target = ''] = /^([A-Z]+) (\/[\x21-\x7e]*) HTTP\/1\.1$/.exec(line) ?? [];
  if (method === '') return null;
  const headers: Record<string, string> = {};
  for (const field of fields) {
    const [, name = '', value = ''] = /^([\w-]+):[ \t]*([\x20-\x7e]*)$/.exec(field) ?? [];
    const key = name.toLowerCase();
    if (key === '' || key in headers || notBare.includes(key)) return null;
    headers[key] = value.trimEnd();
  }
  return 'host' in headers ? { method, target, headers } : null;
}

/**
 * Stands before the HTTP server and listens in its place. A public viewer's stream is one request and then only frames for
 * hours, but HTTP keeps a parser, a request and a response for it, three times what the connection itself needs. So the
 * first request of a connection is looked at here, and one that `concerns` us is answered on the bare connection.
 * Everything else, also a stream that is a connection's second request, goes to HTTP untouched.
 */
export function createEntrance({ http, concerns, takeOver }: EntranceOptions): Server {
  const admit = (socket: Socket): void => {
    const data = socket.read() as Buffer | null;
    if (data === null) return;
    socket.removeListener('readable', onReadable);
    const request = parseHead(data);
    if (!request || !concerns(request)) return handOver(socket, data);
    takeOver(request, socket).then(
      (isTaken) => {
        if (!isTaken) return handOver(socket, data);
        for (const event of patience) socket.removeListener(event, end);
      },
      () => handOver(socket, data),
    );
  };
  function onReadable(this: Socket): void {
    admit(this);
  }
  const handOver = (socket: Socket, data: Buffer): void => {
    for (const event of patience) socket.removeListener(event, end);
    socket.setTimeout(0);
    if (socket.destroyed || socket.readableEnded) return void socket.destroy();
    socket.unshift(data);
    http.emit('connection', socket);
  };
  // The same options as an HTTP server gives its connections.
  return createServer({ allowHalfOpen: true, noDelay: true }, (socket) => {
    for (const event of patience) socket.on(event, end);
    // Whoever connects and says nothing: HTTP's own patience begins only at the handing over.
    socket.setTimeout(http.headersTimeout);
    socket.on('readable', onReadable);
  });
}

function end(this: Socket): void {
  this.destroy();
}
