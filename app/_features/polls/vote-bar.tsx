'use client';

import { useTranslations } from 'next-intl';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { useChoiceLabel } from './poll-words.tsx';
import { barOf, type VoteCell } from './vote-cells.ts';

/** Beyond that one cell per person is too narrow to be told apart, and shares are drawn. */
const mostCells = 120;

const fills: Readonly<Record<VoteCell, string>> = {
  yes: 'bg-yes',
  no: 'bg-no',
  abstain: 'vote-abstain',
  invalid: 'vote-invalid',
  // Neither for nor against: in the colour of a choice it would read as one (D26).
  voted: 'bg-ink-2',
  silent: 'vote-silent',
  absent: 'vote-absent',
};

/** The mark that stands for a choice wherever it is counted. */
export function VoteMark({ cell, className = 'size-[0.75em]' }: { cell: VoteCell; className?: string }) {
  return <i className={`inline-block flex-none rounded-[2px] ${fills[cell]} ${className}`} aria-hidden="true" />;
}

/**
 * A vote as a row of people: how they voted, who did not, who was away, and the line that had to be crossed. While it is open
 * only how many have voted (D26). The figures stand beside it as text.
 */
export function VoteBar({ poll, className = 'h-6', hasMarks = true }: VoteBarProps) {
  const t = useTranslations('polls.bar');
  const label = useChoiceLabel();
  const bar = barOf(poll);
  if (!bar) return null;
  const { parts, needed, quorum, total } = bar;
  const share = (count: number): string => `${(count / total) * 100}%`;
  const isYesNo = choicesOf(poll.definition.question).includes('yes');
  const said = parts.map(({ cell, count }) =>
    t(cell === 'yes' || cell === 'no' ? 'choice' : cell, {
      count,
      ...((cell === 'yes' || cell === 'no') && { name: label(poll.definition.question, cell) }),
    }),
  );
  return (
    <div className={`relative ${className}`} role="img" aria-label={said.join(t('comma'))}>
      {total <= mostCells ? (
        <div className="flex h-full gap-[clamp(1px,0.4%,8px)]">
          {parts.flatMap(({ cell, count }) =>
            Array.from({ length: count }, (_, index) => (
              <i key={`${cell}${index}`} className={`min-w-0 flex-1 rounded-[2px] ${fills[cell]}`} />
            )),
          )}
        </div>
      ) : (
        <div className="flex h-full">
          {parts.map(({ cell, count }) => (
            <i key={cell} className={fills[cell]} style={{ width: share(count) }} />
          ))}
        </div>
      )}
      {hasMarks && needed !== null && isYesNo && (
        <i
          className="absolute -top-[35%] -bottom-[8%] w-[max(2px,0.2%)] -translate-x-1/2 bg-ink"
          style={{ left: share(needed) }}
        />
      )}
      {hasMarks && quorum !== null && (
        <i
          className="absolute top-full mt-[2px] h-[18%] w-[max(2px,0.2%)] -translate-x-1/2 bg-ink-2"
          style={{ left: share(quorum) }}
        />
      )}
    </div>
  );
}

export interface VoteBarProps {
  readonly poll: Poll;
  /** Height of the row. */
  readonly className?: string;
  /** The needed votes and the quorum as lines; whoever sets labels beside them places these with `barOf`. */
  readonly hasMarks?: boolean;
}
