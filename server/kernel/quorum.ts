import { z } from 'zod';

/** How many members must be present, of those entitled (D22). */
export const Quorum = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('none') }),
  z.object({ rule: z.literal('moreThanHalf') }),
  z.object({ rule: z.literal('twoThirds') }),
  z.object({ rule: z.literal('number'), number: z.int32().min(1) }),
]);
export type Quorum = z.infer<typeof Quorum>;
