import type { Browser, BrowserContext, Page } from '@playwright/test';
import { memberNames } from '#tests/support/consultation.ts';
import { RoomPage } from '#tests/support/live-pages.ts';
import { type BarePage, serveBarePage } from './bare-page.ts';
import type { Bench } from './bench.ts';
import { firstFrame, watchFirstFrame } from './first-frame.ts';
import { cookiesOf, type OnAir, startBrowser, startOnAir } from './on-air.ts';

/** Pairs of joins per round, product and rival in turns. */
const pairs = 7;

export const bench: Bench = {
  name: 'join',
  title: 'join → first decoded frame of the room page, beside a bare livekit-client page on the same media server',
  async run({ isQuick, rounds, say }) {
    const onAir = await startOnAir('首帧测量会');
    const bare = await serveBarePage(() => watchTicket(onAir));
    const browser = await startBrowser();
    const clicks: Pair = { product: [], rival: [] };
    const navigations: Pair = { product: [], rival: [] };
    try {
      // The first join of each warms the disk's and the browser's own caches.
      await inTurns(browser, onAir, bare, 1, { product: [], rival: [] }, { product: [], rival: [] });
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}: ${isQuick ? 1 : pairs} joins each`);
        await inTurns(browser, onAir, bare, isQuick ? 1 : pairs, clicks, navigations);
      }
    } finally {
      await browser.close();
      await bare.stop();
      await onAir.stop();
    }
    return [
      {
        measure: 'press on “enter” → first frame',
        unit: 'ms',
        ...clicks,
        aim: { of: 'ratio', atMost: 1.1 },
        note: `${pairs} joins a round, each in a fresh browser context; the bare page has its ticket before the press; both play the hall of the same meeting`,
      },
      {
        measure: 'reload of the room → first frame',
        unit: 'ms',
        ...navigations,
        aim: null,
        note: 'from the beginning of the navigation, scripts in the browser’s cache; the product signs in, draws the page and stands in the present state besides; the bare page connects at once',
      },
    ];
  },
};

interface Pair {
  product: number[];
  rival: number[];
}

async function inTurns(
  browser: Browser,
  onAir: OnAir,
  bare: BarePage,
  count: number,
  clicks: Pair,
  navigations: Pair,
): Promise<void> {
  for (let turn = 0; turn < count; turn++) {
    await inContext(browser, async (context) => {
      await context.addCookies(await cookiesOf(onAir.url, memberNames[0]));
      const room = new RoomPage(await context.newPage());
      await room.page.goto(`${onAir.url}/live/${onAir.meeting.meetingId}`);
      await room.consent.check();
      await settle(room.page);
      await room.enterButton.click();
      clicks.product.push((await firstFrame(room.page)).fromClickMs);
      await room.page.reload();
      navigations.product.push((await firstFrame(room.page)).fromNavigationMs);
    });
    await inContext(browser, async (context) => {
      const page = await context.newPage();
      await page.goto(bare.url);
      await settle(page);
      await page.getByRole('button').click();
      clicks.rival.push((await firstFrame(page)).fromClickMs);
      await page.goto(`${bare.url}?now`);
      navigations.rival.push((await firstFrame(page)).fromNavigationMs);
    });
  }
}

async function inContext(browser: Browser, task: (context: BrowserContext) => Promise<void>): Promise<void> {
  const context = await browser.newContext({
    viewport: { width: 1366, height: 768 },
    locale: 'zh-CN',
    permissions: ['camera', 'microphone'],
  });
  try {
    await watchFirstFrame(context);
    await task(context);
  } finally {
    await context.close();
  }
}

/** Nobody presses in the very moment a page appears: it may finish what it does by itself. */
const settle = (page: Page): Promise<void> => page.waitForLoadState('networkidle');

async function watchTicket({ url, meeting }: OnAir): Promise<{ url: string; token: string }> {
  const response = await fetch(`${url}/api/live/${meeting.meetingId}/watch-token`, { method: 'POST' });
  if (!response.ok) throw new Error(`no ticket for the bare page: ${response.status}`);
  return (await response.json()) as { url: string; token: string };
}
