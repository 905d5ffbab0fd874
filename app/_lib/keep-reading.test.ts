import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test, vi } from 'vitest';
import { keepReading } from './keep-reading.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer).listen(0, '127.0.0.1');
  await once(server, 'listening');
  closers.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
}

test('is read again until the taker has enough, and says why there was no answer', async () => {
  let asked = 0;
  const url = await serve((_, res) => {
    asked++;
    res.statusCode = asked < 3 ? 503 : 200;
    res.end(JSON.stringify({ asked }));
  });
  const taken: unknown[] = [];
  await new Promise<void>((resolve) => {
    keepReading(url, (answer, status) => {
      taken.push([answer, status]);
      if (!answer) return 1;
      resolve();
      return null;
    });
  });
  expect(taken).toEqual([
    [null, 503],
    [null, 503],
    [{ asked: 3 }, 200],
  ]);
});

test('a server that is away is no answer', async () => {
  const status = await new Promise((resolve) => {
    keepReading('http://127.0.0.1:1/', (_, told) => {
      resolve(told);
      return null;
    });
  });
  expect(status).toBeNull();
});

test('ended while the answer is on its way, it takes nothing and fails nowhere', async () => {
  const failed = vi.fn();
  process.on('unhandledRejection', failed);
  closers.push(() => process.off('unhandledRejection', failed));
  let whole = (): void => undefined;
  const begun = new Promise<void>((resolve) => {
    void serve((_, res) => {
      res.writeHead(200, { 'content-type': 'application/json' });
      res.write('{"half":');
      whole = () => res.end('true}');
      resolve();
    }).then((url) => {
      stop = keepReading(url, take);
    });
  });
  const take = vi.fn(() => null);
  let stop = (): void => undefined;
  await begun;
  // The head of the answer has come in; its body is what is waited for.
  await new Promise((resume) => setTimeout(resume, 50));
  stop();
  whole();
  await new Promise((resume) => setTimeout(resume, 50));
  expect(take).not.toHaveBeenCalled();
  expect(failed).not.toHaveBeenCalled();
});
