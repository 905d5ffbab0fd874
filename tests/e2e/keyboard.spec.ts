import { expect, type Page } from '@playwright/test';
import { beginConsultation, chairName, memberNames, planConsultation } from '#tests/support/consultation.ts';
import { ChairPage, RoomPage, tabTo, WatchPage } from '#tests/support/live-pages.ts';
import { laptop, test } from '#tests/support/people.ts';

// Nothing here touches a mouse: only keys are pressed.

async function takeStep(page: Page, action: string): Promise<void> {
  await tabTo(page, page.getByRole('banner').getByRole('button', { name: action, exact: true }));
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await tabTo(page, dialog.getByRole('button', { name: action, exact: true }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

test('the chair leads a meeting by keyboard', async ({ invite }) => {
  const { meetingId } = await planConsultation('键盘主持的协商会');
  const chair = new ChairPage((await invite({ username: chairName, viewport: laptop })).page);
  const { page } = chair;
  const phase = page.getByRole('banner');
  await page.goto(`/live/${meetingId}/chair`);

  await takeStep(page, '开放入场');
  await expect(phase).toContainText('等候开会');
  await tabTo(page, page.getByRole('button', { name: /进入会场/ }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: /进入会场/ })).toBeHidden();
  await takeStep(page, '开始会议');
  await expect(phase).toContainText('直播中');

  await page.keyboard.press('n');
  await expect(chair.currentItem).toContainText('更新片区的学位配套');
  await page.keyboard.press('5');
  await expect(page.getByRole('button', { name: '表决', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('0');
  await expect(page.getByRole('button', { name: '暂停画面' })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('1');
  await expect(page.getByRole('button', { name: '会场', exact: true })).toHaveAttribute('aria-pressed', 'true');

  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: '全部按键' })).toBeVisible();
  await page.keyboard.press('n');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(chair.currentItem, 'keys are off in dialogs').toContainText('更新片区的学位配套');

  await tabTo(page, page.getByRole('banner').getByRole('button', { name: '休会' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByLabel('原因'));
  await page.keyboard.type('休息十分钟');
  await page.keyboard.press('Enter');
  await expect(phase).toContainText('休会中');
  await takeStep(page, '复会');
  await expect(phase).toContainText('直播中');
  await page.keyboard.press('n');
  await expect(chair.currentItem).toContainText('闭门会商');
  await takeStep(page, '结束会议');
  await expect(phase).toContainText('已结束');
});

test('a member enters, talks and leaves by keyboard', async ({ invite }) => {
  const meeting = await planConsultation('键盘进场的协商会');
  await beginConsultation(meeting);
  const room = new RoomPage((await invite({ username: memberNames[0] })).page);
  const { page } = room;
  await page.goto(`/live/${meeting.meetingId}`);

  await tabTo(page, room.consent);
  await page.keyboard.press('Space');
  await tabTo(page, room.enterButton);
  await page.keyboard.press('Enter');
  await expect(room.enterButton).toBeHidden();

  await tabTo(page, page.getByRole('tab', { name: '议程' }));
  await page.keyboard.press('ArrowRight');
  await expect(page.getByRole('tab', { name: '发言' })).toBeFocused();
  await page.keyboard.press('ArrowRight');
  await tabTo(page, page.getByRole('textbox', { name: '说一句…' }));
  await page.keyboard.type('键盘也能说话。');
  await page.keyboard.press('Enter');
  await expect(room.talk).toContainText('键盘也能说话。');

  const leave = page.getByRole('banner').getByRole('button', { name: '离开会场', exact: true });
  await tabTo(page, leave);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(leave, 'the focus is back where it was').toBeFocused();
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('dialog').getByRole('button', { name: '离开会场' }));
  await page.keyboard.press('Enter');
  await expect(room.enterButton).toBeVisible();
});

test('a viewer reaches agenda and question by keyboard', async ({ invite }) => {
  const meeting = await planConsultation('键盘观看的协商会');
  await beginConsultation(meeting);
  const watch = new WatchPage((await invite()).page);
  const { page } = watch;
  await page.goto(`/watch/${meeting.meetingId}`);
  await tabTo(page, page.getByRole('link', { name: '跳到议程' }), 2);
  await page.keyboard.press('Enter');
  await expect(page.locator('#agenda')).toBeFocused();
  await tabTo(page, page.locator('#ask'));
  await page.keyboard.press('Enter');
  await expect(page.getByLabel('您的问题')).toBeFocused();
  await page.keyboard.type('键盘能提问吗？');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.locator('#ask')).toBeFocused();
});
