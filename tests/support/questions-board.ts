import { expect, type Locator, type Page } from '@playwright/test';

/** The moderators' board as somebody works it, by keys alone. */
export class QuestionsBoard {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  async goto(meetingId: string): Promise<void> {
    await this.page.goto(`/live/${meetingId}/questions`);
    await expect(this.page.getByRole('heading', { name: '公众提问' })).toBeVisible();
  }
  get selected(): Locator {
    return this.page.locator('main li[aria-current=true]');
  }
  get dialog(): Locator {
    return this.page.getByRole('dialog');
  }
  line(text: string): Locator {
    return this.page.locator('main ol > li').filter({ hasText: text });
  }
  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }
  /** Declines the selected with the reason of that number. */
  async decline(reason: number): Promise<void> {
    await this.press('r');
    await expect(this.dialog.getByRole('radio').first()).toBeFocused();
    await this.press(String(reason));
    await expect(this.dialog.getByRole('radio').nth(reason - 1)).toBeChecked();
    await this.press('Enter');
    await expect(this.dialog).toBeHidden();
  }
  /** Walks down to the line that holds the text. */
  async select(text: string): Promise<void> {
    await expect(this.line(text).first()).toBeVisible();
    for (let step = 0; step < 30 && !(await this.selected.innerText()).includes(text); step++) {
      const before = await this.selected.innerText();
      await this.press('j');
      await expect(this.selected).not.toHaveText(before, { useInnerText: true });
    }
    await expect(this.selected).toContainText(text);
  }
}
