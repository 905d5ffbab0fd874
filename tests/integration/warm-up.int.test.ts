import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { dispose, type Room, RoomEvent, TrackKind, VideoStream } from '@livekit/rtc-node';
import type { Browser, Page } from '@playwright/test';
import { build } from 'esbuild';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { startBrowser } from '#tests/load/on-air.ts';
import { Circle, deviceId } from '#tests/support/circle.ts';
import { type Account, type MediaService, startMediaService } from '#tests/support/media-service.ts';
import type { StagePage } from '#tests/support/pages/next-in-line.ts';

// Who is next in line prepares in a real browser; a program listens, and the media server is asked what it has.

const patience = { timeout: 30_000, interval: 50 };
let house: MediaService;
let browser: Browser;
let pages: Server;
let pagesUrl: string;

beforeAll(async () => {
  house = await startMediaService();
  browser = await startBrowser();
  const entry = path.resolve(import.meta.dirname, '../support/pages/next-in-line.ts');
  const { outputFiles } = await build({ entryPoints: [entry], bundle: true, format: 'esm', write: false });
  const script = outputFiles[0]?.text ?? '';
  pages = createServer((req, res) => {
    if (req.url === '/page.js') res.writeHead(200, { 'content-type': 'text/javascript' }).end(script);
    else res.writeHead(200, { 'content-type': 'text/html' }).end('<script type="module" src="/page.js"></script>');
  });
  await new Promise<void>((resolve) => pages.listen(0, '127.0.0.1', resolve));
  pagesUrl = `http://localhost:${(pages.address() as AddressInfo).port}/`;
});
afterAll(async () => {
  await browser?.close();
  pages?.closeAllConnections();
  pages?.close();
  await house.close();
  await dispose();
});

let circle: Circle;
let ann: Account;
let watcher: Room;
let page: Page;

beforeEach(async () => {
  circle = await Circle.meet(house);
  ({ ann } = circle);
  await circle.checkIn(ann);
  watcher = await circle.enter(circle.bea);
  const context = await browser.newContext({ permissions: ['camera', 'microphone'] });
  page = await context.newPage();
  await page.exposeFunction('askForTicket', async () => ({ ok: true, ticket: await circle.ticketFor(ann) }));
  await page.goto(pagesUrl);
  await page.waitForFunction(() => 'stage' in globalThis);
  await on((stage) => stage.join());
  await expect.poll(() => on((stage) => stage.isJoined()), patience).toBe(true);
  await circle.send(ann, 'speaking.requestToSpeak', { kind: 'speech' });
});
afterEach(async () => {
  await circle.disperse();
  await page.context().close();
});

/** Does something on the page of whoever is next. */
const on = <T>(task: (stage: StagePage) => T | Promise<T>): Promise<T> =>
  page.evaluate(`(${task.toString()})(globalThis.stage)`) as Promise<T>;

/** Tracks of whoever is next, as the media server counts them and as another client finds them. */
async function tracks(): Promise<readonly [server: number, listener: number]> {
  return [(await circle.participant(ann))?.tracks.length ?? -1, circle.tracksOf(watcher, ann)];
}

/** Resolves when a picture of whoever is next was decoded. */
async function seesPicture(): Promise<void> {
  const identity = `${ann.userId}.${deviceId}`;
  const track = await new Promise<ConstructorParameters<typeof VideoStream>[0]>((resolve) => {
    for (const { track: there } of watcher.remoteParticipants.get(identity)?.trackPublications.values() ?? [])
      if (there?.kind === TrackKind.KIND_VIDEO) resolve(there);
    watcher.on(RoomEvent.TrackSubscribed, (one) => {
      if (one.kind === TrackKind.KIND_VIDEO) resolve(one);
    });
  });
  const reader = new VideoStream(track).getReader();
  expect((await reader.read()).done).toBe(false);
  await reader.cancel();
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

test('R17 who is prepared sends nothing and has no track; with the floor the picture comes; the next turn works as well', async () => {
  for (let turn = 0; turn < 2; turn++) {
    await on((stage) => stage.warmUp());
    expect(await on((stage) => stage.state())).toBe('ready');
    await pause(500);
    expect(await tracks()).toEqual([0, 0]);
    if (turn === 0) expect(await on((stage) => stage.sentBytes())).toBe(0);
    await circle.call(ann);
    await expect.poll(tracks, patience).toEqual([2, 2]);
    await seesPicture();
    await circle.onTurn('endTurn');
    await expect.poll(tracks, patience).toEqual([0, 0]);
    await expect.poll(() => on((stage) => stage.isSending()), patience).toBe(false);
  }
});

test('R17 who is passed over lets go of the devices, sent nothing, and speaks in a later turn all the same', async () => {
  await on((stage) => stage.warmUp());
  await on((stage) => stage.coolDown());
  expect(await on((stage) => stage.state())).toBe('none');
  expect([await tracks(), await on((stage) => stage.sentBytes())]).toEqual([[0, 0], 0]);
  await circle.call(ann);
  await expect
    .poll(
      () =>
        on((stage) =>
          stage.send().then(
            () => stage.isSending(),
            () => false,
          ),
        ),
      patience,
    )
    .toBe(true);
  await expect.poll(tracks, patience).toEqual([2, 2]);
  await seesPicture();
});

test('R11 R17 a page of own making that sends before the turn is refused, and what it sends reaches nobody', async () => {
  expect(await on((stage) => stage.claim())).not.toBe('taken');
  await on((stage) => stage.sendUnasked());
  await expect.poll(() => on((stage) => stage.sentBytes()), patience).toBeGreaterThan(20_000);
  expect(await tracks()).toEqual([0, 0]);
  expect(await on((stage) => stage.claim())).not.toBe('taken');
  expect(await tracks()).toEqual([0, 0]);
});
