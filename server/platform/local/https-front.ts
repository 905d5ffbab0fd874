import http from 'node:http';
import https from 'node:https';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import type { Certificate } from './certificate.ts';

/** A backend of the HTTPS front: requests whose path begins with `prefix` go to `port` without it. */
export type FrontRoute = { prefix: string; port: number };

/** A running HTTPS front. */
export type HttpsFront = { port: number; close: () => Promise<void> };

/**
 * Serves HTTPS and passes requests and websockets on to local ports, so that phones get one secure origin
 * for pages and media signalling. It sets X-Forwarded-For and -Proto itself; the backends may trust them.
 */
export function startHttpsFront(options: {
  certificate: Certificate;
  port: number;
  host: string;
  routes: readonly FrontRoute[];
}): Promise<HttpsFront> {
  const sockets = new Set<Socket>();
  const server = https.createServer({ key: options.certificate.key, cert: options.certificate.cert });
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.on('request', (request, response) => {
    const outgoing = http.request(onward(request, options.routes), (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      answer.pipe(response);
    });
    outgoing.once('error', () => {
      if (response.headersSent) response.destroy();
      else response.writeHead(502).end();
    });
    response.once('close', () => outgoing.destroy());
    request.pipe(outgoing);
  });
  server.on('upgrade', (request, socket: Duplex, head: Buffer) => {
    const outgoing = http.request(onward(request, options.routes));
    outgoing.once('upgrade', (answer, backend, rest) => {
      socket.write(renderHead(answer));
      if (rest.length > 0) socket.write(rest);
      if (head.length > 0) backend.write(head);
      join(socket, backend);
    });
    outgoing.once('response', (answer) => {
      socket.write(renderHead(answer));
      answer.pipe(socket);
    });
    outgoing.once('error', () => socket.destroy());
    socket.once('error', () => outgoing.destroy());
    outgoing.end();
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      const address = server.address();
      resolve({
        port: address && typeof address === 'object' ? address.port : options.port,
        close: () =>
          new Promise((done) => {
            server.close(() => done());
            for (const socket of sockets) socket.destroy();
          }),
      });
    });
  });
}

function onward(request: http.IncomingMessage, routes: readonly FrontRoute[]): http.RequestOptions {
  const url = request.url ?? '/';
  const route = routes.find(({ prefix }) => url === prefix || url.startsWith(`${prefix}/`) || prefix === '');
  const headers: http.OutgoingHttpHeaders = {
    ...request.headers,
    'x-forwarded-for': request.socket.remoteAddress ?? '',
    'x-forwarded-proto': 'https',
    'x-forwarded-host': request.headers.host ?? '',
  };
  return {
    host: '127.0.0.1',
    port: route?.port ?? 0,
    method: request.method ?? 'GET',
    path: url.slice(route?.prefix.length ?? 0) || '/',
    headers,
  };
}

function renderHead(answer: http.IncomingMessage): string {
  const lines = [`HTTP/1.1 ${answer.statusCode} ${answer.statusMessage}`];
  for (let index = 0; index < answer.rawHeaders.length; index += 2) {
    lines.push(`${answer.rawHeaders[index]}: ${answer.rawHeaders[index + 1]}`);
  }
  return `${lines.join('\r\n')}\r\n\r\n`;
}

function join(left: Duplex, right: Duplex): void {
  left.pipe(right);
  right.pipe(left);
  const end = () => {
    left.destroy();
    right.destroy();
  };
  for (const side of [left, right]) {
    side.once('error', end);
    side.once('close', end);
  }
}
