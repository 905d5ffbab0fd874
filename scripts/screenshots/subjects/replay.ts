import { untilReplay } from '../steps.ts';
import type { Part, Places } from '../subject.ts';

/** The replay of a meeting that was held. */
export const replay = ({ soonId, pastId }: Places): Part => ({
  before: [
    { name: 'replay', who: 'chair', path: `/replay/${pastId}?t=2050`, isLong: true, prepare: untilReplay },
    { name: 'replay-public', who: null, path: `/replay/${pastId}?t=2050`, isLong: true, prepare: untilReplay },
    { name: 'replay-none', who: null, path: `/replay/${soonId}` },
  ],
});
