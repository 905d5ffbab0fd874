import { expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { phone, test } from '#tests/support/people.ts';

/** The smallest PDF that a reader opens: one empty page. */
const pdf = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n' +
    '3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
);

const part = async (page: Page, name: string): Promise<Locator> => {
  await page.getByRole('tab', { name }).click();
  return page.getByRole('tabpanel', { name });
};

test('a meeting is planned from nothing: details, agenda, people, a document, and the room opened', async ({
  invite,
}) => {
  const { page } = await invite({ username: 'office' });
  const title = `旧村改造安置协商会 ${Date.now() % 100_000}`;

  await test.step('details', async () => {
    await page.goto('/office/meetings');
    await expectAccessible(page);
    await page.getByRole('link', { name: '新建会议' }).click();
    await page.getByLabel('会议名称').fill(title);
    await page.getByLabel('类型').selectOption('thematic');
    await page.getByLabel('地点').fill('区政协会议中心 201');
    await page.getByLabel('开始').fill('2027-03-18T14:30');
    await page.getByLabel('结束').fill('2027-03-18T15:30');
    await expectAccessible(page);
    await page.getByRole('button', { name: '建立会议' }).click();
    await expect(page.getByRole('heading', { level: 1, name: title })).toBeVisible();
    await expect(page.getByRole('complementary', { name: '办理' })).toContainText('排议程，至少一项');
  });

  await test.step('an agenda on two levels, arranged by keyboard and by dragging', async () => {
    const agenda = await part(page, '议程');
    for (const item of ['情况通报', '安置房选址', '过渡补助标准', '小结']) {
      await agenda.getByRole('button', { name: '加一项议题' }).click();
      await page.keyboard.type(item);
    }
    await agenda.getByLabel('「小结」计划分钟').fill('5');
    await agenda.getByLabel('「情况通报」的性质').selectOption('report');
    await agenda.getByRole('button', { name: '移动「过渡补助标准」' }).press('ArrowRight');
    await agenda.getByRole('button', { name: '移动「小结」' }).press('ArrowUp');
    await agenda
      .getByRole('button', { name: '移动「小结」' })
      .dragTo(agenda.getByLabel('议题 一', { exact: true }), { targetPosition: { x: 20, y: 4 } });
    const titles = agenda.getByRole('textbox');
    await expect
      .poll(() => titles.evaluateAll((all) => all.map((one) => (one as HTMLInputElement).value)))
      .toEqual(['小结', '情况通报', '安置房选址', '过渡补助标准']);
    await agenda.getByRole('button', { name: '移动「小结」' }).press('ArrowDown');
    await expect(agenda).toContainText('比会期多 5 分钟');
    await expectAccessible(page);
    await agenda.getByRole('button', { name: '保存议程' }).click();
    await expect(page.getByRole('tab', { name: '议程' })).toContainText('4 项，共 65 分钟');
  });

  await test.step('people by sector and by name, with a chair', async () => {
    const people = await part(page, '参会人');
    await people.getByRole('checkbox', { name: /^教育/ }).check();
    await people.getByRole('button', { name: '按姓名' }).click();
    await people.getByRole('searchbox').fill('林亦舟');
    await page.keyboard.press('Enter');
    await people.getByRole('searchbox').fill('方书言');
    await page.keyboard.press('Enter');
    await expect(people).toContainText('已邀请 16 人');
    await people.getByLabel('林亦舟的角色').selectOption('chair');
    await expectAccessible(page);
    await people.getByRole('button', { name: '保存参会人' }).click();
    await expect(page.getByRole('tab', { name: '参会人' })).toContainText('16 人，林亦舟 主持');
  });

  await test.step('a document goes up; another is taken down after being asked', async () => {
    const documents = await part(page, '材料');
    for (const name of ['安置方案', '放错的材料']) {
      await documents
        .getByLabel('上传 PDF')
        .setInputFiles({ name: `${name}.pdf`, mimeType: 'application/pdf', buffer: pdf });
      await documents.getByRole('button', { name: '放上去' }).click();
      await expect(documents.getByRole('link', { name })).toBeVisible();
    }
    await expectAccessible(page);
    await documents.getByRole('button', { name: '撤下 放错的材料' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '撤下' }).click();
    await expect(documents.getByRole('link', { name: '放错的材料' })).toBeHidden();
    await expect(documents.getByRole('link', { name: '安置方案' })).toBeVisible();
  });

  await test.step('what two offices change at once is not overwritten unseen', async () => {
    const other = await invite({ username: 'clerk', viewport: phone });
    await other.page.goto(page.url().replace('documents', 'details'));
    await other.page.getByLabel('地点').fill('区政协会议中心 301');
    const details = await part(page, '基本情况');
    await details.getByLabel('届次说明').fill('2027 年第 1 次专题协商');
    await other.page.getByRole('button', { name: '保存', exact: true }).click();
    await expect(page.getByRole('heading', { level: 1 }).locator('..')).toContainText('301');
    await expect(details.getByRole('alert')).toContainText('别人改过');
    await page.getByRole('navigation', { name: '菜单' }).getByRole('link', { name: '委员名册' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '留在这里' }).click();
    await details.getByRole('button', { name: '用现在的内容' }).click();
    await expect(details.getByLabel('地点')).toHaveValue('区政协会议中心 301');
    await expectAccessible(other.page);
  });

  await test.step('the room is opened after being asked', async () => {
    await page.getByRole('button', { name: '开放入场' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '开放入场' }).click();
    await expect(page.getByRole('heading', { name: '已开放入场' })).toBeVisible();
    await part(page, '基本情况');
    await expect(page.getByText('会议开放入场后，公开范围不能再改。')).toBeVisible();
    const calendar = await page.request.get(
      (await page.getByRole('link', { name: '日历文件' }).getAttribute('href')) ?? '',
    );
    expect(await calendar.text()).toContain('DTSTART:20270318T063000Z');
    await page.goto('/office/meetings');
    await page.getByRole('button', { name: '进行中' }).click();
    await expect(page.getByRole('row').filter({ hasText: title })).toContainText('已开放入场');
  });
});
