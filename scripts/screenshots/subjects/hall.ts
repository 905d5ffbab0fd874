import { pause, untilPlaying } from '../steps.ts';
import type { Part, Places, Subject } from '../subject.ts';

/** The projector's page of a room; its first hint has gone. */
const screenOf =
  (room: string) =>
  (name: string, more: Partial<Subject> = {}): Subject => ({
    name,
    who: 'office',
    path: `${room}/screen`,
    sizes: ['wide', 'laptop'],
    isOneLook: true,
    prepare: () => pause(9_000),
    ...more,
  });

/** What is in the hall: the projector's page and the technician's. */
export const hall = ({ room }: Places): Part => ({
  meeting: [
    screenOf(room)('screen', {
      hasFloor: true,
      async prepare(page) {
        await untilPlaying(page);
        await pause(8_000);
      },
    }),
    { name: 'technician', who: 'technician', path: `${room}/technician`, isHall: true },
  ],
  document: [screenOf(room)('screen-document', { hasFloor: true, prepare: () => pause(2_000) })],
  venue: [
    screenOf(room)('screen-offline', {
      async prepare(page, { product }) {
        await untilPlaying(page);
        await product.kill9();
        await page.getByRole('status').waitFor({ timeout: 30_000 });
      },
      after: ({ product }) => product.restart(),
    }),
  ],
  voting: [screenOf(room)('screen-vote-open')],
  result: [screenOf(room)('screen-vote')],
  suspended: [screenOf(room)('screen-suspended')],
  ended: [{ name: 'technician-ended', who: 'technician', path: `${room}/technician`, sizes: ['laptop'] }],
});
