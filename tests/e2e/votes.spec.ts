import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, type Locator, type Page } from '@playwright/test';
import { uuidV7 } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Choice } from '#server/modules/polls/contract.ts';
import { expectAccessible } from '#tests/support/accessible.ts';
import {
  beginConsultation,
  type Consultation,
  chairName,
  memberNames,
  planConsultation,
} from '#tests/support/consultation.ts';
import { RoomPage, WatchPage } from '#tests/support/live-pages.ts';
import { type Person, phone, test } from '#tests/support/people.ts';
import { no, options, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const hallSize = { width: 1920, height: 1080 } as const;
const [first, second, third] = memberNames;

/** The projector's page. */
class HallScreen {
  readonly page: Page;
  constructor(page: Page) {
    this.page = page;
  }
  get top(): Locator {
    return this.page.getByRole('banner');
  }
  get main(): Locator {
    return this.page.getByRole('main');
  }
  /** The sentence that explains. */
  get foot(): Locator {
    return this.page.getByRole('contentinfo');
  }
  figure(name: string): Locator {
    return this.main.getByRole('term').filter({ hasText: name }).locator('xpath=following-sibling::*[1]').first();
  }
}

/** A member's ballot in the room. */
class Ballot {
  readonly room: RoomPage;
  constructor(room: RoomPage) {
    this.room = room;
  }
  get paper(): Locator {
    return this.room.page.getByRole('region', { name: '表决' });
  }
  /** Chosen, then given; the second press of a double click finds nothing to press. */
  async give(title: string, choice: string): Promise<void> {
    await expect(this.paper.getByRole('heading', { name: title })).toBeVisible();
    await this.paper.getByRole('radio', { name: choice }).check();
    await this.room.page.getByRole('button', { name: `投出“${choice}”` }).dblclick();
    await expect(this.paper.getByText('已投出', { exact: true })).toBeVisible();
  }
  /** Looks the own ballot up in the published list, in the rail. */
  async find(title: string): Promise<Locator> {
    await this.room.open('表决');
    const card = this.room.page.getByRole('tabpanel', { name: '表决' }).getByRole('article').filter({ hasText: title });
    await card.getByText('核对我的一票').click();
    await card.getByRole('button', { name: /查看/ }).click();
    await expect(card.getByRole('status')).toContainText('找到了');
    return card.getByRole('list', { name: '公布的名单' });
  }
}

/** One person's requests to a meeting, as the pages send them. */
class Voice {
  readonly #person: Person;
  readonly #meetingId: string;
  constructor(person: Person, { meetingId }: Consultation) {
    this.#person = person;
    this.#meetingId = meetingId;
  }
  async send(type: string, input: object, commandId = uuidV7()): Promise<CommandAck> {
    const answer = await this.#person.context.request.post(`/api/live/${this.#meetingId}/commands`, {
      data: { commandId, type, input },
    });
    return (await answer.json()) as CommandAck;
  }
  async must(type: string, input: object): Promise<Readonly<Record<string, unknown>>> {
    const ack = await this.send(type, input);
    expect(ack, type).toMatchObject({ ok: true });
    return (ack.ok ? ack.output : {}) as Record<string, unknown>;
  }
  cast(pollId: string, choice: Choice, receipt = receiptOf(), commandId = uuidV7()): Promise<CommandAck> {
    return this.send('polls.castBallot', { pollId, choice, receipt }, commandId);
  }
  async text(rest: string): Promise<string> {
    const answer = await this.#person.context.request.get(`/api/live/${this.#meetingId}/${rest}`);
    expect(answer.ok(), rest).toBe(true);
    return answer.text();
  }
  async json<T>(rest: string): Promise<T> {
    return JSON.parse(await this.text(rest)) as T;
  }
}

interface PollNow {
  readonly version: number;
  readonly counted: object | null;
}

async function pollOf(chair: Voice, pollId: string): Promise<PollNow> {
  const { state } = await chair.json<{ state: { polls: { polls: Record<string, PollNow> } } }>('snapshot');
  return state.polls.polls[pollId] as PollNow;
}

async function open(chair: Voice, settings: object): Promise<string> {
  const { pollId } = await chair.must('polls.draftPoll', {
    settings: settingsOf({ quorum: { rule: 'moreThanHalf' }, ...settings }),
    lists: { electors: [], hand: [] },
  });
  await chair.must('polls.openPoll', { pollId, basedOn: 1 });
  return String(pollId);
}

async function closeAndPublish(chair: Voice, pollId: string): Promise<void> {
  await chair.must('polls.closePoll', { pollId, basedOn: (await pollOf(chair, pollId)).version });
  await expect.poll(async () => (await pollOf(chair, pollId)).counted !== null).toBe(true);
  await chair.must('polls.publishPoll', {
    pollId,
    basedOn: (await pollOf(chair, pollId)).version,
    isConfirmed: true,
  });
}

interface Paper {
  readonly name: string | null;
  readonly receipt: string | null;
  readonly choice: Choice;
}

/** The stand-alone checker's answer about an exported vote. */
function verified(text: string, receipt?: string): { status: number | null; said: string } {
  const file = test.info().outputPath('vote.ndjson');
  writeFileSync(file, text);
  const script = path.join(ROOT, 'scripts/verify-vote.ts');
  const run = spawnSync(process.execPath, [script, file, ...(receipt ? [receipt] : [])], { encoding: 'utf8' });
  return { status: run.status, said: run.stdout + run.stderr };
}

test('a named and a secret vote: every ballot once, the result explained to the hall, each voter finds the own ballot', async ({
  invite,
}) => {
  test.setTimeout(360_000);
  const meeting = await planConsultation('表决与大屏');
  const chairPerson = await invite({ username: chairName });
  const chair = new Voice(chairPerson, meeting);
  const persons = await Promise.all([first, second, third].map((username) => invite({ username })));
  const members = persons.map((person) => new Voice(person, meeting)) as [Voice, Voice, Voice];
  const ballots = persons.slice(0, 2).map(({ page }) => new Ballot(new RoomPage(page))) as [Ballot, Ballot];
  const visitor = await invite({ viewport: phone });
  const watch = new WatchPage(visitor.page);
  const hall = new HallScreen((await invite({ username: chairName, viewport: hallSize })).page);
  const screen = `/live/${meeting.meetingId}/screen`;

  await test.step('before it opens the hall reads what will be', async () => {
    await hall.page.goto(screen);
    await expect(hall.main).toContainText(meeting.title);
    await expect(hall.main).toContainText('开会');
    await expectAccessible(hall.page);
  });

  await test.step('the meeting is at its first item; everybody but one is there', async () => {
    await beginConsultation(meeting);
    await chair.must('rooms.enterRoom', { deviceId: 'device-chair', mode: 'video', consentVersion: '1' });
    for (const { room } of ballots) {
      await room.page.goto(`/live/${meeting.meetingId}`);
      await room.enter();
    }
    await expect(hall.main).toContainText('更新片区的学位配套');
    await expect(hall.top).toContainText('实到 3 / 4');
    await expectAccessible(hall.page);
  });

  const title = '关于更新片区同步配建学位的协商意见';
  let named = '';
  await test.step('the chair announces a prepared vote on the screen, then opens it', async () => {
    const { pollId } = await chair.must('polls.draftPoll', {
      settings: settingsOf({ title, quorum: { rule: 'moreThanHalf' } }),
      lists: { electors: [], hand: [] },
    });
    named = String(pollId);
    await expect(hall.main).not.toContainText(title);
    await chair.must('rooms.switchStage', { layout: 'vote', documentId: null, page: null });
    await expect(hall.main).toContainText('即将表决');
    await expect(hall.main).toContainText(title);
    await chair.must('polls.openPoll', { pollId: named, basedOn: 1 });
    await expect(hall.main).toContainText('正在表决');
    await expect(hall.foot).toContainText('达到法定人数（3）');
    await expectAccessible(hall.page);
  });

  await test.step('the public follows the vote without an account', async () => {
    await watch.page.goto(`/watch/${meeting.meetingId}`);
    await expect(watch.votes).toContainText(title);
    await expect(watch.votes).toContainText('已投 0 / 3');
  });

  await test.step('members vote in the room; a double click and a reload change nothing', async () => {
    await ballots[0].give(title, '赞成');
    await ballots[1].give(title, '反对');
    await ballots[0].room.page.reload();
    await expect(ballots[0].paper.getByText('已投出', { exact: true })).toBeVisible();
    await expect(ballots[0].paper).toContainText('您投了 赞成');
    await expect(hall.main).toContainText('已投2/ 3');
  });

  await test.step('neither does a second tab, nor a command that is sent again', async () => {
    const [receipt, commandId] = [receiptOf(), uuidV7()];
    const twice = await Promise.all([
      chair.cast(named, yes, receipt, commandId),
      chair.cast(named, yes, receipt, commandId),
      chair.cast(named, yes, receipt),
    ]);
    expect(twice.map(({ ok }) => ok)).toEqual([true, true, true]);
    // Who was not there at the opening has no vote (D32).
    expect(await members[2].cast(named, no)).toMatchObject({ ok: false, error: { code: 'polls.notEntitled' } });
    await expect(hall.main).toContainText('已投3/ 3');
    // How many, never how (D26).
    await expect(hall.main.getByRole('img')).toHaveAttribute('aria-label', '已投 3，缺席 1');
    await expect(watch.votes).toContainText('已投 3 / 3');
  });

  await test.step('the screen comes back by itself, and a reload lands in the present state', async () => {
    await hall.page.reload();
    await expect(hall.main).toContainText('已投3/ 3');
    expect(await hall.page.evaluate(() => document.documentElement.scrollHeight <= innerHeight)).toBe(true);
  });

  await test.step('quorum and majority are explained on the hall screen', async () => {
    await closeAndPublish(chair, named);
    await expect(hall.main.getByRole('heading', { name: '通过', exact: true })).toBeVisible();
    await expect(hall.figure('赞成')).toHaveText('2');
    await expect(hall.figure('反对')).toHaveText('1');
    await expect(hall.main).toContainText('过半数，需 2');
    await expect(hall.foot).toContainText('应到 4，实到 3，达到法定人数');
    await expect(hall.foot).toContainText('赞成 2，达到通过所需的 2 票（超过实到人数的一半），通过。');
    await expect(hall.main).toContainText(meeting.names[first] ?? '');
    await expectAccessible(hall.page);
    await expect(watch.results).toContainText('赞成 2，达到通过所需的 2 票（超过实到人数的一半），通过');
    await expect(watch.votes).toBeEmpty();
    await expectAccessible(watch.page);
    const late = await members[0].cast(named, no);
    expect(late).toMatchObject({ ok: false, error: { code: 'polls.voteClosed' } });
  });

  await test.step('the named list holds every name once, with the choice', async () => {
    const { papers } = await members[0].json<{ papers: readonly Paper[] }>(`polls/${named}/list`);
    const own = papers.filter(({ name }) => name === meeting.names[first]);
    expect(own.map(({ choice }) => choice)).toEqual([yes]);
    expect(papers).toHaveLength(3);
    const list = await ballots[0].find(title);
    await expect(list.locator('[aria-current=true]')).toContainText(`${meeting.names[first]}`);
    await expect(list.locator('[aria-current=true]')).toContainText('赞成');
  });

  let secret = '';
  const given: string[] = [];
  const secretTitle = '过渡期两年入学安排';
  await test.step('a secret vote of all; a repeated ballot is not another one', async () => {
    secret = await open(chair, {
      title: secretTitle,
      secrecy: 'secret',
      electorate: 'all',
      leastElectors: 2,
      majority: { rule: 'absolute' },
    });
    await expect(hall.top).toContainText('无记名表决');
    await ballots[0].give(secretTitle, '赞成');
    await ballots[1].give(secretTitle, '反对');
    const third = receiptOf();
    expect((await members[2].cast(secret, no, third)).ok).toBe(true);
    for (const { paper } of ballots)
      given.push(((await paper.locator('b.num').textContent()) ?? '').replaceAll(/[^A-Z2-7]/g, ''));
    given.push(third);
    const again = await members[0].cast(secret, no);
    expect(again).toMatchObject({ ok: false, error: { code: 'polls.alreadyVoted' } });
    await expect(hall.main).toContainText('已投3/ 4');
  });

  await test.step('it is not carried, and the hall reads why', async () => {
    await closeAndPublish(chair, secret);
    await expect(hall.main.getByRole('heading', { name: '未通过' })).toBeVisible();
    await expect(hall.figure('赞成')).toHaveText('1');
    await expect(hall.figure('反对')).toHaveText('2');
    await expect(hall.foot).toContainText('赞成 1，未达到通过所需的 3 票（超过应到人数的一半），未通过。');
    await expect(hall.foot).toContainText('回执码');
    await expectAccessible(hall.page);
  });

  await test.step('each member finds the own ballot by its receipt, and nobody’s name stands beside it', async () => {
    const { papers } = await members[0].json<{ papers: readonly Paper[] }>(`polls/${secret}/list`);
    expect(new Set(papers.map(({ receipt }) => receipt))).toEqual(new Set(given));
    expect(papers).toHaveLength(3);
    expect(papers.find(({ receipt }) => receipt === given[0])?.choice).toEqual(yes);
    expect(papers.every(({ name }) => name === null)).toBe(true);
    await ballots[1].room.page.reload();
    const list = await ballots[1].find(secretTitle);
    await expect(list.locator('[aria-current=true]')).toContainText('反对');
  });

  await test.step('the exports pass the checker; a changed one does not', async () => {
    for (const pollId of [named, secret]) {
      const { status, said } = verified(await chair.text(`polls/${pollId}/export`));
      expect(status, said).toBe(0);
    }
    const text = await chair.text(`polls/${secret}/export`);
    expect(verified(text, given[0]).status).toBe(0);
    expect(verified(text.replace('"answer":"no"', '"answer":"yes"')).status).toBe(1);
  });

  await test.step('the public answers a straw poll once, and a reload remembers it (D33)', async () => {
    const straw = await open(chair, {
      title: '过渡期方案',
      form: 'straw',
      secrecy: 'secret',
      electorate: 'public',
      majority: null,
      quorum: { rule: 'none' },
      question: {
        kind: 'single',
        canAbstain: true,
        options: [
          { optionId: 'a', label: '借用老校区' },
          { optionId: 'b', label: '相邻学校扩班' },
        ],
      },
    });
    await expect(watch.straws).toContainText('未核实身份');
    await expectAccessible(watch.page);
    await watch.straws.getByRole('button', { name: '提交' }).click();
    await expect(watch.straws.getByRole('alert')).toHaveText('请先选择。');
    await watch.straws.getByRole('radio', { name: '相邻学校扩班' }).check();
    await watch.straws.getByRole('button', { name: '提交' }).dblclick();
    await expect(watch.straws.getByRole('status')).toHaveText('已提交，谢谢参加');
    const said = await watch.straws.textContent();
    await watch.page.reload();
    await expect(watch.straws).toHaveText(said ?? '');
    await closeAndPublish(chair, straw);
    await expect(watch.results).toContainText('相邻学校扩班1');
    const { papers } = await chair.json<{ papers: readonly Paper[] }>(`polls/${straw}/list`);
    expect(papers.map(({ choice }) => choice)).toEqual([options('b')]);
    expect(said).toContain(papers[0]?.receipt ?? 'none');
  });

  await test.step('the chair goes on, and so does the screen', async () => {
    await chair.must('meetings.startItem', { itemId: 'i3', basedOn: 'i1' });
    await expect(hall.main).toContainText('部门回应与小结');
    await chair.must('meetings.suspendMeeting', { reason: '茶歇十分钟' });
    await expect(hall.main).toContainText('茶歇十分钟');
    await chair.must('meetings.endMeeting', {});
    await expect(hall.main).toContainText('会议结束');
    await expectAccessible(hall.page);
  });
});
