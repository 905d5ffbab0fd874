import { pause, untilPlaying } from '../steps.ts';
import type { Part, Places, Size } from '../subject.ts';

const watchSizes: readonly Size[] = ['phone', 'laptop', 'wide'];

/** The public page of a meeting. */
export const watch = ({ watch, soonId }: Places): Part => ({
  before: [
    { name: 'watch-not-found', who: null, path: '/watch/00000000-0000-7000-8000-000000000000' },
    { name: 'watch-scheduled', who: null, path: `/watch/${soonId}`, sizes: watchSizes },
  ],
  meeting: [
    {
      name: 'watch',
      who: null,
      path: watch,
      sizes: watchSizes,
      isLong: true,
      hasFloor: true,
      prepare: untilPlaying,
    },
    {
      name: 'watch-ask',
      who: null,
      path: `${watch}#ask`,
      sizes: ['phone', 'laptop'],
      prepare: (page) => page.locator('dialog[open]').waitFor(),
    },
  ],
  speaker: [{ name: 'watch-speaker', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: untilPlaying }],
  document: [{ name: 'watch-document', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: untilPlaying }],
  venue: [
    {
      name: 'watch-offline',
      who: null,
      path: watch,
      sizes: ['phone', 'laptop'],
      async prepare(page, { product }) {
        await untilPlaying(page);
        await product.kill9();
        await page.locator('#status p').waitFor({ timeout: 30_000 });
      },
      after: ({ product }) => product.restart(),
    },
  ],
  voting: [{ name: 'watch-vote', who: null, path: watch, sizes: ['phone', 'laptop'], isLong: true }],
  result: [{ name: 'watch-result', who: null, path: watch, sizes: ['phone', 'laptop'], isLong: true }],
  suspended: [{ name: 'watch-suspended', who: null, path: watch, sizes: ['phone', 'laptop'] }],
  closed: [{ name: 'watch-closed', who: null, path: watch, sizes: ['phone', 'laptop'], prepare: () => pause(800) }],
  ended: [{ name: 'watch-ended', who: null, path: watch, sizes: watchSizes, isLong: true }],
});
