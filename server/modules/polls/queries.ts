import type { LiveState } from '#server/kernel/live.ts';
import type { MeetingsState } from '#server/modules/meetings/index.ts';
import type { Choice, OwnPoll } from './contract.ts';
import { readRoll } from './export.ts';
import type { RollRow } from './lines.ts';
import type { ChainedPaper } from './list.ts';
import * as repo from './repo.ts';
import { type Poll, type PollsState, standing } from './state.ts';

const pollsOf = (state: LiveState): PollsState => state['polls'] as PollsState;

/** What a person is to each poll that was opened. */
export async function ownPolls(state: LiveState, userId: string): Promise<readonly OwnPoll[]> {
  const polls = Object.values(pollsOf(state).polls).filter((poll) => poll.openedAt !== null);
  const { voters, marks } = await repo.readOwn(
    polls.map(({ pollId }) => pollId),
    userId,
  );
  return voters.map(({ pollId, stands }) => {
    const mark = marks.find((one) => one.pollId === pollId);
    const by = stands & standing.hand ? 'hand' : stands & standing.device ? 'device' : 'none';
    return {
      pollId,
      by,
      hasVoted: mark !== undefined,
      choice: (mark?.choice ?? null) as Choice | null,
      receipt: mark?.receipt ?? null,
    };
  });
}

/** Whether the choices beside the names may be shown to this reader by now (D27). */
function mayReadChoices(poll: Poll, isClerk: boolean): boolean {
  const { secrecy, hasInterim } = poll.definition;
  if (secrecy === 'secret') return false;
  if (poll.stage === 'open') return secrecy === 'named' && hasInterim;
  return secrecy === 'named' || isClerk;
}

/** Who is entitled, present and has voted; for chair and clerk. Choices where and when the secrecy lets this reader see them. */
export async function rollOf(
  poll: Poll,
  isClerk: boolean,
): Promise<readonly (RollRow & { readonly choice: Choice | null })[]> {
  const roll = await readRoll(poll.pollId);
  const marks = mayReadChoices(poll, isClerk) ? await repo.listMarks(poll.pollId) : [];
  const choices = new Map(marks.map(({ voter, choice }) => [voter, choice as Choice | null]));
  return roll.map((row) => ({ ...row, choice: choices.get(row.voter) ?? null }));
}

/** The published list, in its random order; named votes with the names as the meeting knows them. */
export async function listOf(
  state: LiveState,
  poll: Poll,
): Promise<readonly (ChainedPaper & { readonly name: string | null })[]> {
  const { participants } = state['meetings'] as MeetingsState;
  const papers = await repo.readPapers(poll.pollId);
  return papers.map((paper) => ({
    ...paper,
    name: paper.voter === null ? null : (participants[paper.voter]?.name ?? null),
  }));
}
