import { z } from 'zod';

/** How many members must be present, of those entitled (D22). */
export const Quorum = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('none') }),
  z.object({ rule: z.literal('moreThanHalf') }),
  z.object({ rule: z.literal('twoThirds') }),
  z.object({ rule: z.literal('number'), number: z.int32().min(1) }),
]);
export type Quorum = z.infer<typeof Quorum>;

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
