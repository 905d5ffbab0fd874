import { quorumNeeded } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** What a person's cell says. `voted`: somehow, while the vote is open. `silent`: could have voted. `absent`: was not there. */
export type VoteCell = 'yes' | 'no' | 'abstain' | 'invalid' | 'voted' | 'silent' | 'absent';

export interface VoteBarParts {
  /** In the order of drawing; counts above zero only. */
  readonly parts: readonly { readonly cell: VoteCell; readonly count: number }[];
  /** Everybody drawn: the entitled, or the voters where more people voted than are entitled. */
  readonly total: number;
  /** Votes that had to be reached, as a place on the bar; null where nothing was needed. */
  readonly needed: number | null;
  /** Members needed for the quorum; null without one. */
  readonly quorum: number | null;
}

/** A vote as one cell per person; null before it is opened, and where nobody is entitled. */
export function barOf({ stage, definition, figures, voted, result }: Poll): VoteBarParts | null {
  if (!figures) return null;
  const counts: [VoteCell, number][] = [];
  let cast: number;
  if (result && definition.question.kind === 'yesNo') {
    const { totals } = result;
    cast = totals.cast;
    counts.push(['yes', totals.counts['yes'] ?? 0], ['no', totals.counts['no'] ?? 0]);
    counts.push(['abstain', totals.abstain], ['invalid', totals.invalid]);
  } else {
    cast = result?.totals.cast ?? voted;
    counts.push(['voted', cast]);
  }
  // Entitled people may vote without being present (D32): whoever voted was not away.
  const here = Math.max(definition.electorate === 'present' ? figures.present : figures.electors, cast);
  const total = Math.max(figures.entitled, here);
  if (total === 0) return null;
  counts.push(['silent', here - cast], ['absent', total - here]);
  const isReckoned = stage === 'published' || stage === 'closed';
  return {
    parts: counts.filter(([, count]) => count > 0).map(([cell, count]) => ({ cell, count })),
    total,
    needed: isReckoned ? (result?.majority?.needed ?? null) : null,
    quorum: quorumNeeded(definition.quorum, figures.entitled),
  };
}
