import { expect } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { chairName, memberNames, planConsultation } from '#tests/support/consultation.ts';
import { ChairPage, RoomPage, WatchPage } from '#tests/support/live-pages.ts';
import { type Person, phone, test } from '#tests/support/people.ts';
import { QuestionsBoard } from '#tests/support/questions-board.ts';

const [speaker, listener] = memberNames;
const first = '片区新小学什么时候开工？孩子明年九月就要上学了。';
const alike = '请问片区小学啥时候能开工？';
const private_ = '我家住几号楼几单元，电梯老是坏，能不能先给我们换？';
const corrected = '老旧小区的电梯老是坏，能不能优先更换？';
const blocked = '本小组代办假证件，请到门口找我面谈';
const blockedWord = '代办假证';

test('the public asks: it is screened, grouped, shown, spoken to and answered; another is declined and asked again', async ({
  invite,
}) => {
  test.setTimeout(240_000);
  const { meetingId, names } = await planConsultation('公众提问协商会');
  const officer = await invite({ username: 'office' });
  const chairPerson = await invite({ username: chairName });
  const chair = new ChairPage(chairPerson.page);
  const moderator = new QuestionsBoard(await chairPerson.context.newPage());
  const room = new RoomPage((await invite({ username: listener })).page);
  const residents = [await invite({ viewport: phone }), await invite(), await invite({ locale: 'en' })] as const;
  const [watch, second] = residents.map(({ page }) => new WatchPage(page)) as [WatchPage, WatchPage];
  // The page learns from this refusal that a phone must be proved first.
  for (const person of residents as readonly Person[]) person.expectErrors(/401 .*\/commands/);
  const own = (page: WatchPage, text: string) => page.mine.getByRole('listitem').filter({ hasText: text });

  await test.step('before the lobby opens the box says when it will', async () => {
    await watch.page.goto(`/watch/${meetingId}`);
    await expect(watch.page.locator('#ask')).toBeDisabled();
    await expect(watch.page.locator('#ask')).toContainText('会议开放后可以提问');
    await chair.page.goto(`/live/${meetingId}/chair`);
    await chair.step('开放入场');
    await chair.enter();
    await chair.step('开始会议');
    await chair.nextItem();
    await expect(watch.page.locator('#ask')).toBeEnabled();
  });

  await test.step('two residents ask alike; both stand in one group on the board', async () => {
    await watch.ask(first);
    await watch.verifyPhone('13900001201', '林先生');
    await expect(own(watch, first)).toContainText('待审');
    await second.page.goto(`/watch/${meetingId}`);
    await second.ask(alike);
    await second.verifyPhone('13900001202', '周女士');
    await expect(own(second, alike)).toContainText('和另外 1 条相近提问合在一起');
    await moderator.goto(meetingId);
    await expect(moderator.line(first)).toContainText('相近 2 条');
    await expect(moderator.page.locator('main ol > li')).toHaveCount(1);
    await expect(moderator.selected).toContainText(alike);
    await expectAccessible(moderator.page);
  });

  await test.step('a blocked question reaches nobody; its author is told', async () => {
    const added = await officer.page.request.post('/api/chat/words', { data: { words: [blockedWord], kind: 'block' } });
    expect(added.ok()).toBe(true);
    residents[1].expectErrors(/400 .*\/commands/);
    await second.ask(blocked);
    await expect(second.page.getByRole('alert').filter({ hasText: '不允许的词' })).toBeVisible();
    await second.page.keyboard.press('Escape');
    await expect(moderator.page.locator('main ol > li')).toHaveCount(1);
    await expect(moderator.page.getByText('面谈')).toHaveCount(0);
  });

  await test.step('one is declined by keys with a reason; its author reads why, mends it and sends it again', async () => {
    await watch.ask(private_);
    await expect(own(watch, private_)).toContainText('待审');
    await moderator.select(private_);
    await moderator.decline(3);
    const declined = own(watch, private_);
    await expect(declined).toContainText('未采用', { timeout: 30_000 });
    await expect(declined).toContainText('写了住址、电话等个人信息');
    // Declining is taken back and done again.
    await moderator.press('u');
    await expect(moderator.line(private_)).toBeVisible();
    await moderator.select(private_);
    await moderator.decline(3);
    await declined.getByRole('button', { name: '修改后再交' }).click();
    await expect(watch.page.getByLabel('您的问题')).toHaveValue(private_);
    await watch.page.getByLabel('您的问题').fill(corrected);
    await watch.page.getByRole('button', { name: '提交' }).click();
    await expect(own(watch, corrected)).toContainText('待审');
    await expectAccessible(watch.page);
  });

  await test.step('the group is shown in one step; everybody reads it and both authors are told', async () => {
    await moderator.select(first);
    await moderator.press('d');
    await expect(watch.published).toContainText(first);
    await expect(watch.published).toContainText('另有相近提问 1 条');
    await expect(watch.published).not.toContainText(alike);
    await expect(own(watch, first)).toContainText('展示的是您这一条');
    await expect(own(second, alike)).toContainText(`展示的是：“${first}”`);
    await room.page.goto(`/live/${meetingId}`);
    await room.enter();
    await room.open('公众提问');
    await expect(room.page.getByRole('tabpanel', { name: '公众提问' })).toContainText(first);
  });

  await test.step('others support it, once each; a third reads the page in English', async () => {
    const third = residents[2].page;
    await third.goto(`/watch/${meetingId}`);
    const support = watch.published.locator('[data-support]').first();
    await second.published.locator('[data-support]').first().click();
    await expect(support).toContainText('1');
    await expect(second.published.locator('[data-support]').first()).toHaveAttribute('aria-pressed', 'true');
    await support.click();
    await expect(third.locator('#published [data-support]').first()).toContainText('2');
    await support.click();
    await expect(third.locator('#published [data-support]').first()).toContainText('1');
    await expect(third.locator('#published')).toContainText('Most supported first');
    await expectAccessible(third);
  });

  await test.step('it goes on the hall screen', async () => {
    const hall = await officer.context.newPage();
    await hall.goto(`/live/${meetingId}/screen`);
    await moderator.press('2');
    await moderator.select(first);
    await moderator.press('s');
    await expect(hall.getByRole('heading', { name: first })).toBeVisible();
    await expect(own(watch, first)).toContainText('已上大屏');
    await moderator.press('s');
    await expect(hall.getByRole('heading', { name: first })).toBeHidden();
    await hall.close();
  });

  await test.step('it is given to somebody on the list, who speaks to it', async () => {
    await moderator.press('t');
    await moderator.dialog.getByRole('combobox', { name: '谁发言' }).fill(names[speaker] ?? '');
    await moderator.press('Enter');
    await moderator.dialog.getByRole('button', { name: /立即请发言/ }).click();
    await expect(moderator.dialog).toBeHidden();
    await expect(own(watch, first)).toContainText(`${names[speaker]}`);
    await expect(own(watch, first)).toContainText('在会上发言回应');
    const hall = await officer.context.newPage();
    await hall.setViewportSize({ width: 1920, height: 1080 });
    await hall.goto(`/live/${meetingId}/screen`);
    await expect(hall.getByRole('heading', { name: names[speaker] ?? '' })).toBeVisible();
    await expect(hall.getByRole('main')).toContainText(first);
    await hall.close();
  });

  await test.step('the answer stands under the question, for its authors and for everybody', async () => {
    await moderator.press('a');
    await moderator.dialog.getByLabel('由谁答复').fill('区教育部门');
    await moderator.dialog.getByLabel(/答复内容/).fill('今年十月开工，招生细则会写明。');
    await moderator.dialog.getByRole('button', { name: '记下' }).click();
    await expect(moderator.dialog).toBeHidden();
    for (const place of [watch.published, own(watch, first), own(second, alike)])
      await expect(place).toContainText('今年十月开工，招生细则会写明。');
    await expect(room.page.getByRole('tabpanel', { name: '公众提问' })).toContainText('区教育部门');
  });

  await test.step('the rules of the box are set on the board; a closed box says when it opens', async () => {
    await moderator.press('l');
    await moderator.dialog.getByLabel('提前开放时间').fill('2099-01-02T09:30');
    await moderator.dialog.getByRole('button', { name: '保存' }).click();
    await expect(moderator.dialog).toBeHidden();
    await expect(watch.page.locator('#ask')).toBeDisabled();
    await expect(watch.page.locator('#ask')).toContainText('09:30 开放提问');
  });
});
