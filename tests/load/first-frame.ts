import type { BrowserContext, Page } from '@playwright/test';

interface Marks {
  /** When the button was pressed, on the page's clock. */
  clickedAt: number | null;
  /** When the first decoded frame of the hall was on the screen. */
  frameAt: number | null;
}

/** Watches every page of a context for the press on a button and for the hall's first frame. */
export async function watchFirstFrame(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const marks: Marks = { clickedAt: null, frameAt: null };
    Object.assign(globalThis, { marks });
    addEventListener(
      'click',
      (event) => {
        if (event.target instanceof Element && event.target.closest('button')) marks.clickedAt = event.timeStamp;
      },
      { capture: true },
    );
    const seen = new WeakSet<HTMLVideoElement>();
    const look = (): void => {
      for (const video of document.querySelectorAll<HTMLVideoElement>('video[data-source=camera]')) {
        if (seen.has(video)) continue;
        seen.add(video);
        video.requestVideoFrameCallback((now) => {
          marks.frameAt ??= now;
        });
      }
    };
    new MutationObserver(look).observe(document, { childList: true, subtree: true, attributeFilter: ['data-source'] });
  });
}

/** Milliseconds from the press, and from the beginning of the navigation, to the hall's first frame. */
export async function firstFrame(page: Page): Promise<{ fromClickMs: number; fromNavigationMs: number }> {
  await page.waitForFunction(() => (globalThis as unknown as { marks: Marks }).marks.frameAt !== null, undefined, {
    timeout: 30_000,
  });
  const { clickedAt, frameAt } = await page.evaluate(() => (globalThis as unknown as { marks: Marks }).marks);
  return { fromClickMs: (frameAt ?? Number.NaN) - (clickedAt ?? Number.NaN), fromNavigationMs: frameAt ?? Number.NaN };
}
