import { enter, pause, tab } from '../steps.ts';
import { type Part, type Places, sizes } from '../subject.ts';

/** A member's room. */
export const room = ({ room, member, members, soonId }: Places): Part => ({
  before: [
    { name: 'room-forbidden', who: 'street01', path: room },
    { name: 'room-scheduled', who: member, path: `/live/${soonId}`, prepare: () => pause(1500) },
  ],
  meeting: [
    { name: 'room-lobby', who: member, path: room, prepare: () => pause(2500) },
    { name: 'room', who: member, path: room, hasFloor: true, prepare: enter },
    { name: 'room-speaking', who: member, path: room, hasFloor: true, prepare: tab(/发言|Speakers/) },
    { name: 'room-chat', who: member, path: room, prepare: tab(/讨论|Chat|Talk|Discussion/i) },
    { name: 'room-questions', who: member, path: room, prepare: tab(/公众|Public|Questions/i) },
    {
      name: 'room-attendance',
      who: member,
      path: room,
      sizes: ['phone'],
      async prepare(page) {
        await page.setViewportSize(sizes.phone);
        await enter(page);
        await page
          .getByRole('region', { name: /出席|Attendance|Present/i })
          .first()
          .scrollIntoViewIfNeeded();
      },
    },
    {
      name: 'room-devices',
      who: member,
      path: room,
      async prepare(page) {
        await page.setViewportSize(sizes.laptop);
        await enter(page);
        await page.getByRole('button', { name: /^(设备|Devices)$/ }).click();
        await pause(2000);
      },
    },
    {
      name: 'room-leaving',
      who: member,
      path: room,
      async prepare(page) {
        await page.setViewportSize(sizes.laptop);
        await enter(page);
        await page
          .getByRole('banner')
          .getByRole('button', { name: /^(离开|Leave)/ })
          .click();
      },
    },
    {
      name: 'room-menu',
      who: member,
      path: room,
      sizes: ['phone'],
      async prepare(page) {
        await page.setViewportSize(sizes.phone);
        await enter(page);
        await page.getByRole('button', { name: /^(更多|More)$/ }).click();
      },
    },
    {
      name: 'room-sound-only',
      who: member,
      path: room,
      async prepare(page) {
        await page.setViewportSize(sizes.laptop);
        await enter(page);
        await page.getByRole('button', { name: /^(线路|line)/i }).click();
        await page.getByRole('menuitemradio').nth(2).click();
        await pause(800);
      },
    },
  ],
  speaker: [{ name: 'room-speaker', who: member, path: room, hasFloor: true, prepare: enter }],
  document: [{ name: 'room-document', who: member, path: room, hasFloor: true, prepare: enter }],
  venue: [
    {
      name: 'room-weak',
      who: member,
      path: room,
      // Nothing arrives for a few seconds; then the line is good again, and earns the picture back a while later.
      async prepare(page, { holdMedia }) {
        await enter(page);
        const release = holdMedia();
        await page
          .getByText(/已自动改为只传声音|sound only/i)
          .first()
          .waitFor({ timeout: 30_000 })
          .finally(release);
      },
    },
    {
      name: 'room-offline',
      who: member,
      path: room,
      async prepare(page, { product }) {
        await enter(page);
        await product.kill9();
        await page.getByRole('status').first().waitFor({ timeout: 30_000 });
      },
      after: ({ product }) => product.restart(),
    },
  ],
  voting: [
    {
      name: 'room-vote',
      who: members[20] ?? '',
      path: room,
      async prepare(page) {
        await enter(page);
        await page.getByRole('radio').first().waitFor();
        await page.getByRole('radio').first().check({ force: true });
      },
    },
  ],
  result: [{ name: 'room-result', who: members[20] ?? '', path: room, prepare: tab(/表决|Votes/) }],
  suspended: [{ name: 'room-suspended', who: member, path: room, prepare: enter }],
  closed: [{ name: 'room-closed', who: member, path: room, prepare: enter }],
  ended: [{ name: 'room-ended', who: member, path: room }],
});
