import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { build } from 'esbuild';

/**
 * The rival: a page that is nothing but the media library. It is given its ticket with the document, connects when its one
 * button is pressed (or at once, with `?now`), and attaches the first picture that comes.
 */
const script = `
import { Room, RoomEvent } from 'livekit-client';
const { url, token } = JSON.parse(document.getElementById('ticket').textContent);
const room = new Room();
room.on(RoomEvent.TrackSubscribed, (track) => {
  const element = track.attach();
  element.dataset.source = track.source;
  document.body.append(element);
});
const button = document.querySelector('button');
button.addEventListener('click', () => room.connect(url, token));
button.disabled = false;
if (location.search === '?now') button.click();
`;

export interface BarePage {
  readonly url: string;
  readonly stop: () => Promise<void>;
}

/** Serves the bare page; every document comes with a fresh ticket. */
export async function serveBarePage(ticket: () => Promise<{ url: string; token: string }>): Promise<BarePage> {
  const bundle = await build({
    stdin: { contents: script, resolveDir: import.meta.dirname },
    bundle: true,
    minify: true,
    format: 'esm',
    write: false,
  });
  const code = bundle.outputFiles[0]?.text ?? '';
  const server = createServer((req, res) => {
    if (req.url === '/page.js') {
      res.writeHead(200, { 'content-type': 'text/javascript' }).end(code);
      return;
    }
    if (!/^\/(\?now)?$/.test(req.url ?? '')) {
      res.writeHead(204).end();
      return;
    }
    ticket().then(
      (found) =>
        res
          .writeHead(200, { 'content-type': 'text/html' })
          .end(
            `<!doctype html><title>bare</title><button disabled>join</button><script id="ticket" type="application/json">${JSON.stringify(found)}</script><script type="module" src="/page.js"></script>`,
          ),
      () => res.writeHead(503).end(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}/`,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
