import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from '#tests/support/database.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { startProduct } from '#tests/support/product.ts';
import { fillHall } from './hall.ts';
import { openListeners } from './listeners.ts';
import { startBrowser } from './on-air.ts';
import type { Mark } from './pages/marks.ts';

const deviceId = 'floor-bench';
const settleMs = 500;

/** A member who may be given the floor, on a page of their own. */
export interface Speaker {
  readonly userId: string;
  readonly identity: string;
  readonly page: Page;
}

/** A meeting with a real media server, two members who speak in turns and many clients that listen. */
export interface FloorStage {
  readonly speakers: readonly [Speaker, Speaker];
  readonly listeners: number;
  /** Hands the floor over; the instant the chair's command was acked. */
  readonly handOver: (to: Speaker) => Promise<number>;
  /** Prepares a speaker as the page of the next in line does, and waits until nothing more is to be done. */
  readonly warmUp: (who: Speaker) => Promise<void>;
  readonly marks: () => Promise<readonly Mark[]>;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
}

interface Ticket {
  readonly url: string;
  readonly token: string;
  readonly identity: string;
}

const now = (): number => performance.timeOrigin + performance.now();

async function servePages(): Promise<{ readonly url: string; readonly stop: () => Promise<void> }> {
  const folder = path.join(import.meta.dirname, 'pages');
  const bundle = await build({
    entryPoints: [path.join(folder, 'floor-speaker.ts')],
    bundle: true,
    format: 'esm',
    write: false,
    outdir: '/',
  });
  const scripts = new Map(bundle.outputFiles.map((file) => [file.path, file.text]));
  const server = createServer((req, res) => {
    const script = scripts.get(req.url ?? '');
    if (script) res.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else res.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><title>floor</title>');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    stop: () =>
      new Promise((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

/** What a signed-in person asks of the product. */
class Client {
  readonly #origin: string;
  readonly #meetingId: string;
  readonly #cookie: string;

  constructor(origin: string, meetingId: string, cookie: string) {
    this.#origin = origin;
    this.#meetingId = meetingId;
    this.#cookie = cookie;
  }

  async #post(what: string, body: unknown): Promise<unknown> {
    const response = await fetch(`${this.#origin}/api/live/${this.#meetingId}/${what}`, {
      method: 'POST',
      headers: { cookie: this.#cookie, origin: this.#origin, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${what} was refused: ${await response.text()}`);
    return response.json();
  }

  async send(type: string, input: unknown): Promise<CommandAck> {
    const ack = (await this.#post('commands', { commandId: uuidV7(), type, input })) as CommandAck;
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
    return ack;
  }

  /** Enters with one device; a ticket to the media. */
  async enter(): Promise<Ticket> {
    await this.send('rooms.enterRoom', { deviceId, mode: 'video', consentVersion: '1' });
    return this.ticket();
  }

  async ticket(): Promise<Ticket> {
    return (await this.#post('media-token', { deviceId })) as Ticket;
  }

  async floorVersion(): Promise<number> {
    const response = await fetch(`${this.#origin}/api/live/${this.#meetingId}/snapshot`, {
      headers: { cookie: this.#cookie },
    });
    const { state } = (await response.json()) as { state: { speaking: { floorVersion: number } } };
    return state.speaking.floorVersion;
  }
}

async function openSpeaker(browser: Browser, pages: string, client: Client, userId: string): Promise<Speaker> {
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  const page = await context.newPage();
  const { identity } = await client.enter();
  await page.exposeFunction('askForTicket', async () => ({ ok: true, ticket: await client.ticket() }));
  await page.goto(pages);
  await page.addScriptTag({ type: 'module', url: `${pages}/floor-speaker.js` });
  await page.waitForFunction(() => 'join' in globalThis);
  await page.evaluate(() => (globalThis as unknown as { join: () => void }).join());
  await page.waitForFunction(() => (globalThis as unknown as { isJoined: () => boolean }).isJoined());
  return { userId, identity, page };
}

/** Starts everything: Postgres, LiveKit, a node without pages, two speakers' pages and the listeners'. */
export async function startFloorStage(listeners: number, crowdFile: string): Promise<FloorStage> {
  await testPostgres();
  const database = await createTestDatabase();
  const stops: (() => Promise<unknown>)[] = [() => database.drop(), () => leaveTestPostgres()];
  const stop = async (): Promise<void> => {
    for (const end of stops) await end();
  };
  try {
    const { hall, open } = await fillHall(database.url, listeners + 1, 0);
    const port = await freePort();
    const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
    stops.unshift(() => livekit.stop());
    const product = await startProduct({
      port,
      databaseUrl: database.url,
      livekit,
      env: { SERVICES: 'realtime,worker', LOG_LEVEL: 'warn' },
    });
    stops.unshift(() => product.stop());
    await open(product.url);
    const pages = await servePages();
    stops.unshift(() => pages.stop());
    const talking = await startBrowser();
    stops.unshift(() => talking.close());
    const clientOf = (cookie: string): Client => new Client(product.url, hall.meetingId, cookie);
    const clients = hall.members.map(clientOf);
    const [first, second] = [await speakerAt(0), await speakerAt(1)];
    async function speakerAt(index: number): Promise<Speaker> {
      return openSpeaker(talking, pages.url, clients[index] as Client, hall.memberIds[index] ?? '');
    }
    const tickets: Ticket[] = [];
    for (const client of clients.slice(2)) tickets.push(await client.enter());
    const crowd = openListeners(crowdFile);
    stops.unshift(() => crowd.stop());
    await crowd.join(tickets);
    const chair = clientOf(hall.chair);
    const bothPages = [first.page, second.page];
    return {
      speakers: [first, second],
      listeners,
      async handOver({ userId }) {
        const floor = await chair.floorVersion();
        await chair.send('speaking.callSpeaker', { userId, kind: 'speech', source: 'online', floor, checkIn: true });
        return now();
      },
      async warmUp({ page }) {
        await page.evaluate(() => (globalThis as unknown as { warmUp: () => Promise<void> }).warmUp());
        const isWarm = await page.evaluate(() => (globalThis as unknown as { isWarm: () => boolean }).isWarm());
        if (!isWarm) throw new Error('the next speaker did not get ready');
        await sleep(settleMs);
      },
      async marks() {
        const own = Promise.all(
          bothPages.map((page) =>
            page.evaluate(() => (globalThis as unknown as { takeMarks: () => Mark[] }).takeMarks()),
          ),
        );
        return [...(await own).flat(), ...(await crowd.take())];
      },
      log: () => product.log().slice(-3000),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}
