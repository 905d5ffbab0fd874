import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type APIRequestContext, type APIResponse, expect, request } from '@playwright/test';
import pg from 'pg';
import { findMeeting, signIn } from '#tests/support/district.ts';
import { test } from '#tests/support/people.ts';
import { TEST_AUTH_SECRET } from '#tests/support/product.ts';

const APP = path.resolve(import.meta.dirname, '../../app');

/**
 * `anyone`, everyone with an account and a password of their own, the office, or the office and those who run the meeting. A
 * new page is named here first.
 */
type Reader = 'anyone' | 'account' | 'office' | 'crew' | 'session' | 'key';
const pages: Readonly<Record<string, Reader>> = {
  '/': 'anyone',
  '/sign-in': 'anyone',
  '/first-password': 'session',
  '/studios': 'anyone',
  '/watch/[meetingId]': 'anyone',
  '/replay/[meetingId]': 'anyone',
  '/watch/assets/[name]': 'anyone',
  '/desk': 'account',
  '/account': 'account',
  '/live/[meetingId]': 'account',
  '/check-in/[meetingId]/[code]': 'account',
  '/live/[meetingId]/chair': 'account',
  '/live/[meetingId]/clerk': 'account',
  '/live/[meetingId]/technician': 'account',
  '/live/[meetingId]/questions': 'account',
  '/live/[meetingId]/screen': 'crew',
  // Asks for a key, whoever comes.
  '/live/[meetingId]/programme': 'key',
  '/office': 'office',
  '/admin': 'office',
  '/office/meetings': 'office',
  '/office/meetings/new': 'office',
  '/office/meetings/[meetingId]': 'office',
  '/office/members': 'office',
  '/office/members/import': 'office',
  '/office/members/[memberId]': 'office',
  '/office/words': 'office',
  '/office/retention': 'office',
  '/office/accounts': 'office',
};

/** Addresses of the folders that hold a page or a route, groups left out. */
function addresses(): readonly string[] {
  return readdirSync(APP, { recursive: true, encoding: 'utf8' })
    .filter((name) => /(^|\/)(page\.tsx|route\.ts)$/.test(name))
    .map((name) => `/${path.dirname(name)}`.replaceAll(/\/\([^)]+\)/g, '').replace('/.', '/') || '/');
}

const baseURL = (): string => process.env['JOURNEY_URL'] ?? '';
const databaseUrl = (): string => process.env['JOURNEY_DATABASE_URL'] ?? '';

async function someMember(): Promise<string> {
  const client = new pg.Client({ connectionString: databaseUrl() });
  await client.connect();
  const { rows } = await client.query<{ id: string }>('select id from member order by number limit 1');
  await client.end();
  return rows[0]?.id ?? '';
}

async function reader(username?: string): Promise<APIRequestContext> {
  const cookie = username === undefined ? '' : await signIn(baseURL(), username);
  return request.newContext({ baseURL: baseURL(), extraHTTPHeaders: { cookie } });
}

/** A page that streams has answered 200 before it knows: its redirect or refusal stands in the stream, and nothing else. */
async function saidBy(response: APIResponse): Promise<string> {
  const text = await response.text();
  const to = /NEXT_REDIRECT;\w+;([^;"]+);307/.exec(text)?.[1] ?? response.headers()['location'];
  if (to !== undefined) return `307 ${to}`;
  return text.includes('NEXT_HTTP_ERROR_FALLBACK;404') ? '404' : String(response.status());
}

test('every page: who may read it', async () => {
  expect([...addresses()].sort()).toEqual(Object.keys(pages).sort());
  const { meetingId } = await findMeeting(databaseUrl());
  const memberId = await someMember();
  const readers = {
    nobody: await reader(),
    'must change the password': await reader('w253'),
    member: await reader('w043'),
    chair: await reader('chair'),
    officer: await reader('office'),
    admin: await reader('admin'),
  };
  const faults: string[] = [];
  let cells = 0;
  for (const [page, who] of Object.entries(pages)) {
    if (page === '/watch/assets/[name]') continue;
    for (const [name, context] of Object.entries(readers)) {
      cells++;
      const response = await context.get(page.replace('[meetingId]', meetingId).replace('[memberId]', memberId), {
        maxRedirects: 0,
      });
      const said = await saidBy(response);
      const isOffice = name === 'officer' || name === 'admin';
      let expected = /^200$/;
      if (who === 'key') expected = /^404$/;
      else if (who === 'session' && name === 'nobody') expected = /^307 \/sign-in/;
      else if (who === 'account' || who === 'office' || who === 'crew') {
        if (name === 'nobody') expected = /^307 \/sign-in\?from=/;
        else if (name === 'must change the password') expected = /^307 \/first-password/;
        else if (who === 'office' && !isOffice) expected = /^404$/;
        else if (who === 'crew' && !isOffice && name !== 'chair') expected = /^404$/;
      }
      if (!expected.test(said)) faults.push(`${name} · ${page}: ${said}`);
    }
  }
  process.stdout.write(`policy matrix: ${cells} page cells, ${faults.length} wrong\n`);
  expect(faults).toEqual([]);
  for (const context of Object.values(readers)) await context.dispose();
});

test('a meeting that is none of one’s business is not named on its pages', async () => {
  const { meetingId, members } = await findMeeting(databaseUrl());
  const names = Array.from({ length: 240 }, (_, index) => `w${String(index + 2).padStart(3, '0')}`);
  const stranger = await reader(names.find((name) => !members.includes(name)));
  const nobody = await reader();
  for (const context of [stranger, nobody]) {
    const text = await (await context.get(`/live/${meetingId}`)).text();
    expect(text).not.toContain('更新片区');
  }
});

test('E3 a page’s scripts run by the nonce of its answer alone, and every answer has another', async ({ invite }) => {
  const officer = await reader('office');
  const { meetingId } = await findMeeting(databaseUrl());
  const nonces = new Set<string>();
  for (const page of [
    '/',
    '/sign-in',
    '/studios',
    '/desk',
    '/account',
    '/office/meetings',
    `/live/${meetingId}`,
    '/nowhere',
  ]) {
    const response = await officer.get(page);
    const policy = response.headers()['content-security-policy'] ?? '';
    const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? '';
    expect(nonce, page).not.toBe('');
    expect(nonces.has(nonce)).toBe(false);
    nonces.add(nonce);
    expect(policy).not.toMatch(/script-src[^;]*unsafe/);
    for (const part of ["frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'", "form-action 'self'"])
      expect(policy).toContain(part);
    const scripts = (await response.text()).match(/<script[^>]*>/g) ?? [];
    expect(scripts.length, page).toBeGreaterThan(0);
    for (const script of scripts) expect(script, page).toContain(`nonce="${nonce}"`);
  }
  const watch = (await officer.get(`/watch/${meetingId}`)).headers();
  expect(watch['content-security-policy']).toMatch(/script-src 'self';/);
  expect(watch['x-content-type-options']).toBe('nosniff');

  // In a browser: what a page is made to carry does not run.
  const { page, expectErrors } = await invite();
  expectErrors(/Content Security Policy|Refused to execute/);
  await page.goto('/sign-in');
  const hasRun = await page.evaluate(() => {
    const image = document.createElement('div');
    image.innerHTML = '<img src="data:image/png;base64,AA" onerror="window.hasRun = true">';
    document.body.append(image);
    return new Promise((resolve) =>
      setTimeout(() => resolve((globalThis as { hasRun?: boolean }).hasRun === true), 500),
    );
  });
  expect(hasRun).toBe(false);
});

test('E7 what browsers load holds no secret, no setting of the server and none of its code', async () => {
  const folder = path.resolve(APP, '../.next/static');
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.js'));
  expect(scripts.length).toBeGreaterThan(5);
  const nobody = await reader();
  const { meetingId } = await findMeeting(databaseUrl());
  const watch = await (await nobody.get(`/watch/${meetingId}`)).text();
  const watchScripts = [...watch.matchAll(/src="(\/watch\/assets\/[^"]+)"/g)].map(([, name = '']) => name);
  expect(watchScripts.length).toBeGreaterThan(0);
  const texts = [
    ...scripts.map((name) => readFileSync(path.join(folder, name), 'utf8')),
    ...(await Promise.all(watchScripts.map(async (name) => (await nobody.get(name)).text()))),
    watch,
  ];
  const forbidden = [
    TEST_AUTH_SECRET,
    'AUTH_SECRET',
    'LIVEKIT_API_SECRET',
    'DATABASE_URL',
    'postgresql://',
    'PrismaClient',
    'sign_in_failure',
    'demo-2026-hub',
  ];
  for (const text of texts) for (const word of forbidden) expect(text.includes(word), word).toBe(false);
  process.stdout.write(`bundles: ${texts.length} scripts and documents hold none of ${forbidden.length} words\n`);
});
