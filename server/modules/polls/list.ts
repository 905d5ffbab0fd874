import { createHash } from 'node:crypto';
import { canonicalJson } from '#server/kernel/canonical.ts';
import type { Choice } from './contract.ts';

export type HashName = 'sha256' | 'sm3';

/** One line of the published list: whoever voted finds their own by receipt, or by name in a named vote (V6). */
export interface Paper {
  readonly receipt: string | null;
  readonly voter: string | null;
  readonly choice: Choice;
}

export interface ChainedPaper extends Paper {
  readonly place: number;
  readonly hash: string;
}

export const digest = (name: HashName, text: string): string => createHash(name).update(text, 'utf8').digest('hex');

/** What the first line's hash follows: bound to the vote, so that a list cannot be passed off as another's. */
export const listGenesis = (name: HashName, pollId: string): string => digest(name, `consultation-hub-vote\n${pollId}`);

/** The hash of the next line of a chain. */
export const follow = (name: HashName, former: string, line: object): string =>
  digest(name, `${former}\n${canonicalJson(line)}`);

/** Gives every paper its place and hash, in the order given; the last hash stands for the whole list. */
export function chainPapers(name: HashName, pollId: string, papers: readonly Paper[]): readonly ChainedPaper[] {
  let former = listGenesis(name, pollId);
  return papers.map(({ receipt, voter, choice }, index) => {
    const line = { place: index + 1, receipt, voter, choice };
    former = follow(name, former, line);
    return { ...line, hash: former };
  });
}
