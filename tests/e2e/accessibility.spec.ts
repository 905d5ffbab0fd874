import { AxeBuilder } from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import {
  beginConsultation,
  chairName,
  memberNames,
  planConsultation,
  technicianName,
} from '#tests/support/consultation.ts';
import { ChairPage, expectPlaying, RoomPage, TechnicianPage, WatchPage } from '#tests/support/live-pages.ts';
import { phone, test } from '#tests/support/people.ts';

/** No violation of WCAG 2.2 A and AA that axe finds and calls serious or critical. */
async function expectAccessible(page: Page, name: string): Promise<void> {
  const { violations } = await new AxeBuilder({ page })
    .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'])
    .analyze();
  const grave = violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html}\n${failureSummary}`));
  expect.soft(grave, name).toEqual([]);
}

for (const theme of ['light', 'dark'] as const) {
  const options = theme === 'dark' ? ({ theme } as const) : {};

  test(`papers of the portal and the member are accessible, ${theme}`, async ({ invite }) => {
    const visitor = await invite(options);
    const member = await invite({ ...options, username: memberNames[0] });
    for (const [path, name] of [
      ['/', 'home'],
      ['/sign-in', 'sign-in'],
    ] as const) {
      await visitor.page.goto(path);
      await expectAccessible(visitor.page, name);
    }
    for (const [path, name] of [
      ['/desk', 'desk'],
      ['/account', 'account'],
    ] as const) {
      await member.page.goto(path);
      await expectAccessible(member.page, name);
    }
  });

  test(`the live pages are accessible, ${theme}`, async ({ invite }) => {
    const meeting = await planConsultation(`无障碍检查会（${theme}）`);
    await beginConsultation(meeting);
    const technician = new TechnicianPage((await invite({ ...options, username: technicianName })).page);
    await technician.page.goto(`/live/${meeting.meetingId}/technician`);
    await technician.publish();
    await expectAccessible(technician.page, 'technician');

    const room = new RoomPage((await invite({ ...options, username: memberNames[0] })).page);
    await room.page.goto(`/live/${meeting.meetingId}`);
    await expect(room.enterButton).toBeVisible();
    await expectAccessible(room.page, 'room, before entering');
    await room.enter();
    await expectPlaying(room.picture);
    await expectAccessible(room.page, 'room, agenda');
    await room.open('讨论');
    await room.say('大家好。');
    await expectAccessible(room.page, 'room, talk');
    await room.page.setViewportSize(phone);
    await expectAccessible(room.page, 'room on a phone');

    const chair = new ChairPage((await invite({ ...options, username: chairName })).page);
    await chair.page.goto(`/live/${meeting.meetingId}/chair`);
    await chair.enter();
    await expectPlaying(chair.picture);
    await expectAccessible(chair.page, 'chair');

    const watch = new WatchPage((await invite({ ...options, viewport: phone })).page);
    await watch.page.goto(`/watch/${meeting.meetingId}`);
    await expectPlaying(watch.picture);
    await expectAccessible(watch.page, 'watch');
    await watch.page.locator('#ask').click();
    await expectAccessible(watch.page, 'watch, asking');
  });
}
