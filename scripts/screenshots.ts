import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { prepareSources } from './check-steps.ts';
import { CACHE_DIR, ROOT } from './paths.ts';
import { buildPages, isBuildCurrent } from './prepare.ts';
import { findChromium } from './programs.ts';
import { runMain, step } from './progress.ts';
import { type Company, gather, putOnAir } from './screenshots/company.ts';
import { type Size, type Subject, sizes } from './screenshots/subject.ts';
import { turns } from './screenshots/turns.ts';

// Pictures of every page, taken from the running product, to lay beside the mock-ups:
//   node scripts/screenshots.ts            every page, into .cache/screenshots
//   node scripts/screenshots.ts room chair the named ones
//   node scripts/screenshots.ts docs       the chosen set of docs/screenshots, or what of it belongs to the pages named after it
const OUT = path.join(CACHE_DIR, 'screenshots');
const isForDocs = process.argv[2] === 'docs';
const named = process.argv.slice(isForDocs ? 3 : 2);
const languages = ['zh-CN', 'en'] as const;

interface Look {
  readonly theme: 'light' | 'dark';
  readonly text: 'normal' | 'elder';
}
const looks: readonly Look[] = [
  { theme: 'light', text: 'normal' },
  { theme: 'dark', text: 'normal' },
  { theme: 'light', text: 'elder' },
];

interface View {
  readonly language: (typeof languages)[number];
  readonly size: Size;
  readonly look: Look;
}

const nameOf = ({ name }: Subject, { language, size, look }: View): string =>
  [name, language === 'en' ? 'en' : '', size, look.theme === 'dark' ? 'dark' : '', look.text === 'elder' ? 'large' : '']
    .filter(Boolean)
    .join('-');

/** The set that stands in the documentation; the first is the README's. */
const chosen: ReadonlySet<string> = new Set([
  'room-speaker-laptop',
  'room-laptop-dark',
  'room-phone',
  'room-lobby-laptop',
  'room-weak-laptop',
  'room-en-laptop',
  'room-speaking-laptop',
  'room-speaking-en-phone',
  'room-vote-laptop',
  'room-vote-en-phone',
  'room-result-phone',
  'chair-laptop',
  'chair-en-laptop',
  'chair-opinions-laptop',
  'clerk-laptop',
  'clerk-en-laptop',
  'check-in-phone',
  'check-in-en-phone',
  'chair-low',
  'watch-phone',
  'watch-laptop',
  'watch-closed-phone',
  'watch-en-laptop',
  'watch-en-phone',
  'watch-document-phone',
  'watch-document-laptop',
  'watch-ask-phone',
  'portal-laptop',
  'replay-laptop',
  'replay-en-laptop',
  'replay-public-phone',
  'replay-public-en-phone',
  'questions-board-laptop',
  'questions-board-en-laptop',
  'questions-decline-laptop',
  'office-retention-laptop',
  'office-retention-en-laptop',
  'portal-phone',
  'desk-laptop',
  'desk-phone-large',
  'technician-laptop',
  'technician-en-laptop',
  'screen-wide',
  'screen-en-wide',
  'screen-vote-wide',
  'screen-vote-open-en-laptop',
  'watch-vote-phone',
]);

function viewsOf(subject: Subject): readonly View[] {
  return languages.flatMap((language) =>
    (subject.sizes ?? (['laptop', 'phone'] as const)).flatMap((size) =>
      looks.slice(0, subject.isOneLook ? 1 : undefined).map((look): View => ({ language, size, look })),
    ),
  );
}

async function take(page: Page, subject: Subject, view: View): Promise<void> {
  const isResized = page.viewportSize()?.width !== sizes[view.size].width;
  await page.setViewportSize(sizes[view.size]);
  await page.evaluate(({ theme, text }) => {
    Object.assign(document.documentElement.dataset, { theme, size: text });
  }, view.look);
  await page.evaluate(() => scrollTo(0, 0));
  // A picture that grew is sent finer only after a while.
  const hasPicture = (await page.locator('video').count()) > 0;
  await page.waitForTimeout(hasPicture && isResized ? 3_000 : 350);
  const name = nameOf(subject, view);
  if (isForDocs) {
    const session = await page.context().newCDPSession(page);
    const { data } = await session.send('Page.captureScreenshot', { format: 'webp', quality: 82 });
    await session.detach();
    writeFileSync(path.join(ROOT, 'docs/screenshots', `${name}.webp`), Buffer.from(data, 'base64'));
    return;
  }
  const isLong = subject.isLong === true && view.size === 'phone';
  await page.screenshot({ path: path.join(OUT, `${name}.png`), fullPage: isLong });
}

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];

/** What nobody wants to see: things that hang over the edge of the page, and what axe finds wrong with it. */
async function complain(page: Page, name: string, view: View): Promise<void> {
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  if (over > 0) process.stdout.write(`  ${name}: ${over} px wider than the window\n`);
  if (view.language === 'en') return;
  const { violations } = await new AxeBuilder({ page }).withTags(rules).analyze();
  for (const { id, nodes } of violations) {
    const places = nodes.slice(0, 3).map(({ target, any }) => `${target.join(' ')} (${any[0]?.message ?? ''})`);
    process.stdout.write(`  ${name}: ${id}: ${places.join('; ')}\n`);
  }
}

/** A subject with the views of it that were asked for, by language. */
interface Sitting {
  readonly subject: Subject;
  readonly views: readonly View[];
}

/** What was asked for of a turn; a page that the others need open comes along. */
function sittingsOf(subjects: readonly Subject[], named: readonly string[]): readonly Sitting[] {
  const all = subjects.map((subject): Sitting => {
    const isNamed = named.length === 0 || named.includes(subject.name);
    const views = viewsOf(subject).filter((view) => isNamed && (!isForDocs || chosen.has(nameOf(subject, view))));
    return { subject, views };
  });
  const isAny = all.some(({ views }) => views.length > 0);
  return all.filter(({ subject, views }) => views.length > 0 || (isAny && subject.isKept === true));
}

async function portray(company: Company, { subject, views }: Sitting): Promise<void> {
  const context = await company.contextOf(subject.who);
  for (const language of languages) {
    const own = views.filter((view) => view.language === language);
    const isStaying = subject.isKept === true && language === languages.at(-1);
    if (own.length === 0 && !isStaying) continue;
    if (subject.hasFloor) await company.keepTime();
    await context.addCookies([{ name: 'NEXT_LOCALE', value: language, url: company.url }]);
    const page = subject.isHall ? company.hallPage : await context.newPage();
    try {
      await page.setViewportSize(sizes[own[0]?.size ?? 'laptop']);
      await page.goto(company.url + subject.path);
      if (subject.isHall) await putOnAir(page);
      await subject.prepare?.(page, company);
      for (const view of own) {
        await take(page, subject, view);
        if (!isForDocs) await complain(page, nameOf(subject, view), view);
      }
    } catch (error) {
      process.exitCode = 1;
      process.stdout.write(`✗ ${subject.name} (${language}): ${error instanceof Error ? error.message : error}\n`);
      await page.screenshot({ path: path.join(OUT, `${subject.name}-failed.png`) }).catch(() => undefined);
    }
    if (!subject.isHall && !isStaying) await page.close();
    await subject.after?.(company);
  }
}

await runMain(async () => {
  const executable = findChromium();
  if (!executable) throw new OperatorError('There is no Chromium: install it, or name one with CHROMIUM_PATH.');
  await step('sources', prepareSources);
  if (!isBuildCurrent()) await step('building the pages', buildPages);
  if (named.length === 0 && !isForDocs) rmSync(OUT, { recursive: true, force: true });
  mkdirSync(OUT, { recursive: true });
  const company = await step('the product, the hall and everybody in it', () => gather(executable));
  try {
    for (const { happens, subjects } of turns(company)) {
      await happens(company);
      for (const sitting of sittingsOf(subjects, named))
        await step(sitting.subject.name, () => portray(company, sitting));
    }
  } finally {
    await company.close();
  }
});
