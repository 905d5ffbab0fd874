import { randomUUID } from 'node:crypto';
import type { Choice, PollSettings } from '#server/modules/polls/contract.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import { receiptOf, settingsOf } from '#tests/support/polls.ts';
import type { Company } from './company.ts';
import { pause } from './steps.ts';

const paths = ({ url, scene }: Company): string => `${url}/api/live/${scene.meetingId}`;

async function send(company: Company, who: string, type: string, input: object): Promise<Record<string, unknown>> {
  const { request } = await company.contextOf(who);
  const answer = await request.post(`${paths(company)}/commands`, { data: { commandId: randomUUID(), type, input } });
  const ack = (await answer.json()) as { ok: boolean; output: Record<string, unknown>; error?: { code: string } };
  // Who has not come has no vote.
  if (!ack.ok && ack.error?.code !== 'polls.notEntitled') throw new Error(`${type} was refused: ${ack.error?.code}`);
  return ack.output ?? {};
}

async function polls(company: Company): Promise<PollsState['polls']> {
  const { request } = await company.contextOf('chair');
  const answer = await request.get(`${paths(company)}/snapshot`);
  return ((await answer.json()) as { state: { polls: PollsState } }).state.polls.polls;
}

const yes: Choice = { kind: 'yesNo', answer: 'yes' };
const no: Choice = { kind: 'yesNo', answer: 'no' };
const abstain: Choice = { kind: 'abstain' };

/** A vote as the pictures need it: opened, and given by the first so many of those who are there. */
export async function openVote(company: Company, change: Partial<PollSettings>, voters: number): Promise<string> {
  const settings = settingsOf({
    title: '关于更新片区同步配建学位的协商意见（草案）',
    secrecy: 'secret',
    quorum: { rule: 'twoThirds' },
    durationMs: 30 * 60_000,
    itemId: 'i5',
    ...change,
  });
  const { pollId } = await send(company, 'chair', 'polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
  await send(company, 'chair', 'polls.openPoll', { pollId, basedOn: 1 });
  for (const [index, who] of company.scene.members.slice(0, voters).entries()) {
    const choice = index % 9 === 4 ? no : index % 7 === 6 ? abstain : yes;
    await send(company, who, 'polls.castBallot', { pollId, choice, receipt: receiptOf() });
  }
  return String(pollId);
}

/** Closes what is open and publishes it once it is counted. */
export async function publishVote(company: Company, pollId: string): Promise<void> {
  const versionOf = async (): Promise<number> => (await polls(company))[pollId]?.version ?? 0;
  await send(company, 'chair', 'polls.closePoll', { pollId, basedOn: await versionOf() });
  while (!(await polls(company))[pollId]?.counted) await pause(100);
  await send(company, 'chair', 'polls.publishPoll', { pollId, basedOn: await versionOf(), isConfirmed: true });
}

/** What the members think of the quarter's schools; the first three divide them. */
const statements = [
  '新校应先于住宅交付启用',
  '更新片区可以分期配建学位',
  '过渡期由区里统一派校车',
  '学位供需应每学期向社会公布',
  '配建学校的选址应征求居民意见',
  '闲置厂房可以临时改作教学点',
];
const camps = ['++-++-', '--+++ '];

/** A statement poll in which two camps answer; over once the groups are found. */
export async function statementPoll(company: Company): Promise<void> {
  const options = statements.map((label, index) => ({ optionId: `s${index + 1}`, label }));
  const settings = settingsOf({
    title: '更新片区学位配套，您怎么看',
    form: 'straw',
    question: { kind: 'statements', options, canAbstain: false },
    majority: null,
    isPublic: false,
  });
  const { pollId } = await send(company, 'chair', 'polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
  await send(company, 'chair', 'polls.openPoll', { pollId, basedOn: 1 });
  for (const [index, who] of company.scene.members.entries()) {
    const camp = camps[Number(index % 5 > 2)] ?? '';
    const answers = Object.fromEntries(
      options.map(({ optionId }, at) => {
        const isDoubt = (index * 7 + at * 5) % 11 === 0;
        return [optionId, isDoubt ? 'pass' : camp[at] === '+' ? 'agree' : 'disagree'];
      }),
    );
    await send(company, who, 'polls.castBallot', {
      pollId,
      choice: { kind: 'statements', answers },
      receipt: receiptOf(),
    });
  }
  await publishVote(company, String(pollId));
  while (!(await polls(company))[String(pollId)]?.groups) await pause(100);
}
