import { createHmac, hkdfSync } from 'node:crypto';
import { expect, type Page } from '@playwright/test';
import type { HallCode } from '#server/modules/attendance/contract.ts';
import { expectAccessible } from '#tests/support/accessible.ts';
import { beginConsultation, chairName, memberNames, planConsultation } from '#tests/support/consultation.ts';
import { RoomPage } from '#tests/support/live-pages.ts';
import { type Person, phone, test } from '#tests/support/people.ts';
import { TEST_AUTH_SECRET } from '#tests/support/product.ts';

const [first, second, third] = memberNames;

/** The code that the hall screen shows, asked for as its page asks. */
async function hallCode({ context }: Person, meetingId: string): Promise<HallCode> {
  const answer = await context.request.get(`/api/live/${meetingId}/attendance/code`);
  expect(answer.ok()).toBe(true);
  return (await answer.json()) as HallCode;
}

/** A code as the server made it two minutes ago. */
function oldCode(meetingId: string): string {
  const slot = Math.floor(Date.now() / 30_000) - 4;
  const key = Buffer.from(hkdfSync('sha256', TEST_AUTH_SECRET, 'consultation-hub', 'hall-code', 32));
  const signature = createHmac('sha256', key).update(`${meetingId} ${slot}`).digest('hex').slice(0, 30);
  return `${slot.toString(36)}-${signature}`;
}

const attendanceOf = (page: Page) => page.getByRole('region', { name: '出席' });
const line = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name });

test('K7 one checks in by the hall’s code, one at the desk, one from home; the chair sees the quorum', async ({
  invite,
}) => {
  test.setTimeout(180_000);
  const meeting = await planConsultation(`签到演示协商会 ${Date.now().toString(36)}`);
  const { meetingId, names } = meeting;
  const secondName = names[second] ?? '';

  await test.step('a member asks for leave on the desk before it begins', async () => {
    const { page } = await invite({ username: second, viewport: phone });
    await page.goto('/desk');
    const mine = page.getByRole('listitem').filter({ hasText: meeting.title });
    await mine.getByRole('button', { name: '请假' }).click();
    await page.getByRole('button', { name: '晚到' }).click();
    await page.getByLabel('事由').fill('高铁晚点');
    await expectAccessible(page);
    await page.getByRole('button', { name: '提交请假' }).click();
    await expect(mine).toContainText('已请假（晚到），待批准');
  });

  await beginConsultation(meeting);
  const office = await invite({ username: 'office' });
  const chair = await invite({ username: chairName });
  await chair.page.goto(`/live/${meetingId}/chair`);
  await expect(attendanceOf(chair.page)).toContainText('0 / 4');
  await expect(attendanceOf(chair.page)).toContainText('法定人数还差 3');

  await test.step('the hall screen shows a code, and a phone that scans it is checked in', async () => {
    const screen = await invite({ username: 'office' });
    await screen.page.goto(`/live/${meetingId}/screen`);
    await expect(screen.page.getByRole('img', { name: /签到/ })).toBeVisible();
    const stranger = await invite({ viewport: phone });
    await stranger.page.goto(`/check-in/${meetingId}/anything`);
    await expect(stranger.page).toHaveURL(/\/sign-in\?from=%2Fcheck-in/);

    const { page } = await invite({ username: first, viewport: phone });
    await page.goto(new URL((await hallCode(office, meetingId)).url).pathname);
    await expect(page.getByRole('heading', { name: /已签到 \d\d:\d\d/ })).toBeVisible();
    await expect(page.getByRole('main')).toContainText(meeting.title);
    await expect(page.getByRole('main')).toContainText('本会场录音录像');
    await expectAccessible(page);
    await page.goto(new URL((await hallCode(office, meetingId)).url).pathname);
    await expect(page.getByText('您此前已经签到')).toBeVisible();
    await expect(attendanceOf(chair.page)).toContainText('1 / 4');
  });

  await test.step('an old code and a stranger are refused, and told what to do', async () => {
    const late = await invite({ username: third, viewport: phone });
    late.expectErrors(/409 .*\/commands/);
    await late.page.goto(`/check-in/${meetingId}/${oldCode(meetingId)}`);
    await expect(late.page.getByText('签到码已经更换')).toBeVisible();
    await expectAccessible(late.page);
    await late.page.goto(`/check-in/${meetingId}/nothing`);
    await expect(late.page.getByText('签到码已经更换')).toBeVisible();
    const stranger = await invite({ username: 'w200', viewport: phone });
    stranger.expectErrors(/404 .*\/commands/);
    await stranger.page.goto(new URL((await hallCode(office, meetingId)).url).pathname);
    await expect(stranger.page.getByText('您不在本次会议的名单上')).toBeVisible();
    await expect(attendanceOf(chair.page)).toContainText('1 / 4');
  });

  await test.step('the clerk decides the leave, and checks the member in by name and one key', async () => {
    const { page } = office;
    await page.goto(`/live/${meetingId}/clerk`);
    await page.getByRole('tab', { name: '请假' }).click();
    await expect(page.getByRole('tabpanel')).toContainText('高铁晚点');
    await expectAccessible(page);
    await page.getByRole('button', { name: `批准 ${secondName} 请假`, exact: true }).click();
    await expect(page.getByText('没有待批的请假')).toBeVisible();
    await page.getByRole('tab', { name: '签到' }).click();
    await page.getByRole('searchbox', { name: '姓名、界别、委员编号或委员码' }).fill(secondName);
    await expect(page.getByRole('row')).toHaveCount(2);
    await page.keyboard.press('Enter');
    await expect(page.getByRole('status').filter({ hasText: `${secondName} 已签到` })).toBeVisible();
    await expect(line(page, secondName)).toContainText('签到台');
    await expect(line(page, names[first] ?? '')).toContainText('扫码');
    await expectAccessible(page);
    await expect(attendanceOf(chair.page)).toContainText('2 / 4');
    await expect(attendanceOf(chair.page)).toContainText('法定人数还差 1');
  });

  await test.step('a third comes in from home, and the quorum is reached', async () => {
    const room = new RoomPage((await invite({ username: third })).page);
    await room.page.goto(`/live/${meetingId}`);
    await room.enter();
    await expect(attendanceOf(chair.page)).toContainText('3 / 4');
    await expect(attendanceOf(chair.page)).toContainText('达到法定人数');
    await expect(line(office.page, names[third] ?? '')).toContainText('线上');

    await office.page.getByRole('button', { name: '现在询问' }).click();
    await room.page.getByRole('button', { name: '我在' }).click();
    await expect(office.page.getByText('已应答 1 / 1')).toBeVisible();
  });

  await test.step('a mistake is taken back with a reason, and the evidence shows it', async () => {
    const { page } = office;
    await page.getByRole('button', { name: `${secondName} 的详情` }).click();
    const dialog = page.getByRole('dialog', { name: secondName });
    await dialog.getByLabel('理由').fill('同名误签');
    await dialog.getByRole('button', { name: '撤销上一步' }).click();
    await expect(dialog).toContainText('已撤销：会场 · 签到台');
    await expect(dialog).toContainText('同名误签');
    await expectAccessible(page);
    await page.keyboard.press('Escape');
    await expect(attendanceOf(chair.page)).toContainText('2 / 4');
  });

  await test.step('somebody without an account is written down, and the other papers stand in order', async () => {
    const { page } = office;
    await page.getByRole('textbox', { name: '姓名' }).fill('刘记者');
    await page.getByRole('textbox', { name: '单位' }).fill('区报');
    await page.getByRole('button', { name: '登记', exact: true }).click();
    await expect(page.getByRole('region', { name: '临时到会' })).toContainText('刘记者');
    await expect(page.getByRole('tab')).toHaveCount(2);
    await chair.page.goto(`/live/${meetingId}/clerk`);
    await chair.page.getByRole('tab', { name: '发言记录' }).click();
    await expect(chair.page.getByRole('button', { name: '登记并签到' })).toBeVisible();
    await expectAccessible(chair.page);
  });
});
