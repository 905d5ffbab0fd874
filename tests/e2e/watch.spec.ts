import { expect } from '@playwright/test';
import { ChairDesk } from '#tests/support/chair-desk.ts';
import { beginConsultation, chairName, planConsultation } from '#tests/support/consultation.ts';
import { WatchPage } from '#tests/support/live-pages.ts';
import { phone, test } from '#tests/support/people.ts';

test('L16 without its event stream the public page follows by pages, and goes back to the stream', async ({
  invite,
  baseURL,
}) => {
  const meeting = await planConsultation('没有事件流的下午');
  await beginConsultation(meeting);
  const desk = await ChairDesk.open(baseURL ?? '', chairName, meeting.meetingId);
  const visitor = await invite({ viewport: phone });
  visitor.expectErrors(/ERR_FAILED .*\/stream|ERR_FAILED \(.*\/stream/);
  const { page } = visitor;
  const watch = new WatchPage(page);
  const stream = /\/api\/live\/[^/]+\/stream/;

  await page.route(stream, (route) => route.abort());
  await page.goto(`/watch/${meeting.meetingId}`);
  await expect(watch.currentItem).toContainText('更新片区的学位配套');
  await desk.send('meetings.startItem', { itemId: 'i3', basedOn: 'i1' });
  await expect(watch.currentItem).toContainText('部门回应与小结');
  // Nobody sees this page's line: it says itself that it is there.
  await expect(watch.page.locator('.viewers')).toContainText('1 人在看');
  await expect(page.locator('#status')).toBeEmpty();

  const isBack = page.waitForResponse((response) => stream.test(response.url()) && response.ok());
  await page.unroute(stream);
  await isBack;
  let looks = 0;
  page.on('request', (request) => {
    if (request.url().includes('/tail')) looks++;
  });
  await desk.send('meetings.startItem', { itemId: 'i1', basedOn: 'i3' });
  await expect(watch.currentItem).toContainText('更新片区的学位配套');
  expect(looks).toBeLessThanOrEqual(1);
  desk.client.close();
});
