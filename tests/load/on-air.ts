import { existsSync } from 'node:fs';
import path from 'node:path';
import { type Browser, chromium } from '@playwright/test';
import { freePort } from '#server/platform/local/postgres.ts';
import { beginConsultation, type Consultation, planConsultation, technicianName } from '#tests/support/consultation.ts';
import { createTestDatabase, leaveTestPostgres, testPostgres } from '#tests/support/database.ts';
import { seedDistrict, signIn } from '#tests/support/district.ts';
import { TechnicianPage } from '#tests/support/live-pages.ts';
import { startTestLiveKit } from '#tests/support/livekit.ts';
import { startProduct } from '#tests/support/product.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The whole product with one meeting that runs and whose hall is on air. */
export interface OnAir {
  readonly url: string;
  readonly meeting: Consultation;
  /** Of the media server. */
  readonly livekitPid: () => number | undefined;
  readonly stop: () => Promise<void>;
}

/** A browser with a pretended camera and microphone, as everywhere in the tests. */
export function startBrowser(): Promise<Browser> {
  const given = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium';
  return chromium.launch({
    ...(existsSync(given) && { executablePath: given }),
    args: [
      '--no-sandbox',
      '--disable-dev-shm-usage',
      '--use-fake-ui-for-media-stream',
      '--use-fake-device-for-media-stream',
      '--autoplay-policy=no-user-gesture-required',
      '--disable-features=WebRtcHideLocalIpsWithMdns',
    ],
  });
}

/** Gives the cookies of a signed-in account to a browser's context. */
export async function cookiesOf(
  url: string,
  username: string,
): Promise<{ name: string; value: string; url: string }[]> {
  const header = await signIn(url, username);
  return header.split('; ').map((pair) => {
    const at = pair.indexOf('=');
    return { name: pair.slice(0, at), value: pair.slice(at + 1), url };
  });
}

/** What a benchmark wants otherwise. */
export interface OnAirOptions {
  /** Runs in the hall's browser before any page, for example to put another picture before the camera. */
  readonly inHall?: () => void;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts Postgres, LiveKit, one node, a meeting, and a hall that sends from a browser of its own. */
export async function startOnAir(title: string, { inHall, env }: OnAirOptions = {}): Promise<OnAir> {
  if (!existsSync(path.join(ROOT, '.next/BUILD_ID')))
    throw new Error('the pages are not built: `npm start` once, then measure');
  await testPostgres();
  const database = await createTestDatabase();
  seedDistrict(database.url);
  const port = await freePort();
  const livekit = await startTestLiveKit({ webhookUrl: `http://127.0.0.1:${port}/api/livekit/webhook` });
  const product = await startProduct({ port, databaseUrl: database.url, livekit, ...(env && { env: { ...env } }) });
  const hall = await startBrowser();
  const stop = async (): Promise<void> => {
    await hall.close();
    await product.stop();
    await livekit.stop();
    await database.drop();
    await leaveTestPostgres();
  };
  try {
    const place = { url: product.url, databaseUrl: database.url };
    const meeting = await planConsultation(title, place);
    await beginConsultation(meeting, place);
    const context = await hall.newContext({ baseURL: product.url, locale: 'zh-CN' });
    if (inHall) await context.addInitScript(inHall);
    await context.addCookies(await cookiesOf(product.url, technicianName));
    const technician = new TechnicianPage(await context.newPage());
    await technician.page.goto(`/live/${meeting.meetingId}/technician`);
    await technician.publish();
    return { url: product.url, meeting, livekitPid: () => livekit.pid, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}
