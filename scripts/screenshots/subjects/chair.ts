import { enter, pause, pressing } from '../steps.ts';
import type { Part, Places, Size } from '../subject.ts';

const chairSizes: readonly Size[] = ['laptop', 'low', 'phone', 'wide'];

/** The chair's page. */
export const chair = ({ room, soonId }: Places): Part => ({
  before: [{ name: 'chair-scheduled', who: 'chair', path: `/live/${soonId}/chair`, sizes: chairSizes }],
  meeting: [
    {
      name: 'chair',
      who: 'chair',
      path: `${room}/chair`,
      sizes: chairSizes,
      hasFloor: true,
      prepare: enter,
    },
    {
      name: 'chair-selected',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop'],
      hasFloor: true,
      async prepare(page) {
        await enter(page);
        for (let press = 0; press < 3; press++) await page.keyboard.press('j');
      },
    },
    {
      name: 'chair-add',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop', 'phone'],
      prepare: pressing('a'),
    },
    {
      name: 'chair-draft',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop', 'phone'],
      async prepare(page) {
        await page.getByRole('button', { name: /^(准备|Prepare)$/ }).click();
      },
    },
    {
      name: 'chair-open-vote',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop'],
      prepare: pressing('v'),
    },
    {
      name: 'chair-help',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop'],
      prepare: pressing('?'),
    },
    {
      name: 'chair-decline',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop', 'phone'],
      async prepare(page) {
        await page.locator('kbd', { hasText: 'R' }).first().waitFor();
        await page.keyboard.press('r');
      },
    },
    {
      name: 'chair-end',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop'],
      async prepare(page) {
        await page.getByRole('button', { name: /^(结束会议|End.*)$/ }).click();
      },
    },
  ],
  speaker: [
    {
      name: 'chair-publishing',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop'],
      // The page stays, and with it the picture.
      isKept: true,
      async prepare(page) {
        await enter(page);
        await page.getByRole('button', { name: /^(开摄像头|Turn camera on)$/ }).click();
        await page.getByRole('button', { name: /^(摄像头已开|Camera on)$/ }).waitFor();
        await pause(1500);
      },
    },
  ],
  document: [{ name: 'chair-document', who: 'chair', path: `${room}/chair`, sizes: ['laptop'], hasFloor: true }],
  opinions: [
    {
      name: 'chair-opinions',
      who: 'chair',
      path: `${room}/chair`,
      sizes: ['laptop', 'phone'],
      async prepare(page) {
        await page.locator('kbd').first().waitFor();
        await page.keyboard.press('b');
        await page.getByRole('dialog').getByText('更新片区学位配套，您怎么看').waitFor();
        await page
          .getByRole('dialog')
          .getByRole('listitem')
          .filter({ hasText: '更新片区学位配套，您怎么看' })
          .getByRole('button', { name: /^(看结果|Show.*|See.*|Results?)$/ })
          .click();
        await page.getByRole('dialog').getByRole('img').first().scrollIntoViewIfNeeded();
      },
    },
  ],
  suspended: [{ name: 'chair-suspended', who: 'chair', path: `${room}/chair`, sizes: ['laptop'] }],
  ended: [{ name: 'chair-ended', who: 'chair', path: `${room}/chair`, sizes: ['laptop'] }],
});
