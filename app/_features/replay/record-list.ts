import type { Chapter, Said, Timeline, TurnSpan, VoteMark } from './timeline.ts';

/** One line of the record beside the picture, in the order of the meeting. */
export type RecordEntry = { readonly key: string; readonly from: number } & (
  | { readonly kind: 'item'; readonly item: Chapter }
  | { readonly kind: 'turn'; readonly turn: TurnSpan }
  | { readonly kind: 'vote'; readonly vote: VoteMark }
  | { readonly kind: 'said'; readonly said: Said }
);

const rank = { item: 0, turn: 1, vote: 2, said: 3 } as const;

export function recordOf({ chapters, turns, votes, said }: Timeline): readonly RecordEntry[] {
  const entries: readonly RecordEntry[] = [
    ...chapters.map((item) => ({ kind: 'item' as const, key: `item ${item.key}`, from: item.from, item })),
    ...turns.map((turn) => ({ kind: 'turn' as const, key: `turn ${turn.turnId}`, from: turn.from, turn })),
    ...votes.map((vote) => ({ kind: 'vote' as const, key: `vote ${vote.pollId}`, from: vote.at, vote })),
    ...said.map((one) => ({ kind: 'said' as const, key: `said ${one.key}`, from: one.at, said: one })),
  ];
  return entries.toSorted((one, other) => one.from - other.from || rank[one.kind] - rank[other.kind]);
}

const wordsOf = (entry: RecordEntry): readonly (string | null)[] => {
  switch (entry.kind) {
    case 'item':
      return [entry.item.title];
    case 'turn':
      return [entry.turn.name, entry.turn.sectorName, entry.turn.post];
    case 'vote':
      return [entry.vote.title];
    case 'said':
      return [entry.said.name, entry.said.text];
  }
};

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Indexes of the entries that hold the words, in order; none for an empty search. */
export function findIn(entries: readonly RecordEntry[], words: string): readonly number[] {
  const wanted = folded(words.trim());
  if (wanted === '') return [];
  return entries.flatMap((entry, index) =>
    wordsOf(entry).some((text) => text !== null && folded(text).includes(wanted)) ? [index] : [],
  );
}

/** A text cut where the searched words stand, every second part being them. */
export function markedParts(text: string, words: string): readonly string[] {
  const wanted = folded(words.trim());
  // What folding makes longer or shorter cannot be laid over the text.
  if (wanted === '' || folded(text).length !== text.length) return [text];
  const parts: string[] = [];
  let from = 0;
  for (let at = folded(text).indexOf(wanted); at >= 0; at = folded(text).indexOf(wanted, from)) {
    parts.push(text.slice(from, at), text.slice(at, at + wanted.length));
    from = at + wanted.length;
  }
  return [...parts, text.slice(from)];
}
