import { expect, type Locator, type Page } from '@playwright/test';
import { expectAccessible } from '#tests/support/accessible.ts';
import { memberNames, planConsultation } from '#tests/support/consultation.ts';
import { RoomPage } from '#tests/support/live-pages.ts';
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
      .poll(() => titles.evaluateAll((all) => all.map((one) => (one as HTMLTextAreaElement).value)))
      .toEqual(['小结', '情况通报', '安置房选址', '过渡补助标准']);
    await agenda.getByRole('button', { name: '移动「小结」' }).press('ArrowDown');
    await expect(agenda).toContainText('比会期多 5 分钟');
    await expectAccessible(page);
    await agenda.getByRole('button', { name: '保存议程' }).click();
    await expect(page.getByRole('tab', { name: '议程' })).toContainText('4 项，共 65 分钟');
  });

  await test.step('people by sector and by name, with a chair', async () => {
    const people = await part(page, '参会人');
    const sector = people.getByRole('checkbox', { name: /^教育/ });
    await sector.check();
    const seats = Number(/(\d+) \/ \1/.exec((await sector.locator('..').textContent()) ?? '')?.[1]);
    expect(seats).toBeGreaterThan(10);
    await people.getByRole('button', { name: '按姓名' }).click();
    await people.getByRole('searchbox').fill('林亦舟');
    await page.keyboard.press('Enter');
    await people.getByRole('searchbox').fill('方书言');
    await page.keyboard.press('Enter');
    await expect(people).toContainText(`已邀请 ${seats + 2} 人`);
    await people.getByLabel('林亦舟的角色').selectOption('chair');
    await expectAccessible(page);
    await people.getByRole('button', { name: '保存参会人' }).click();
    await expect(page.getByRole('tab', { name: '参会人' })).toContainText(`${seats + 2} 人，林亦舟 主持`);
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

test('members are imported with one wrong row, found, revised and taken away as a file', async ({ invite }) => {
  const { page } = await invite({ username: 'office' });
  const mark = String(Date.now() % 10_000).padStart(4, '0');
  const file = (phone: string): { name: string; mimeType: string; buffer: Buffer } => ({
    name: '增补委员.csv',
    mimeType: 'text/csv',
    buffer: Buffer.from(
      [
        '委员编号,姓名,性别,界别,专门委员会,党派,单位职务,手机',
        `X${mark}1,程望舒,女,教育,提案委员会,民盟盟员,第一中学教师,1997777${mark}`,
        `X${mark}2,路修远,男,没有的界别,,,文化馆馆长,12345`,
        `W200,孔如松,男,教育,提案委员会、经济委员会,无党派人士,实验小学校长,${phone}`,
      ].join('\n'),
    ),
  });

  await test.step('a preview says what becomes of every row', async () => {
    await page.goto('/office/members/import');
    await expectAccessible(page);
    const template = await page.request.get('/api/members/template');
    expect((await template.body()).subarray(0, 2).toString()).toBe('PK');
    await page.getByLabel('选择导入文件').setInputFiles(file(`1996666${mark}`));
    const preview = page.getByRole('region', { name: '逐行预览' });
    const wrong = preview.getByRole('row').filter({ hasText: '路修远' });
    await expect(wrong).toContainText('没有这个界别');
    await expect(wrong).toContainText('手机号格式不正确');
    await expectAccessible(page);
    await preview.getByRole('button', { name: /变更/ }).first().click();
    await expect(preview.getByRole('row').filter({ hasText: 'W200' })).toContainText(`→ 1996666${mark}`);
  });

  await test.step('what is right is written, what is wrong is left out', async () => {
    await page.getByRole('button', { name: '写入：新增 1 人，变更 1 人' }).click();
    await expect(page.getByText('已写入：新增 1 人，变更 1 人')).toBeVisible();
    await expect(page.getByText('有误的 1 行没有写入。')).toBeVisible();
    await page.getByRole('link', { name: '看名册' }).click();
  });

  await test.step('the roster finds them; the file holds what the table shows', async () => {
    await page.getByRole('searchbox').fill(`X${mark}`);
    await expect(page.getByRole('row')).toHaveCount(2);
    await expect(page.getByText('路修远')).toBeHidden();
    const csv = await page.request.get((await page.getByRole('link', { name: '导出 csv' }).getAttribute('href')) ?? '');
    expect((await csv.text()).trim().split('\r\n')).toHaveLength(2);
    await expectAccessible(page);
  });

  await test.step('a file that somebody else changed meanwhile is not overwritten', async () => {
    await page.getByRole('link', { name: '程望舒' }).click();
    const address = page.getByLabel('单位职务');
    await expect(address).toHaveValue('第一中学教师');
    const other = await invite({ username: 'clerk', viewport: phone });
    other.expectErrors(/409/);
    await other.page.goto(page.url());
    await other.page.getByLabel('党派').fill('无党派人士');
    await address.fill('第一中学副校长');
    await page.getByRole('button', { name: '保存资料' }).click();
    await expect(page.getByRole('listitem').filter({ hasText: '第一中学副校长' })).toContainText('周立新');
    await other.page.getByRole('button', { name: '保存资料' }).click();
    await expect(other.page.getByText('您打开之后，别人改过这一部分')).toBeVisible();
    await expectAccessible(other.page);
    await other.page.getByRole('button', { name: '用现在的内容' }).click();
    await expect(other.page.getByLabel('单位职务')).toHaveValue('第一中学副校长');
  });
});

test('a word list is edited, tried, and blocks a message in the room at once', async ({ invite }) => {
  const { page } = await invite({ username: 'office' });
  const word = `刷单${Date.now() % 100_000}`;
  const disguised = `${word.slice(0, 1)} ${word.slice(1, 2)}·${word.slice(2)}`;
  const tried = page.getByRole('region', { name: '试一试' });

  await test.step('the word is added and catches its disguises in the try-it box', async () => {
    await page.goto('/office/words');
    await tried.getByRole('textbox').fill(`可${disguised}`);
    await expect(tried.getByRole('status')).toContainText('会通过');
    await page.getByLabel('加入拦截词').fill(word);
    await page.getByRole('button', { name: '加入' }).first().click();
    await expect(page.getByRole('list', { name: '拦截词' })).toContainText(word);
    await expect(tried.getByRole('status')).toContainText('会被拦下');
    await expect(tried.getByRole('status')).toContainText(word);
    await expectAccessible(page);
  });

  await test.step('it blocks a message in a meeting', async () => {
    const meeting = await planConsultation('词表协商会');
    await page.goto(`/office/meetings/${meeting.meetingId}`);
    await page.getByRole('button', { name: '开放入场' }).click();
    await page.getByRole('dialog').getByRole('button', { name: '开放入场' }).click();
    await expect(page.getByRole('heading', { name: '已开放入场' })).toBeVisible();
    const [someone] = memberNames;
    const member = await invite({ username: someone });
    await member.page.goto(`/live/${meeting.meetingId}`);
    await new RoomPage(member.page).open('讨论');
    await member.page.getByRole('textbox', { name: '说一句…' }).fill(`可${disguised}`);
    await member.page.getByRole('button', { name: '发送' }).click();
    await expect(member.page.getByText('内容里有不允许的词')).toBeVisible();
  });

  await test.step('taken out it blocks no more, and it can be put back', async () => {
    await page.goto('/office/words');
    await page.getByRole('button', { name: `移出「${word}」` }).click();
    await expect(page.getByRole('list', { name: '拦截词' })).not.toContainText(word);
    await page.getByRole('button', { name: '放回去' }).click();
    await expect(page.getByRole('list', { name: '拦截词' })).toContainText(word);
    await page.getByRole('button', { name: `移出「${word}」` }).click();
  });
});

test('the page of what runs keeps itself up to date, and stays when the server does not answer', async ({ invite }) => {
  const { page, expectErrors } = await invite({ username: 'office' });
  expectErrors(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/);
  await page.goto('/admin');
  const summary = page.getByRole('status');
  await expect(summary).toContainText('一切正常');
  await expect(page.getByRole('row').filter({ hasText: 'realtime' })).toContainText('启动于');
  await expect(page.getByRole('listitem').filter({ hasText: '数据库' })).toContainText('正常');
  await expectAccessible(page);
  await page.context().setOffline(true);
  await expect(summary).toContainText('取不到状态');
  await expect(summary).toContainText('正在重试');
  await expect(page.getByRole('row').filter({ hasText: 'realtime' })).toBeVisible();
  await page.context().setOffline(false);
  await expect(summary).toContainText('一切正常');
});

test('an account is made, signs in with its first password, and is cut off the moment it is disabled', async ({
  invite,
}) => {
  const { page } = await invite({ username: 'office' });
  const username = `dept_${Date.now() % 100_000}`;
  const own = 'a-password-of-my-own';
  await page.goto('/office/accounts');
  await expectAccessible(page);
  await page.getByRole('button', { name: '新建账号' }).click();
  const form = page.getByRole('dialog');
  await form.getByLabel('用户名').fill(username);
  await form.getByLabel('姓名').fill('江闻笙');
  await form.getByLabel('单位职务').fill('区教育局规划科');
  await expect(form.getByLabel('角色').getByRole('option', { name: '管理员' })).toHaveCount(0);
  await page.getByRole('button', { name: '建立并给出首次密码' }).click();
  const shown = page.getByRole('dialog', { name: '首次密码' });
  const password = (await shown.getByRole('definition').textContent()) ?? '';
  await expectAccessible(page);
  await shown.getByRole('button', { name: '已记下，关闭' }).click();
  await page.getByRole('searchbox').fill(username);
  await expect(page.getByRole('row').filter({ hasText: username })).toContainText('等首次登录');

  const theirs = await invite();
  theirs.expectErrors(/401|404/);
  await theirs.page.goto('/sign-in');
  await theirs.page.getByLabel('用户名或手机号').fill(username);
  await theirs.page.getByLabel('密码').fill(password);
  await theirs.page.getByRole('button', { name: '登录', exact: true }).click();
  await theirs.page.getByLabel('现在的密码').fill(password);
  await theirs.page.getByLabel('新密码', { exact: true }).fill(own);
  await theirs.page.getByLabel('再输入一次新密码').fill(own);
  await theirs.page.getByRole('button', { name: '设置新密码' }).click();
  await expect(theirs.page).toHaveURL(/\/desk$/);

  await page.reload();
  await page.getByRole('searchbox').fill(username);
  await expect(page.getByRole('row').filter({ hasText: username })).toContainText('正常');
  await page.getByRole('row').filter({ hasText: username }).getByRole('button').click();
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await page.getByRole('dialog').getByRole('button', { name: '停用' }).click();
  await expect(page.getByRole('row').filter({ hasText: username })).toContainText('已停用');
  await theirs.page.goto('/desk');
  await expect(theirs.page).toHaveURL(/sign-in/);
});
