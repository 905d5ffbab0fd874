import { type CDPSession, expect, type Page } from '@playwright/test';
import { freePort } from '#server/platform/local/postgres.ts';
import { demoPassword } from '#tests/support/district.ts';
import { startIssuer } from '#tests/support/issuer.ts';
import { test } from '#tests/support/people.ts';
import { startProduct } from '#tests/support/product.ts';

/** A fingerprint reader that Chromium believes in. */
async function authenticator(page: Page, isUserVerified = true): Promise<CDPSession> {
  const cdp = await page.context().newCDPSession(page);
  await cdp.send('WebAuthn.enable');
  const options = {
    protocol: 'ctap2',
    transport: 'internal',
    hasResidentKey: true,
    hasUserVerification: true,
    isUserVerified,
    automaticPresenceSimulation: true,
  } as const;
  await cdp.send('WebAuthn.addVirtualAuthenticator', { options });
  return cdp;
}

test('I11 a passkey is made on the account page, signs in by itself, and is removed', async ({ invite }) => {
  const { page, expectErrors } = await invite({ username: 'w040' });
  await authenticator(page);
  await page.goto('/account');
  await expect(page.getByText('尚未添加通行密钥')).toBeVisible();
  await page.getByRole('button', { name: '在此设备添加通行密钥' }).click();
  await expect(page.getByRole('button', { name: '移除', exact: true })).toBeVisible();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL('/');

  await page.goto('/sign-in?from=/account');
  await expect(page.getByRole('button', { name: '用统一身份认证' })).toBeHidden();
  await page.getByRole('button', { name: '用通行密钥' }).click();
  await page.waitForURL('/account');

  await page.getByRole('button', { name: '移除', exact: true }).click();
  await expect(page.getByText('尚未添加通行密钥')).toBeVisible();
  await page.getByRole('button', { name: '退出登录' }).click();
  await page.waitForURL('/');
  // The device still offers what the account no longer knows.
  expectErrors(/40[01] .*verify-authentication/);
  await page.goto('/sign-in');
  await page.getByRole('button', { name: '用通行密钥' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
  await expect(page).toHaveURL(/sign-in/);
});

test('I11 a passkey whose holder was not verified is not taken', async ({ invite }) => {
  const { page } = await invite({ username: 'w041' });
  await authenticator(page, false);
  await page.goto('/account');
  await page.getByRole('button', { name: '在此设备添加通行密钥' }).click();
  await expect(page.getByRole('alert').filter({ hasText: /\S/ })).toBeVisible();
  await page.reload();
  await expect(page.getByText('尚未添加通行密钥')).toBeVisible();
});

test('I4 the first sign-in leads to a new password before anything else', async ({ invite }) => {
  const { page } = await invite();
  await page.goto('/sign-in');
  await page.getByLabel('用户名或手机号').fill('w253');
  await page.getByLabel('密码').fill(demoPassword);
  await page.getByRole('button', { name: '登录', exact: true }).click();
  await page.waitForURL('/first-password');
  await page.goto('/account');
  await expect(page).toHaveURL(/first-password/);
});

test('I12 where an issuer is set up a person links it on the account page and signs in with it', async ({
  browser,
}) => {
  const port = await freePort();
  const issuer = await startIssuer(`http://localhost:${port}/api/auth/callback/oidc`);
  const databaseUrl = process.env['JOURNEY_DATABASE_URL'] ?? '';
  const env = { SERVICES: 'web,realtime', ...issuer.settings };
  const product = await startProduct({ port, databaseUrl, env });
  const context = await browser.newContext({ baseURL: product.url });
  try {
    const page = await context.newPage();
    const passIssuer = async (): Promise<void> => {
      await page.locator('input[name="login"]').fill('subject-of-w042');
      await page.locator('input[name="password"]').fill('any');
      await page.getByRole('button').first().click();
      await page.getByRole('button', { name: /continue/i }).click();
    };
    await page.goto('/sign-in');
    await page.getByLabel('用户名或手机号').fill('w042');
    await page.getByLabel('密码').fill(demoPassword);
    await page.getByRole('button', { name: '登录', exact: true }).click();
    await page.waitForURL('/desk');
    await page.goto('/account');
    await page.getByRole('button', { name: '关联统一身份' }).click();
    await passIssuer();
    await page.waitForURL('/account');
    await expect(page.getByRole('button', { name: '解除统一身份关联' })).toBeVisible();

    // Another browser, which knows neither the person nor the issuer's session.
    const elsewhere = await browser.newContext({ baseURL: product.url });
    const other = await elsewhere.newPage();
    await other.goto('/sign-in');
    await other.getByRole('button', { name: '用统一身份认证' }).click();
    await other.locator('input[name="login"]').fill('subject-of-w042');
    await other.locator('input[name="password"]').fill('any');
    await other.getByRole('button').first().click();
    await other.getByRole('button', { name: /continue/i }).click();
    await other.waitForURL('/desk');
    await elsewhere.close();
  } finally {
    await context.close();
    await product.stop();
    await issuer.stop();
  }
});
