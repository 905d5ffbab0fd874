import type { Part, Places } from '../subject.ts';

/** Pages anybody or a member opens outside a meeting. */
export const portal = ({ member }: Places): Part => ({
  before: [
    { name: 'portal', who: null, path: '/', isLong: true },
    { name: 'sign-in', who: null, path: '/sign-in' },
    {
      name: 'sign-in-wrong',
      who: null,
      path: '/sign-in',
      async prepare(page) {
        await page.locator('input[name=identifier]').fill('w066');
        await page.locator('input[name=password]').fill('not-this-one');
        await page.locator('form button[type=submit]').click();
        await page.locator('[role=alert] svg').waitFor();
      },
    },
    { name: 'first-password', who: 'w253', path: '/first-password' },
    { name: 'desk', who: member, path: '/desk', isLong: true },
    { name: 'desk-chair', who: 'chair', path: '/desk' },
    { name: 'desk-empty', who: 'street01', path: '/desk' },
    { name: 'account', who: member, path: '/account', isLong: true },
    { name: 'studios', who: null, path: '/studios' },
    { name: 'not-found', who: null, path: '/nowhere' },
  ],
  ended: [{ name: 'portal-calm', who: null, path: '/', isLong: true }],
});
