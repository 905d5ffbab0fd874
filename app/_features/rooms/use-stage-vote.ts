'use client';

import { useEffect, useState } from 'react';
import { showingOf, stageVoteOf } from '#app/_features/polls/stage-vote.ts';
import { usePolls } from '#app/_features/polls/use-polls.ts';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { Poll } from '#server/modules/polls/state.ts';

export interface StageVoteView {
  /** What stands on the stage instead of the picture. */
  readonly poll: Poll | null;
  readonly putAway: () => void;
  readonly bringBack: (poll: Poll) => void;
  readonly bringOpenBack: () => void;
}

/** The vote that has the stage of this page, until it goes by itself or the person puts it away. */
export function useStageVote(isInside: boolean): StageVoteView {
  const client = useLiveClient();
  const layout = useLive(({ rooms }) => rooms.stage.layout);
  const found = stageVoteOf(usePolls(), layout);
  const [away, setAway] = useState<ReadonlySet<string>>(new Set());
  const [, setGone] = useState(0);
  const until = found?.until ?? null;
  useEffect(() => {
    if (until === null) return;
    const left = until - client.serverNow();
    if (left <= 0) return;
    const timer = setTimeout(() => setGone(until), left);
    return () => clearTimeout(timer);
  }, [until, client]);
  const isGone = until !== null && until <= client.serverNow();
  const poll = found && isInside && !isGone && !away.has(showingOf(found.poll)) ? found.poll : null;
  const bringBack = (one: Poll): void =>
    setAway((before) => new Set([...before].filter((key) => key !== showingOf(one))));
  return {
    poll,
    putAway() {
      if (poll) setAway((before) => new Set(before).add(showingOf(poll)));
    },
    bringBack,
    bringOpenBack() {
      if (found?.poll.stage === 'open') bringBack(found.poll);
    },
  };
}
