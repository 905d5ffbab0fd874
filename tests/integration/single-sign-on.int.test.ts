import { randomUUID } from 'node:crypto';
import { hashPassword } from 'better-auth/crypto';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { freePort } from '#server/platform/local/postgres.ts';
import { CookieBrowser } from '#tests/support/browser.ts';
import { createTestDatabase, type TestDatabase } from '#tests/support/database.ts';
import { type Issuer, startIssuer } from '#tests/support/issuer.ts';
import { type Product, startProduct } from '#tests/support/product.ts';

const password = 'a-long-password';
let database: TestDatabase;
let db: pg.Pool;
let issuer: Issuer;
let product: Product;
let userId: string;

beforeAll(async () => {
  database = await createTestDatabase();
  db = new pg.Pool({ connectionString: database.url, max: 2 });
  const port = await freePort();
  issuer = await startIssuer(`http://localhost:${port}/api/auth/callback/oidc`);
  userId = uuidV7();
  await db.query(
    `insert into "user" (id, name, email, username, role, must_change_password) values ($1, 'Alice', 'alice@accounts.invalid', 'alice', 'officer', false)`,
    [userId],
  );
  await db.query(
    `insert into account (id, account_id, provider_id, user_id, password) values ($1, $2, 'credential', $3, $4)`,
    [randomUUID(), userId, userId, await hashPassword(password)],
  );
  product = await startProduct({
    port,
    databaseUrl: database.url,
    env: { SERVICES: 'realtime,worker', LOG_LEVEL: 'error', ...issuer.settings },
  });
});
afterAll(async () => {
  await product.stop();
  await issuer.stop();
  await db.end();
  await database.drop();
});

const at = (path: string): string => `${product.url}${path}`;
const isAtProduct = (url: string): boolean => url.startsWith(product.url) && !url.includes('/api/auth/callback');

/** Starts at the product, signs in at the issuer under a name, agrees, and comes back; tells where to. */
async function throughIssuer(browser: CookieBrowser, start: string, name: string): Promise<string> {
  const backTo = { callbackURL: '/desk', errorCallbackURL: '/sign-in?problem=single-sign-on', disableRedirect: true };
  const begun = await browser.postJson(at(start), { provider: 'oidc', ...backTo });
  expect(begun.status).toBe(200);
  const { url } = (await begun.json()) as { url: string };
  expect(new URL(url).searchParams.get('code_challenge_method')).toBe('S256');
  let { url: here, page } = await browser.follow(url, isAtProduct);
  for (const prompt of ['login', 'consent']) {
    if (isAtProduct(here)) break;
    expect(page).toContain(`name="prompt" value="${prompt}"`);
    const form = new URLSearchParams({ prompt, login: name, password: 'any' });
    const sent = await browser.request(here, { method: 'POST', body: form });
    ({ url: here, page } = await browser.follow(new URL(sent.headers.get('location') ?? '', here).href, isAtProduct));
  }
  expect(isAtProduct(here)).toBe(true);
  return here.slice(product.url.length);
}

async function me(browser: CookieBrowser): Promise<{ userId: string } | null> {
  return ((await (await browser.request(at('/api/session'))).json()) as { me: { userId: string } | null }).me;
}
const count = async (what: string): Promise<number> =>
  Number((await db.query<{ count: string }>(`select count(*) from ${what}`)).rows[0]?.count);

test('I12 somebody of the issuer whom nobody linked gets neither account nor session', async () => {
  const browser = new CookieBrowser();
  expect(await throughIssuer(browser, '/api/auth/sign-in/social', 'alice')).toMatch(
    /^\/sign-in\?.*problem=single-sign-on/,
  );
  expect(await me(browser)).toBeNull();
  expect(await count('"user"')).toBe(1);
  expect(await count('session')).toBe(0);
});

test('I12 the owner links an account while signed in; then the issuer signs in to it', async () => {
  const owner = new CookieBrowser();
  expect(
    (await owner.postJson(at('/api/auth/link-social'), { provider: 'oidc', callbackURL: '/account' })).status,
  ).toBe(401);
  expect((await owner.postJson(at('/api/session'), { identifier: 'alice', password })).status).toBe(200);
  expect(await throughIssuer(owner, '/api/auth/link-social', 'subject-7')).toBe('/desk');
  const elsewhere = new CookieBrowser();
  expect(await throughIssuer(elsewhere, '/api/auth/sign-in/social', 'subject-7')).toBe('/desk');
  expect(await me(elsewhere)).toMatchObject({ userId });
  const { rows } = await db.query(`select access_token, refresh_token from account where provider_id = 'oidc'`);
  expect(rows).toHaveLength(1);
  // A token of the issuer is kept sealed if at all.
  expect(String(rows[0]?.['access_token'])).not.toMatch(/^[\w-]{43}$/);
});

test('I3 I12 a disabled account is not signed in by the issuer either', async () => {
  await db.query(`update "user" set is_disabled = true where id = $1`, [userId]);
  const before = await count('session');
  const browser = new CookieBrowser();
  expect(await throughIssuer(browser, '/api/auth/sign-in/social', 'subject-7')).toMatch(/problem=single-sign-on/);
  expect(await me(browser)).toBeNull();
  expect(await count('session')).toBe(before);
  await db.query(`update "user" set is_disabled = false where id = $1`, [userId]);
});

test('I12 a foreign address to come back to, a forged answer and a foreign provider are refused', async () => {
  const browser = new CookieBrowser();
  const start = (more: object) => browser.postJson(at('/api/auth/sign-in/social'), { provider: 'oidc', ...more });
  expect((await start({ callbackURL: 'https://evil.example/' })).status).toBe(400);
  expect((await start({ callbackURL: '/desk', errorCallbackURL: '//evil.example/' })).status).toBe(400);
  expect(
    (await browser.postJson(at('/api/auth/sign-in/social'), { provider: 'github', callbackURL: '/' })).status,
  ).toBe(400);
  const forged = await browser.request(at('/api/auth/callback/oidc?code=abc&state=def'));
  expect(forged.status).toBe(302);
  expect(forged.headers.get('location')).toMatch(/\/sign-in\?/);
  expect(await me(browser)).toBeNull();
});
