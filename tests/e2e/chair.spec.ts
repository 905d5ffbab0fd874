import { randomBytes } from 'node:crypto';
import { expect, type Locator, type Page } from '@playwright/test';
import { defaultConsentVersion as consentVersion } from '#server/modules/consents/contract.ts';
import {
  beginConsultation,
  type Consultation,
  chairName,
  memberNames,
  planConsultation,
} from '#tests/support/consultation.ts';
import { demoPassword, signIn, TestClient } from '#tests/support/district.ts';
import { ChairPage, tabTo } from '#tests/support/live-pages.ts';
import { laptop, test } from '#tests/support/people.ts';

// Nothing here touches a mouse: the chair presses keys, the members are sockets of their own.

const url = (): string => process.env['JOURNEY_URL'] ?? '';

async function member({ meetingId }: Consultation, username: string): Promise<TestClient> {
  const client = new TestClient(url(), await signIn(url(), username, demoPassword), meetingId);
  const deviceId = randomBytes(8).toString('hex');
  const entered = await client.send('rooms.enterRoom', { deviceId, mode: 'video', consentVersion });
  expect(entered.ok).toBe(true);
  return client;
}

const ask = async (client: TestClient, kind: string): Promise<void> => {
  expect((await client.send('speaking.requestToSpeak', { kind })).ok).toBe(true);
};

/** What the chair's page shows of floor and queue. */
class Console extends ChairPage {
  get rows(): Locator {
    return this.page.getByRole('list', { name: '发言队列' }).getByRole('listitem');
  }
  get floor(): Locator {
    return this.page.getByRole('region', { name: '会场', exact: true });
  }
  get speaker(): Locator {
    return this.floor.getByRole('heading', { level: 3 }).first();
  }
  get controls(): Locator {
    return this.page.getByRole('group', { name: '发言控制' });
  }
  get vote(): Locator {
    return this.page.getByRole('region', { name: '表决' });
  }
  async press(key: string): Promise<void> {
    await this.page.keyboard.press(key);
  }
  /** As soon after a change of the floor as the page takes the next one: it lets a moment pass for people to see it. */
  async change(key: string): Promise<void> {
    await this.page.waitForTimeout(700);
    await this.press(key);
  }
}

async function confirm(page: Page, name: string): Promise<void> {
  const dialog = page.getByRole('dialog');
  await tabTo(page, dialog.getByRole('button', { name, exact: true }));
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
}

test('the chair works the queue by keyboard alone', async ({ invite }) => {
  const meeting = await planConsultation('键盘主持的发言');
  await beginConsultation(meeting);
  const [first, second, third] = memberNames;
  const nameOf = (username: string): string => meeting.names[username] ?? '?';
  const clients = await Promise.all([first, second, third].map((username) => member(meeting, username)));
  const [one, two, three] = clients as [TestClient, TestClient, TestClient];
  await ask(one, 'speech');
  await ask(two, 'speech');

  const chair = new Console((await invite({ username: chairName, viewport: laptop })).page);
  const { page } = chair;
  await page.goto(`/live/${meeting.meetingId}/chair`);
  await expect(chair.rows).toHaveCount(2);
  await expect(chair.rows.first()).toContainText('申请，先到先发言');

  await test.step('J selects, Shift and an arrow move', async () => {
    await chair.press('j');
    await chair.press('j');
    await expect(chair.rows.nth(1)).toHaveAttribute('aria-current', 'true');
    await chair.press('Shift+ArrowUp');
    await expect(chair.rows.first()).toContainText(nameOf(second));
    await expect(chair.rows.first()).toContainText('主持人');
    await expect(chair.rows.first(), 'the selection stays with the person').toHaveAttribute('aria-current', 'true');
  });

  await test.step('the space bar says whom it calls, and calls them', async () => {
    await expect(chair.controls).toContainText(`请下一位 ${nameOf(second)}`);
    await chair.press('Space');
    await expect(chair.speaker).toHaveText(nameOf(second));
    await expect(chair.rows).toHaveCount(1);
  });

  await test.step('pause, resume, one minute more', async () => {
    await expect(chair.floor).toContainText('共 5:00');
    await chair.press('e');
    await expect(chair.floor).toContainText('共 6:00');
    await chair.press('p');
    await expect(chair.floor).toContainText('已暂停');
    await expect(chair.controls.getByRole('button', { name: '继续' })).toBeVisible();
    await chair.press('p');
    await expect(chair.floor).toContainText('正在发言');
  });

  await test.step('D2 a question holds the main speaker and hands back', async () => {
    await ask(three, 'interposedQuestion');
    await expect(chair.controls).toContainText(`准许插话 ${nameOf(third)}`);
    await chair.change('Space');
    await expect(chair.speaker).toHaveText(nameOf(third));
    await expect(chair.floor).toContainText('等提问答完，计时停住');
    await expect(chair.controls).toContainText(`交回主讲 ${nameOf(second)}`);
    await chair.change('Space');
    await expect(chair.speaker).toHaveText(nameOf(second));
  });

  await test.step('D4 a closed list takes no more; the chair may add anyone', async () => {
    await chair.press('l');
    await expect(page.getByRole('button', { name: '名单已关' })).toBeVisible();
    const refused = await three.send('speaking.requestToSpeak', { kind: 'speech' });
    expect(refused.ok ? null : refused.error.code).toBe('speaking.listClosed');
    await chair.press('a');
    await page.keyboard.type(nameOf(third));
    await page.keyboard.press('Enter');
    await confirm(page, '加入名单');
    await expect(chair.rows).toHaveCount(2);
  });

  await test.step('D6 going on asks while somebody speaks; X ends the turn', async () => {
    await chair.press('n');
    await expect(page.getByRole('dialog')).toContainText(`结束${nameOf(second)}的发言`);
    await page.keyboard.press('Escape');
    await chair.change('x');
    await expect(chair.floor).not.toContainText('正在发言');
    await expect(chair.controls).toContainText(`请下一位 ${nameOf(first)}`);
  });

  await test.step('Enter calls whoever is selected', async () => {
    await chair.press('k');
    await expect(chair.rows.nth(1)).toHaveAttribute('aria-current', 'true');
    await chair.change('Enter');
    await expect(chair.speaker).toHaveText(nameOf(third));
  });
  for (const client of clients) client.close();
});

test('the chair takes a vote by keyboard alone', async ({ invite }) => {
  const meeting = await planConsultation('键盘主持的表决');
  await beginConsultation(meeting);
  const clients = await Promise.all(memberNames.map((username) => member(meeting, username)));
  const chair = new Console((await invite({ username: chairName, viewport: laptop })).page);
  const { page } = chair;
  await page.goto(`/live/${meeting.meetingId}/chair`);
  await expect(chair.vote).toContainText('还没有准备表决');

  await chair.press('v');
  const dialog = page.getByRole('dialog', { name: '准备表决或征询' });
  await tabTo(page, dialog.getByRole('textbox', { name: '题目' }));
  await page.keyboard.type('关于同步配建学位的协商意见');
  await confirm(page, '存为已准备');
  await expect(chair.vote).toContainText('关于同步配建学位的协商意见');
  await expect(chair.vote).toContainText('实到 3，需 3');

  await chair.press('v');
  await expect(page.getByRole('dialog')).toContainText('定为此刻在场的 3 人');
  await confirm(page, '开启表决');
  await expect(chair.vote).toContainText('投票中');
  await expect(page.getByRole('button', { name: '结束会议' })).toBeDisabled();
  await expect(page.getByRole('banner'), 'V1 says why').toContainText('投票中，截止后才能休会、散会');

  const opened = clients[0]?.events.find(({ type }) => type === 'polls.pollOpened')?.payload as { pollId: string };
  for (const client of clients) {
    const ballot = { pollId: opened.pollId, choice: { kind: 'yesNo', answer: 'yes' }, receipt: 'A'.repeat(16) };
    const receipt = randomBytes(16)
      .toString('hex')
      .toUpperCase()
      .replace(/[0189]/g, 'Z')
      .slice(0, 20);
    expect((await client.send('polls.castBallot', { ...ballot, receipt })).ok).toBe(true);
  }
  await expect(chair.vote).toContainText('已投 3 / 3');

  await chair.press('v');
  await confirm(page, '截止投票');
  await expect(chair.vote.getByRole('button', { name: '公布结果' })).toBeVisible();
  await chair.press('v');
  await confirm(page, '公布结果');
  await expect(chair.vote).toContainText('达到通过所需的 2 票');
  for (const client of clients) client.close();
});
