import { readFileSync } from 'node:fs';
import { expect, type Locator, type Page } from '@playwright/test';

/** Frames that the page's pictures have decoded so far; a picture on the stage, not the device check's own. */
const decodedFrames = (pictures: Locator): Promise<number> =>
  pictures.evaluateAll((elements) =>
    elements.reduce((sum, one) => sum + (one as HTMLVideoElement).getVideoPlaybackQuality().totalVideoFrames, 0),
  );

/** Passes when new frames are decoded and the clock of the picture runs. */
export async function expectPlaying(pictures: Locator): Promise<void> {
  await expect(pictures.first()).toBeVisible({ timeout: 30_000 });
  const before = await decodedFrames(pictures);
  await expect.poll(() => decodedFrames(pictures), { timeout: 30_000 }).toBeGreaterThan(before + 10);
}

/** Passes when sound plays on the page, heard or muted. */
export async function expectSound(page: Page): Promise<void> {
  const clock = (): Promise<number> =>
    page
      .locator('audio')
      .evaluateAll((elements) =>
        Math.max(
          0,
          ...elements.map((one) => ((one as HTMLAudioElement).paused ? 0 : (one as HTMLAudioElement).currentTime)),
        ),
      );
  await expect.poll(clock).toBeGreaterThan(0);
  const before = await clock();
  await expect.poll(clock).toBeGreaterThan(before);
}

/** Moves the focus by Tab until it stands on `target`, as somebody without a mouse does. */
export async function tabTo(page: Page, target: Locator, most = 60): Promise<void> {
  await expect(target).toBeVisible();
  for (let step = 0; step < most; step++) {
    if (await target.evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${String(target)} is not reached within ${most} steps of Tab`);
}

export class ChairPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get picture(): Locator {
    return this.page.getByRole('region', { name: '会场', exact: true }).locator('video');
  }
  get agenda(): Locator {
    return this.page.getByRole('region', { name: '议程' });
  }
  get talk(): Locator {
    return this.page.getByRole('dialog', { name: '委员讨论' }).getByRole('list', { name: '委员讨论' });
  }
  async openTalk(): Promise<void> {
    await this.page.locator('body').press('c');
  }
  get questions(): Locator {
    return this.page.getByRole('region', { name: '公众提问' });
  }
  get currentItem(): Locator {
    return this.agenda.locator('[aria-current=step]');
  }
  async step(action: string): Promise<void> {
    await this.page.getByRole('banner').getByRole('button', { name: action, exact: true }).click();
    await this.page.getByRole('dialog').getByRole('button', { name: action, exact: true }).click();
    await expect(this.page.getByRole('dialog')).toBeHidden();
  }
  async enter(): Promise<void> {
    await this.page.getByRole('button', { name: /进入会场/ }).click();
  }
  async nextItem(): Promise<void> {
    await this.page.locator('body').press('n');
  }
  async publish(question: string): Promise<void> {
    await this.#question(question).getByRole('button', { name: '展示' }).click();
    await expect(this.#question(question)).toBeHidden();
  }
  async decline(question: string, reason: string, note: string): Promise<void> {
    await this.#question(question).getByRole('button', { name: '不采用' }).click();
    const dialog = this.page.getByRole('dialog', { name: '不采用这条提问' });
    await dialog.getByRole('radio', { name: reason }).check();
    await dialog.getByLabel('补充说明').fill(note);
    await dialog.getByRole('button', { name: '不采用', exact: true }).click();
    await expect(dialog).toBeHidden();
  }
  #question(text: string): Locator {
    return this.questions.getByRole('listitem').filter({ hasText: text });
  }
}

export class RoomPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get picture(): Locator {
    return this.page.locator('video[data-source=camera]');
  }
  get preview(): Locator {
    return this.page.getByLabel('摄像头画面');
  }
  get enterButton(): Locator {
    return this.page.getByRole('button', { name: '进入会场' });
  }
  get consent(): Locator {
    return this.page.getByRole('checkbox', { name: /我知道并同意/ });
  }
  get talk(): Locator {
    return this.page.getByRole('list', { name: '委员讨论' });
  }
  get currentItem(): Locator {
    return this.page.getByRole('tabpanel', { name: '议程' }).locator('[aria-current=step]');
  }
  async open(tab: string): Promise<void> {
    await this.page.getByRole('tab', { name: tab }).click();
  }
  /** The device check shows one's own picture, then consent, then in. */
  async enter(): Promise<void> {
    await expectPlaying(this.preview);
    await expect(this.enterButton).toBeDisabled();
    await this.consent.check();
    await this.enterButton.click();
  }
  async say(text: string): Promise<void> {
    await this.page.getByRole('textbox', { name: '说一句…' }).fill(text);
    await this.page.getByRole('button', { name: '发送' }).click();
    await expect(this.talk).toContainText(text);
  }
}

export class TechnicianPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  /** The hall goes on air, and the page says so. */
  async publish(): Promise<void> {
    await this.page.getByRole('button', { name: '已告知，进入' }).click();
    await this.page.getByRole('button', { name: '开始送出' }).click();
    await expect(this.page.getByText('会场画面正在送出。')).toBeVisible();
  }
}

export class WatchPage {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get picture(): Locator {
    return this.page.locator('#pictures video');
  }
  /** The picture made of segments. */
  get programme(): Locator {
    return this.page.locator('#programme video');
  }
  /** How far that one is behind. */
  get behind(): Locator {
    return this.stage.locator('.behind');
  }
  get stage(): Locator {
    return this.page.locator('#stage');
  }
  get currentItem(): Locator {
    return this.page.locator('#agenda [aria-current=step]');
  }
  get mine(): Locator {
    return this.page.locator('#mine');
  }
  get published(): Locator {
    return this.page.locator('#published');
  }
  /** Who speaks, over the picture. */
  get floor(): Locator {
    return this.page.locator('#floor');
  }
  get votes(): Locator {
    return this.page.locator('#votes');
  }
  get straws(): Locator {
    return this.page.locator('#straws');
  }
  get results(): Locator {
    return this.page.locator('#results');
  }
  async ask(text: string): Promise<void> {
    await this.page.locator('#ask').click();
    await this.page.getByLabel('您的问题').fill(text);
    await this.page.getByRole('button', { name: '提交' }).click();
  }
  /** Proves a phone with the code that the development sender printed. */
  async verifyPhone(number: string, name: string): Promise<void> {
    await this.page.getByLabel('怎么称呼您').fill(name);
    await this.page.getByLabel('手机号').fill(number);
    await this.page.getByRole('button', { name: '获取验证码' }).click();
    await expect(this.page.getByText('验证码已发出')).toBeVisible();
    await this.page.getByLabel('6 位验证码').fill(sentCode(number));
    await this.page.getByRole('button', { name: '验证并继续' }).click();
  }
}

/** The newest code for a number in the product's output. */
function sentCode(number: string): string {
  const log = process.env['JOURNEY_LOG'];
  if (!log) throw new Error("JOURNEY_LOG is not set: the journeys' global setup does it");
  const lines = readFileSync(log, 'utf8').matchAll(/^\[phone code\] \*\*\*(\d{4}) (\d{6})$/gm);
  const code = [...lines].findLast(([, tail]) => tail === number.slice(-4))?.[2];
  if (!code) throw new Error(`no code was sent to ***${number.slice(-4)}`);
  return code;
}
