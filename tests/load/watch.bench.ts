import { gzipSync } from 'node:zlib';
import type { Browser } from '@playwright/test';
import { WatchPage } from '#tests/support/live-pages.ts';
import type { Bench } from './bench.ts';
import { type OnAir, startBrowser, startOnAir } from './on-air.ts';

const visits = 5;

/** A phone of the middle on a mobile line: what Chromium's own "slow 4G" and a fourth of this machine's speed make of it. */
const line = { offline: false, latency: 150, downloadThroughput: (1.6 * 1_000_000) / 8, uploadThroughput: 750_000 / 8 };
const slowdown = 4;

interface Visit {
  readonly lcpMs: number;
  readonly cls: number;
  readonly scriptKb: number;
  readonly documentKb: number;
}

export const bench: Bench = {
  name: 'watch',
  title: 'the public page of a running meeting on a throttled phone',
  async run({ isQuick, rounds, say }) {
    const onAir = await startOnAir('公众页测量会');
    const browser = await startBrowser();
    const seen: Visit[] = [];
    try {
      // The first visit bundles the page's scripts; that is the server's start, not a viewer's wait.
      await visit(browser, onAir);
      for (let round = 1; round <= rounds; round++) {
        say(`round ${round}: ${isQuick ? 1 : visits} visits`);
        for (let turn = 0; turn < (isQuick ? 1 : visits); turn++) seen.push(await visit(browser, onAir));
      }
    } finally {
      await browser.close();
      await onAir.stop();
    }
    const of = (name: keyof Visit): readonly number[] => seen.map((one) => one[name]);
    const conditions = `390×844, ${line.latency} ms and ${(line.downloadThroughput * 8) / 1_000_000} Mbit/s, processor ${slowdown} times slower (CDP), nothing in the cache`;
    return [
      {
        measure: 'watch page: largest contentful paint',
        unit: 'ms',
        product: of('lcpMs'),
        rival: null,
        aim: { of: 'value', atMost: 1_200 },
        note: conditions,
      },
      {
        measure: 'watch page: layout shift until the picture plays',
        unit: '',
        product: of('cls'),
        rival: null,
        aim: { of: 'value', atMost: 0.01 },
      },
      {
        measure: 'watch page: scripts before the player, gzip',
        unit: 'KB',
        product: of('scriptKb'),
        rival: null,
        aim: { of: 'value', atMost: 90 },
        note: 'what the document names, compressed by the measurement itself; the player is loaded once the hall is on air',
      },
      {
        measure: 'watch page: document, as transferred',
        unit: 'KB',
        product: of('documentKb'),
        rival: null,
        aim: null,
      },
    ];
  },
};

interface Paints {
  lcpMs: number;
  cls: number;
}

async function visit(browser: Browser, { url, meeting }: OnAir): Promise<Visit> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 2,
    isMobile: true,
    hasTouch: true,
    locale: 'zh-CN',
  });
  try {
    await context.addInitScript(() => {
      const paints: Paints = { lcpMs: 0, cls: 0 };
      Object.assign(globalThis, { paints });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries()) paints.lcpMs = entry.startTime;
      }).observe({ type: 'largest-contentful-paint', buffered: true });
      new PerformanceObserver((list) => {
        for (const entry of list.getEntries() as unknown as { value: number; hadRecentInput: boolean }[])
          if (!entry.hadRecentInput) paints.cls += entry.value;
      }).observe({ type: 'layout-shift', buffered: true });
    });
    const page = await context.newPage();
    const cdp = await context.newCDPSession(page);
    await cdp.send('Network.enable');
    await cdp.send('Network.emulateNetworkConditions', line);
    await cdp.send('Emulation.setCPUThrottlingRate', { rate: slowdown });
    const sizes = new Map<string, number>();
    cdp.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => sizes.set(requestId, encodedDataLength));
    let documentId = '';
    cdp.on('Network.requestWillBeSent', ({ requestId, type }) => {
      if (type === 'Document') documentId = requestId;
    });
    await page.goto(`${url}/watch/${meeting.meetingId}`);
    const watch = new WatchPage(page);
    await watch.picture.first().waitFor({ state: 'visible', timeout: 60_000 });
    await page.waitForFunction(
      () => (document.querySelector('video')?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 5,
    );
    const { lcpMs, cls } = await page.evaluate(() => (globalThis as unknown as { paints: Paints }).paints);
    const scripts = await page
      .locator('script[src], link[rel=modulepreload]')
      .evaluateAll((all) => all.map((one) => (one as HTMLScriptElement).src || (one as HTMLLinkElement).href));
    const scriptKb = await gzipKb([...new Set(scripts)]);
    return { lcpMs, cls, scriptKb, documentKb: (sizes.get(documentId) ?? Number.NaN) / 1024 };
  } finally {
    await context.close();
  }
}

async function gzipKb(urls: readonly string[]): Promise<number> {
  let bytes = 0;
  for (const url of urls) bytes += gzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).length;
  return bytes / 1024;
}
