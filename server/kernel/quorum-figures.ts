import type { Quorum } from './quorum.ts';

/** Members needed for the quorum (D22); null without one. */
export function quorumNeeded(quorum: Quorum, entitled: number): number | null {
  switch (quorum.rule) {
    case 'none':
      return null;
    case 'moreThanHalf':
      return Math.floor(entitled / 2) + 1;
    case 'twoThirds':
      return Math.ceil((2 * entitled) / 3);
    case 'number':
      return quorum.number;
  }
}
