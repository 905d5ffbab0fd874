import { X509Certificate } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Certificate, selfSignedCertificate } from './certificate.ts';
import { type HttpsFront, startHttpsFront } from './https-front.ts';

const dir = mkdtempSync(path.join(tmpdir(), 'certificate-'));
const names = ['localhost', '127.0.0.1', '192.0.2.7'];
let certificate: Certificate;
let front: HttpsFront;
let backend: http.Server;

beforeAll(async () => {
  certificate = selfSignedCertificate(dir, names);
  backend = http.createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify({ url: request.url, headers: request.headers }));
  });
  backend.on('upgrade', (request, socket) => {
    socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: echo\r\nConnection: Upgrade\r\n\r\n${request.url} `);
    socket.pipe(socket);
  });
  await new Promise<void>((resolve) => backend.listen(0, '127.0.0.1', resolve));
  const { port } = backend.address() as { port: number };
  const routes = [
    { prefix: '/livekit', port },
    { prefix: '', port },
  ];
  front = await startHttpsFront({ certificate, port: 0, host: '127.0.0.1', routes });
});

afterAll(async () => {
  await front.close();
  backend.close();
  rmSync(dir, { recursive: true });
});

const request = (url: string, options: https.RequestOptions = {}) =>
  https.request({ host: '127.0.0.1', port: front.port, path: url, ca: certificate.cert, ...options });

async function getJson(
  url: string,
  headers: Record<string, string> = {},
): Promise<{ url: string; headers: Record<string, string> }> {
  const response = await new Promise<http.IncomingMessage>((resolve, reject) =>
    request(url, { headers }).once('response', resolve).once('error', reject).end(),
  );
  let text = '';
  for await (const chunk of response) text += String(chunk);
  return JSON.parse(text) as { url: string; headers: Record<string, string> };
}

describe('self-signed certificate', () => {
  test('covers the names and addresses and is signed by its own key', () => {
    const cert = new X509Certificate(certificate.cert);
    expect(cert.verify(cert.publicKey)).toBe(true);
    expect(cert.checkHost('localhost')).toBe('localhost');
    expect(cert.checkIP('192.0.2.7')).toBe('192.0.2.7');
    expect(cert.checkIP('192.0.2.8')).toBeUndefined();
    expect(cert.ca).toBe(true);
  });

  test('is kept, and made anew for another address or shortly before it ends', () => {
    expect(selfSignedCertificate(dir, names).fingerprint).toBe(certificate.fingerprint);
    const later = new Date(Date.now() + 795 * 86_400_000);
    const other = mkdtempSync(path.join(tmpdir(), 'certificate-'));
    const first = selfSignedCertificate(other, ['localhost']);
    const second = selfSignedCertificate(other, ['localhost', '192.0.2.9']);
    expect(second.fingerprint).not.toBe(first.fingerprint);
    expect(selfSignedCertificate(other, ['localhost'], later).fingerprint).not.toBe(second.fingerprint);
    rmSync(other, { recursive: true });
  });
});

describe('HTTPS front', () => {
  test('passes requests on and says who asked, whatever the client claims', async () => {
    const seen = await getJson('/rooms?x=1', { 'x-forwarded-for': '203.0.113.1' });
    expect(seen.url).toBe('/rooms?x=1');
    expect(seen.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(seen.headers['x-forwarded-proto']).toBe('https');
  });

  test('takes the prefix of a route off', async () => {
    expect((await getJson('/livekit/rtc/validate?a=b')).url).toBe('/rtc/validate?a=b');
    expect((await getJson('/livekitten')).url).toBe('/livekitten');
  });

  test('passes websockets on', async () => {
    const text = await new Promise<string>((resolve, reject) => {
      const upgrade = request('/livekit/rtc', { headers: { connection: 'Upgrade', upgrade: 'echo' } });
      upgrade.once('error', reject);
      upgrade.once('upgrade', (_response, socket, head) => {
        let received = head.toString();
        socket.on('data', (chunk: Buffer) => {
          received += chunk.toString();
          if (received.includes('hello')) {
            socket.destroy();
            resolve(received);
          }
        });
        socket.write('hello');
      });
      upgrade.end();
    });
    expect(text).toBe('/rtc hello');
  });
});
