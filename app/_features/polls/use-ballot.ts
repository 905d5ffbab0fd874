'use client';

import { useState } from 'react';
import type { Choice } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { firstDraft, isWhole } from './ballot-draft.ts';
import { type BallotState, ballotStateOf } from './ballot-state.ts';
import type { Ballots } from './use-ballots.ts';

/** One poll's ballot paper in this person's hand. */
export interface Ballot {
  readonly poll: Poll;
  readonly state: BallotState;
  readonly receipt: string | null;
  /** What is marked on the paper; nothing of it is given yet. */
  readonly choice: Choice | null;
  readonly choose: (choice: Choice | null) => void;
  /** The paper could be given as it is. */
  readonly isWhole: boolean;
  readonly give: () => void;
  /** Takes the paper up again, or puts it down unchanged. */
  readonly setChanging: (isChanging: boolean) => void;
}

export function useBallot(poll: Poll, ballots: Ballots): Ballot {
  const { pollId, definition } = poll;
  const [draft, setDraft] = useState<Choice | null | undefined>();
  const [isChanging, setChanging] = useState(false);
  const own = ballots.ownOf(pollId);
  const state = ballotStateOf(poll, own, ballots.castingOf(pollId), isChanging);
  const choice = draft === undefined ? (own?.choice ?? firstDraft(definition.question)) : draft;
  const whole = isWhole(definition.question, choice);
  return {
    poll,
    state,
    receipt: ballots.receiptOf(pollId),
    choice,
    choose: setDraft,
    isWhole: whole,
    give() {
      if (!whole || state.kind !== 'choosing') return;
      void ballots.cast(poll, choice);
      setChanging(false);
    },
    setChanging(next) {
      setDraft(undefined);
      setChanging(next);
    },
  };
}
