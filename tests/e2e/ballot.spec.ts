import { expect, type Locator, type Page } from '@playwright/test';
import type { PollSettings } from '#server/modules/polls/contract.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import { expectAccessible } from '#tests/support/accessible.ts';
import { ChairDesk } from '#tests/support/chair-desk.ts';
import { beginConsultation, chairName, memberNames, planConsultation } from '#tests/support/consultation.ts';
import { RoomPage } from '#tests/support/live-pages.ts';
import { phone, test } from '#tests/support/people.ts';
import { settingsOf } from '#tests/support/polls.ts';

const [first, second] = memberNames;

/** A vote as the chair carries it from draft to result. */
class VoteDesk {
  readonly #desk: ChairDesk;
  constructor(desk: ChairDesk) {
    this.#desk = desk;
  }

  async #version(pollId: string): Promise<number> {
    return ((await this.#desk.state())['polls'] as PollsState).polls[pollId]?.version ?? 0;
  }

  async open(change: Partial<PollSettings>): Promise<string> {
    await this.#desk.send('polls.draftPoll', { settings: settingsOf(change), lists: { electors: [], hand: [] } });
    const pollId = Object.keys(((await this.#desk.state())['polls'] as PollsState).polls).at(-1) ?? '';
    await this.#desk.send('polls.openPoll', { pollId, basedOn: await this.#version(pollId) });
    return pollId;
  }

  async close(pollId: string): Promise<void> {
    await this.#desk.send('polls.closePoll', { pollId, basedOn: await this.#version(pollId) });
    await expect
      .poll(async () => ((await this.#desk.state())['polls'] as PollsState).polls[pollId]?.counted !== null)
      .toBe(true);
  }

  async publish(pollId: string): Promise<void> {
    await this.#desk.send('polls.publishPoll', { pollId, basedOn: await this.#version(pollId), isConfirmed: true });
  }
}

const paperOf = (page: Page): Locator => page.getByRole('region', { name: '表决', exact: true });

test('members vote on the stage: once, whatever is pressed, and find their ballot afterwards', async ({
  invite,
  baseURL,
}) => {
  test.setTimeout(180_000);
  const url = baseURL ?? '';
  const meeting = await planConsultation('投票协商会');
  const { meetingId } = meeting;
  await beginConsultation(meeting);
  const desk = await ChairDesk.open(url, chairName, meetingId);
  const votes = new VoteDesk(desk);
  const laptopRoom = new RoomPage((await invite({ username: first })).page);
  const phoneRoom = new RoomPage((await invite({ username: second, viewport: phone })).page);
  const { page } = laptopRoom;
  const paper = paperOf(page);
  for (const room of [laptopRoom, phoneRoom]) {
    await room.page.goto(`/live/${meetingId}`);
    await room.enter();
    await expect(room.page.getByRole('region', { name: '我的位置' })).toContainText('名单开放');
  }

  await test.step('a named vote: a double click is one ballot, a reload changes nothing, changing is open', async () => {
    const pollId = await votes.open({ title: '是否同意会议议程', durationMs: 120_000 });
    await expect(paper.getByRole('heading', { name: '是否同意会议议程' })).toBeFocused();
    await expect(paper.getByRole('timer')).toBeVisible();
    await expectAccessible(page);
    await paper.getByRole('radio', { name: '赞成' }).check();
    await page.getByRole('button', { name: '投出“赞成”' }).dblclick();
    await expect(paper).toContainText('您投了 赞成');
    await expect(paper).toContainText('已投 1，还差 1 人');
    await page.reload();
    await expect(paper).toContainText('您投了 赞成');
    await expect(paper).toContainText('已投 1，还差 1 人');
    await paper.getByRole('button', { name: '改投' }).click();
    await paper.getByRole('radio', { name: '反对' }).check();
    await page.getByRole('button', { name: '改投“反对”' }).click();
    await expect(paper).toContainText('您投了 反对');
    await expect(paper).toContainText('已投 1，还差 1 人');

    const phonePaper = paperOf(phoneRoom.page);
    await phonePaper.getByRole('radio', { name: '赞成' }).check();
    await expectAccessible(phoneRoom.page);
    await phoneRoom.page.getByRole('button', { name: '投出“赞成”' }).click();
    await expect(phonePaper).toContainText('您投了 赞成');
    await votes.close(pollId);
    await expect(paper).toContainText('正在计票');
    await votes.publish(pollId);
    await expect(paper).toContainText('未通过');
    await expect(paper).toContainText('赞成 1，未达到通过所需的 2 票（超过实到人数的一半）');
    await expect(phonePaper).toContainText('未通过');
  });

  await test.step('a secret vote: the receipt stays on the device and finds the ballot in the published list', async () => {
    const pollId = await votes.open({ title: '是否通过协商意见', secrecy: 'secret', leastElectors: 2 });
    await expect(paper.getByRole('heading', { name: '是否通过协商意见' })).toBeVisible();
    await paper.getByRole('radio', { name: '弃权' }).check();
    await expect(page.getByRole('region', { name: '我的位置' })).toContainText('投出后不能更改');
    await page.getByRole('button', { name: '投出“弃权”' }).dblclick();
    await expect(paper).toContainText('系统不记得您投了什么');
    const code = (await paper.innerText()).match(/(?:[A-Z2-7]{4}-){4}[A-Z2-7]{4}/)?.[0] ?? '';
    expect(code).not.toBe('');
    await expect(paper.getByRole('button', { name: '改投' })).toBeHidden();
    await page.reload();
    await expect(paper).toContainText(code);
    await expect(paper.getByRole('radio')).toHaveCount(0);
    const phonePaper = paperOf(phoneRoom.page);
    await phonePaper.getByRole('radio', { name: '赞成' }).check();
    await phoneRoom.page.getByRole('button', { name: '投出“赞成”' }).click();
    await expect(paper).toContainText('已投 2');
    await votes.close(pollId);
    await votes.publish(pollId);
    await paper.getByRole('button', { name: '在公布的名单里找我的一票' }).click();
    const sheet = page.getByRole('tabpanel', { name: '表决' });
    const ballot = sheet.getByRole('article').filter({ hasText: '是否通过协商意见' });
    await ballot.getByText('核对我的一票').click();
    await ballot.getByRole('button', { name: '查看公布的名单' }).click();
    await expect(ballot.getByRole('status')).toContainText('找到了');
    const own = ballot.getByRole('list', { name: '公布的名单' }).locator('[aria-current]');
    await expect(own).toContainText(code);
    await expect(own).toContainText('弃权');
    await expectAccessible(page);
  });

  await test.step('a straw poll is put in order by keyboard and answered in the rail', async () => {
    const options = ['校舍', '校车', '时间表'].map((label, index) => ({ optionId: `o${index}`, label }));
    await votes.open({
      title: '先办哪件事？',
      form: 'straw',
      secrecy: 'confidential',
      majority: null,
      question: { kind: 'ranking', options, canAbstain: false, method: 'points' },
    });
    const straw = page.getByRole('tabpanel', { name: '表决' }).getByRole('article').filter({ hasText: '先办哪件事？' });
    await straw.getByRole('button', { name: /^校舍，第 1 位/ }).focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await expect(straw.getByRole('listitem').last()).toContainText('校舍');
    await straw.getByRole('button', { name: '投出选票' }).click();
    await expect(straw).toContainText('您投了 校车 > 时间表 > 校舍');
  });
  desk.close();
});
