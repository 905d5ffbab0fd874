import { canonicalJson } from '#server/kernel/canonical.ts';
import { presentResult } from './domain.ts';
import { type ChainedPaper, digest, follow, type HashName } from './list.ts';
import type { Poll } from './state.ts';

/** What somebody is to a closed vote. */
export interface RollRow {
  readonly voter: string;
  readonly isEntitled: boolean;
  readonly isPresent: boolean;
  readonly by: 'device' | 'hand' | 'none';
  /** On a device; hands leave no names. */
  readonly hasVoted: boolean;
}

/** What the first line of the roll follows. */
export const rollGenesis = (name: HashName, pollId: string): string => digest(name, `consultation-hub-roll\n${pollId}`);

/** A counted vote as lines for `npm run verify-vote`: a sealed header, the roll, then the published list (V6). */
export function* voteLines(
  meetingId: string,
  poll: Poll,
  { roll, papers }: { readonly roll: readonly RollRow[]; readonly papers: readonly ChainedPaper[] },
  exportedAt: number,
): Generator<string> {
  const { pollId, counted } = poll;
  if (!counted) return;
  const name = counted.hashName;
  let rollHash = rollGenesis(name, pollId);
  const rollLines = roll.map((row) => {
    rollHash = follow(name, rollHash, row);
    return JSON.stringify({ ...row, hash: rollHash });
  });
  const header = {
    format: 'consultation-hub-vote',
    version: 1,
    meetingId,
    pollId,
    hash: name,
    exportedAt,
    vote: {
      definition: poll.definition,
      figures: poll.figures,
      isQuorate: poll.isQuorate,
      stage: poll.stage,
      openedAt: poll.openedAt,
      closedAt: poll.closedAt,
      closedBy: poll.closedBy,
      publishedAt: poll.publishedAt,
      voted: poll.marked,
      reason: poll.reason,
      handCounts: poll.handCounts,
      result: poll.result ?? presentResult(poll),
    },
    roll: { count: roll.length, hash: rollHash },
    list: { count: counted.listLength, hash: counted.listHash },
  };
  yield JSON.stringify({ ...header, seal: digest(name, canonicalJson(header)) });
  yield* rollLines;
  for (const { place, receipt, voter, choice, hash } of papers)
    yield JSON.stringify({ place, receipt, voter, choice, hash });
}
