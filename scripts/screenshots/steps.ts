import type { Page } from '@playwright/test';

export const pause = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

/** The picture moves: frames have been decoded. */
export async function untilPlaying(page: Page): Promise<void> {
  await page.waitForFunction(
    () => [...document.querySelectorAll('video')].some((video) => video.videoWidth >= 300 && !video.paused),
    undefined,
    { timeout: 45_000 },
  );
  await pause(800);
}

/** Goes in where the page still asks to; a reload goes straight back. */
export async function enter(page: Page): Promise<void> {
  const go = page.getByRole('button', { name: /^(同意并)?进入会场$|^(agree and )?enter( the room)?$/i });
  await go.or(page.locator('video[data-source]')).first().waitFor();
  if ((await go.count()) > 0) {
    const consent = page.getByRole('checkbox');
    if ((await consent.count()) > 0) await consent.check();
    await go.click();
  }
  await untilPlaying(page);
}

export const tab = (names: RegExp) => async (page: Page) => {
  await enter(page);
  await page.getByRole('tab', { name: names }).click();
};

/** Once the chair's page knows its keys. */
export const pressing = (key: string) => async (page: Page) => {
  await page.locator('kbd').first().waitFor({ state: 'attached' });
  await page.keyboard.press(key);
};

/** The replay has read its log. */
export const untilReplay = (page: Page): Promise<void> => page.getByRole('slider').waitFor();
