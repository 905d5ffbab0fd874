import { type RollRow, voteLines } from './lines.ts';
import * as repo from './repo.ts';
import { type Poll, standing } from './state.ts';

const byOf = (stands: number): RollRow['by'] => {
  if (stands & standing.hand) return 'hand';
  return stands & standing.device ? 'device' : 'none';
};

/** Everyone the vote was about, in the order of their ids, and who has voted on a device; devices of the public are not listed. */
export async function readRoll(pollId: string): Promise<readonly RollRow[]> {
  const [voters, marks] = await Promise.all([repo.listVoters(pollId), repo.listMarks(pollId)]);
  const voted = new Set(marks.map(({ voter }) => voter));
  return voters.map(({ userId, stands }) => ({
    voter: userId,
    isEntitled: (stands & standing.entitled) !== 0,
    isPresent: (stands & standing.present) !== 0,
    by: byOf(stands),
    hasVoted: voted.has(userId),
  }));
}

/** The whole vote as lines for `npm run verify-vote`. */
export async function exportLines(meetingId: string, poll: Poll, exportedAt: number): Promise<Iterable<string>> {
  const [roll, papers] = await Promise.all([readRoll(poll.pollId), repo.readPapers(poll.pollId)]);
  return voteLines(meetingId, poll, { roll, papers }, exportedAt);
}
