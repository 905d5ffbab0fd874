import { pause } from '../steps.ts';
import type { Part, Places } from '../subject.ts';

/** The clerk's page, and checking in. */
export const attendance = ({ meetingId, room, member, members }: Places): Part => ({
  meeting: [
    { name: 'clerk', who: 'office', path: `${room}/clerk`, prepare: () => pause(1500) },
    {
      name: 'clerk-leave',
      who: 'office',
      path: `${room}/clerk`,
      prepare: (page) => page.getByRole('tab', { name: /^(请假|Leave)/ }).click(),
    },
    {
      name: 'clerk-floor',
      who: 'office',
      path: `${room}/clerk`,
      prepare: (page) => page.getByRole('tab', { name: /^(发言记录|Floor)/ }).click(),
    },
    {
      name: 'check-in',
      who: members[5] ?? '',
      path: '/desk',
      async prepare(page, company) {
        const { request } = await company.contextOf('office');
        const answer = await request.get(`${company.url}/api/live/${meetingId}/attendance/code`);
        await page.goto(((await answer.json()) as { url: string }).url);
        await page.locator('h1, h2').first().waitFor();
        await pause(1500);
      },
    },
    {
      name: 'check-in-expired',
      who: member,
      path: `/check-in/${meetingId}/anything`,
      sizes: ['phone'],
      prepare: () => pause(1500),
    },
  ],
});
