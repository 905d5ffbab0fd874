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
