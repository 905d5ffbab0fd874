import type { Browser, Page } from '@playwright/test';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type OnAir, startBrowser, startOnAir } from './on-air.ts';
import { clockBeforeCamera, readDelays } from './picture-clock.ts';

const sizes = { full: { frames: 250, settleMs: 8_000 }, quick: { frames: 20, settleMs: 1_000 } };

interface Way {
  readonly selector: string;
  /** Keeps the media server away from the page, so that it takes the segments. */
  readonly isCut: boolean;
}
const direct: Way = { selector: '#pictures video', isCut: false };
const segments: Way = { selector: '#programme video', isCut: true };

const share = (sorted: readonly number[], part: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? Number.NaN;

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const onAir = await startOnAir('延迟测量会', { inHall: clockBeforeCamera, env: { EGRESS: 'recorder' } });
  const browser = await startBrowser();
  const taken = { direct: [] as (readonly number[])[], segments: [] as (readonly number[])[] };
  try {
    for (let round = 1; round <= env.rounds; round++) {
      for (const name of ['direct', 'segments'] as const) {
        const delays = await watch(browser, onAir, name === 'direct' ? direct : segments, size);
        env.say(
          `round ${round}, ${name}: half of the frames within ${share(delays, 0.5)} ms, 95 % within ${share(delays, 0.95)}`,
        );
        taken[name].push(delays);
      }
    }
  } finally {
    await browser.close();
    await onAir.stop();
  }
  const row = (
    measure: string,
    delays: readonly (readonly number[])[],
    part: number,
    atMost: number | null,
  ): BenchRow => ({
    measure: `${measure}, ${part === 0.5 ? 'median' : `${part * 100} %`} of the frames`,
    unit: 'ms',
    product: delays.map((one) => share(one, part)),
    rival: null,
    aim: atMost === null ? null : { of: 'value', atMost },
    note: 'a clock drawn before the technician’s camera, read back from decoded frames of the public page; one machine, one clock',
  });
  return [
    row('glass to glass by the media room', taken.direct, 0.5, 400),
    row('glass to glass by the media room', taken.direct, 0.95, null),
    row('glass to glass by segments', taken.segments, 0.5, 6_000),
    row('glass to glass by segments', taken.segments, 0.95, null),
  ];
}

async function watch(
  browser: Browser,
  { url, meeting }: OnAir,
  { selector, isCut }: Way,
  { frames, settleMs }: { readonly frames: number; readonly settleMs: number },
): Promise<readonly number[]> {
  const context = await browser.newContext({ viewport: { width: 1366, height: 768 }, locale: 'zh-CN' });
  try {
    const page = await context.newPage();
    if (isCut) await page.routeWebSocket(/\/rtc/, (socket) => void socket.close());
    await page.goto(`${url}/watch/${meeting.meetingId}`);
    await playing(page, selector);
    await page.waitForTimeout(settleMs);
    const delays = await page.evaluate(readDelays, { selector, count: frames });
    if (delays.length < frames) throw new Error(`the clock was read in ${delays.length} frames only`);
    return delays.toSorted((a, b) => a - b);
  } finally {
    await context.close();
  }
}

async function playing(page: Page, selector: string): Promise<void> {
  await page.locator(selector).first().waitFor({ state: 'visible', timeout: 90_000 });
  await page.waitForFunction(
    (found) => (document.querySelector<HTMLVideoElement>(found)?.getVideoPlaybackQuality().totalVideoFrames ?? 0) > 5,
    selector,
    { timeout: 60_000 },
  );
}

export const bench: Bench = {
  name: 'delay',
  title: 'how old the public’s picture is, from the media room and from segments',
  run,
};
