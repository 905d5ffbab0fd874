import { randomBytes, randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Browser, type BrowserContext, chromium, type Page } from '@playwright/test';
import { defaultConsentVersion as consentVersion } from '#server/modules/consents/contract.ts';
import { leftMs } from '#server/modules/speaking/figures.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from '#tests/support/database.ts';
import { demoPassword, signIn, TestClient } from '#tests/support/district.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from '#tests/support/product.ts';
import { CACHE_DIR } from '../paths.ts';
import { afternoonZone, writeTimesIn } from './afternoon.ts';
import { Onlooker } from './onlooker.ts';
import type { Scene } from './scene.ts';
import { film, hall, portrait, type Sitter } from './scenery.ts';

const laptop = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/140.0.0.0 Safari/537.36';

/** Members that have not come. */
const absent = new Set([5, 13, 22, 28]);

const woman: Sitter = { coat: '#23363d', skin: '#d2b498', hair: '#1c1a1a', collar: '#e9dfc9', hasLongHair: true };
const man: Sitter = { coat: '#2b2f36', skin: '#c9a98c', hair: '#17181a', collar: '#dfe3e4', hasLongHair: false };

/** The running product with everybody in it. */
export interface Company {
  readonly url: string;
  readonly scene: Scene;
  readonly product: Product;
  /** A browser context of a demo account, or of somebody without one; the same one every time. */
  readonly contextOf: (who: string | null) => Promise<BrowserContext>;
  /** The technician's page, which keeps the hall on air. */
  readonly hallPage: Page;
  /** The media server stands still until the answer is called. */
  readonly holdMedia: () => () => void;
  /** Sends a command as the chair. */
  readonly conduct: (type: string, input: object) => Promise<void>;
  /** The clock of whoever has the floor runs, in its last minute. */
  readonly keepTime: () => Promise<void>;
  readonly close: () => Promise<void>;
}

function launch(executablePath: string, camera: string | null): Promise<Browser> {
  return chromium.launch({
    executablePath,
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      ...(camera ? [`--use-file-for-fake-video-capture=${camera}`] : []),
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
      '--hide-scrollbars',
      '--font-render-hinting=none',
    ],
  });
}

/** Starts everything on a fresh demo database, lets the members in and puts the hall on air. */
export async function gather(executablePath: string): Promise<Company> {
  await testPostgres();
  const database = await createTestDatabase();
  const port = await freePort();
  const dataDir = path.join(CACHE_DIR, 'product', String(port), 'data');
  mkdirSync(dataDir, { recursive: true });
  // The database's address is read where the modules are loaded.
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET, DATA_DIR: dataDir });
  const { layScene } = await import('./scene.ts');
  const scene = await layScene();
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  const zone = afternoonZone();
  const preload = pathToFileURL(path.join(import.meta.dirname, 'afternoon.ts')).href;
  const product = await startProduct({
    port,
    databaseUrl: database.url,
    livekit,
    env: { NODE_OPTIONS: `--import=${preload}`, PICTURE_ZONE: zone },
  });
  const { url } = product;

  const plain = await launch(executablePath, null);
  const films = path.join(CACHE_DIR, 'screenshots', 'cameras');
  const cameras = {
    technician: await film(plain, films, 'hall', hall()),
    chair: await film(plain, films, 'chair', portrait(man)),
    member: await film(plain, films, 'member', portrait(woman)),
  };
  await plain.close();
  const browsers = {
    technician: await launch(executablePath, cameras.technician),
    chair: await launch(executablePath, cameras.chair),
    member: await launch(executablePath, cameras.member),
  };

  const contexts = new Map<string | null, BrowserContext>();
  const contextOf = async (who: string | null): Promise<BrowserContext> => {
    const known = contexts.get(who);
    if (known) return known;
    const browser = browsers[who === 'technician' || who === 'chair' ? who : 'member'];
    const context = await browser.newContext({
      locale: 'zh-CN',
      permissions: ['camera', 'microphone'],
      reducedMotion: 'reduce',
    });
    await context.addInitScript(`(${writeTimesIn.toString()})(${JSON.stringify(zone)})`);
    await context.addInitScript(nameDevices);
    if (who !== null) {
      const answer = await context.request.post(`${url}/api/session`, {
        data: { identifier: who, password: demoPassword },
        headers: { 'user-agent': laptop },
      });
      if (!answer.ok()) throw new Error(`${who} cannot sign in: ${answer.status()}`);
    }
    contexts.set(who, context);
    return context;
  };

  const clients = await letIn(url, scene);
  const chair = new TestClient(url, await signIn(url, 'chair'), scene.meetingId);
  const onlooker = new Onlooker(chair);
  const conduct = async (type: string, input: object): Promise<void> => {
    const ack = await chair.send(type, input);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
  };
  await (await contextOf(null)).addCookies([await askAsVisitor(product, scene.meetingId, conduct)]);
  const hallPage = await (await contextOf('technician')).newPage();
  await hallPage.goto(`${url}/live/${scene.meetingId}/technician`);
  await putOnAir(hallPage);
  await speak(await (await contextOf(scene.speaker)).newPage(), `${url}/live/${scene.meetingId}`);
  return {
    hallPage,
    keepTime: () => keepTime(onlooker, conduct),
    url,
    scene,
    product,
    contextOf,
    conduct,
    holdMedia() {
      const { pid } = livekit;
      if (pid === undefined) throw new Error('the media server does not run');
      process.kill(pid, 'SIGSTOP');
      return () => void process.kill(pid, 'SIGCONT');
    },
    async close() {
      for (const client of [chair, ...clients]) client.close();
      for (const browser of Object.values(browsers)) await browser.close();
      await product.stop();
      await livekit.stop();
      await database.drop();
      await leaveTestPostgres();
    },
  };
}

/** Chromium calls its false devices false, and a camera by its file. */
function nameDevices(): void {
  const names = { videoinput: 'HD Webcam', audioinput: 'USB Microphone', audiooutput: 'Speakers' };
  Object.defineProperty(MediaDeviceInfo.prototype, 'label', {
    get(this: MediaDeviceInfo) {
      return names[this.kind];
    },
  });
}

/** The members who are there, each with a connection of their own; the first is left out, the pictures are hers. */
async function letIn(url: string, { meetingId, members, speaker }: Scene): Promise<readonly TestClient[]> {
  const clients: TestClient[] = [];
  for (const [index, username] of members.entries()) {
    if (index === 0 || absent.has(index) || username === speaker) continue;
    const client = new TestClient(url, await signIn(url, username, demoPassword), meetingId);
    const device = { deviceId: randomBytes(8).toString('hex'), mode: 'video', consentVersion };
    const ack = await client.send('rooms.enterRoom', device);
    if (!ack.ok) throw new Error(`${username} cannot enter: ${ack.error.code}`);
    clients.push(client);
  }
  return clients;
}

/** A resident proves a phone and asks three times: one question is shown, one declined, one waits. */
async function askAsVisitor(
  { url, log }: Product,
  meetingId: string,
  conduct: Company['conduct'],
): Promise<{ name: string; value: string; url: string }> {
  const phone = '13900002468';
  const post = (path: string, body: object, cookie = ''): Promise<Response> =>
    fetch(url + path, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie },
      body: JSON.stringify(body),
    });
  await post('/api/visitors/code', { phone });
  const code = [...log().matchAll(/^\[phone code\] \*\*\*2468 (\d{6})$/gm)].at(-1)?.[1] ?? '';
  const proved = await post('/api/visitors/verify', { phone, code, name: '林女士' });
  const [pair = ''] = (proved.headers.getSetCookie()[0] ?? '').split(';');
  const ask = async (text: string): Promise<string> => {
    const command = { commandId: randomUUID(), type: 'chat.submitQuestion', input: { text } };
    const answer = await post(`/api/live/${meetingId}/commands`, command, pair);
    const ack = (await answer.json()) as { ok: boolean; output?: { messageId?: string } };
    if (!ack.output?.messageId) throw new Error(`the question was refused: ${JSON.stringify(ack)}`);
    return ack.output.messageId;
  };
  const shown = await ask('更新期间两个小区合用一条出口，早高峰怎么疏导？');
  const declined = await ask('我家住三号楼二单元，楼道灯坏了半年，能不能先修？');
  await ask('老校区过渡期有没有校车？');
  await conduct('chat.publishMessage', { messageId: shown });
  await conduct('chat.declineMessage', {
    messageId: declined,
    reason: 'personalData',
    note: '去掉楼号和单元可以再交，个人诉求也可以到委员工作室当面谈。',
  });
  const at = pair.indexOf('=');
  return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
}

const leastLeftMs = 30_000;
const wantedLeftMs = 54_000;

async function keepTime(onlooker: Onlooker, conduct: Company['conduct']): Promise<void> {
  const { turn, floor } = onlooker.mainTurn();
  if (!turn) return;
  const { turnId } = turn;
  if (turn.isPaused) await conduct('speaking.resumeTurn', { turnId, floor });
  const left = leftMs(turn, Date.now()) ?? wantedLeftMs;
  if (left > leastLeftMs) return;
  const now = onlooker.mainTurn();
  await conduct('speaking.extendTurn', { turnId, floor: now.floor, byMs: Math.round(wantedLeftMs - left) });
}

/** Whoever has the floor enters and sends picture and sound. */
async function speak(page: Page, room: string): Promise<void> {
  await page.setViewportSize({ width: 640, height: 480 });
  await page.goto(room);
  await page.getByRole('checkbox').check();
  await page.getByRole('button', { name: '进入会场' }).click();
  // The devices open by themselves as soon as the media server lets.
  await page.getByRole('button', { name: '摄像头已开' }).waitFor({ timeout: 30_000 });
}

/** The technician's own page does it, in either language; after a reload the devices are sent anew. */
export async function putOnAir(page: Page): Promise<void> {
  const enter = page.getByRole('button', { name: /^(已告知，)?进入$|^enter$|they were told/i });
  const publish = page.getByRole('button', { name: /^(开始送出|Go on air|Start.*)$/ });
  await enter.or(publish).first().waitFor();
  if ((await enter.count()) > 0) await enter.click();
  await publish.click({ timeout: 30_000 });
  await page.getByText(/会场画面正在送出|venue is on air/i).waitFor({ timeout: 30_000 });
}
