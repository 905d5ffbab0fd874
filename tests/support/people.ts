import { type BrowserContext, test as base, type ConsoleMessage, expect, type Page } from '@playwright/test';
import { demoPassword } from './district.ts';

/** Somebody with a browser of their own. */
export interface Person {
  readonly page: Page;
  readonly context: BrowserContext;
  /** Errors on this person's console that the journey itself brings about; all others fail the test. */
  readonly expectErrors: (pattern: RegExp) => void;
}

export interface PersonOptions {
  /** Signs in before the first page opens. */
  readonly username?: string;
  readonly viewport?: { readonly width: number; readonly height: number };
  readonly theme?: 'dark';
  readonly locale?: 'en';
}

export const laptop = { width: 1366, height: 768 } as const;
export const phone = { width: 390, height: 844 } as const;

type Invite = (options?: PersonOptions) => Promise<Person>;

/** Signs in over the product's own API; the session's cookie belongs to the whole context. */
export async function signInAs(context: BrowserContext, username: string): Promise<void> {
  const answer = await context.request.post('/api/session', { data: { identifier: username, password: demoPassword } });
  expect(answer.ok(), `${username} signs in`).toBe(true);
}

const describe = (message: ConsoleMessage): string => `${message.text()} (${message.location().url})`;

/** Tests in which several people meet: `invite` opens a browser for one more, whose pages may show no error. */
export const test = base.extend<{ invite: Invite }>({
  invite: async ({ browser, baseURL }, use) => {
    const problems: string[] = [];
    const contexts: BrowserContext[] = [];
    await use(async ({ username, viewport = laptop, theme, locale }: PersonOptions = {}) => {
      const context = await browser.newContext({ viewport });
      contexts.push(context);
      const cookies = { ...(theme && { theme }), ...(locale && { NEXT_LOCALE: locale }) };
      await context.addCookies(
        Object.entries(cookies).map(([name, value]) => ({ name, value, url: baseURL ?? 'http://localhost' })),
      );
      if (username) await signInAs(context, username);
      const page = await context.newPage();
      const expected: RegExp[] = [];
      const note = (problem: string): void => {
        if (!expected.some((pattern) => pattern.test(problem))) problems.push(`${username ?? 'visitor'}: ${problem}`);
      };
      page.on('console', (message) => message.type() === 'error' && note(describe(message)));
      page.on('pageerror', (error) => note(error.stack ?? error.message));
      return { page, context, expectErrors: (pattern) => expected.push(pattern) };
    });
    for (const context of contexts) await context.close();
    expect(problems, 'errors on the pages').toEqual([]);
  },
});
