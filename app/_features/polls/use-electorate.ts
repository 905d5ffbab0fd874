import { useMemo } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { placeOf } from '#server/modules/attendance/state.ts';
import { bodyOf } from '#server/modules/meetings/domain.ts';
import type { PollFigures } from '#server/modules/polls/contract.ts';
import { electorateOf } from '#server/modules/polls/domain.ts';
import { isQuorate, quorumNeeded, votesNeeded } from '#server/modules/polls/result.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** Who would be in the electorate if the vote were opened now, as the page knows it; the opening itself decides (D22, D32). */
export interface Electorate {
  readonly figures: PollFigures;
  readonly isQuorate: boolean;
  readonly quorum: number | null;
  /** Votes needed, where the base is known before anybody voted. */
  readonly needed: number | null;
}

export function useElectorate({ definition, lists }: Pick<Poll, 'definition' | 'lists'>): Electorate {
  const meetings = useLive((state) => state.meetings);
  const attendance = useLive((state) => state.attendance);
  return useMemo(() => {
    const isHere = (userId: string): boolean => placeOf(attendance, userId) !== null;
    const facts = {
      body: () => bodyOf(meetings),
      present: () => Object.keys(attendance.people).filter(isHere),
      onLeave: () => Object.keys(attendance.onLeave).filter((userId) => !isHere(userId)),
    };
    const { figures } = electorateOf({ definition, lists }, facts);
    const { majority, quorum } = definition;
    const bases: Readonly<Record<string, number>> = { present: figures.present, entitled: figures.entitled };
    const base = majority && bases[majority.rule === 'absolute' ? 'entitled' : majority.base];
    const rule = majority?.rule === 'twoThirds' ? 'twoThirds' : 'moreThanHalf';
    return {
      figures,
      isQuorate: isQuorate(quorum, figures),
      quorum: quorumNeeded(quorum, figures.entitled),
      needed: typeof base === 'number' ? votesNeeded(rule, base) : null,
    };
  }, [meetings, attendance, definition, lists]);
}
