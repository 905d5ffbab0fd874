import { useMemo } from 'react';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import type { Poll, PollsState } from '#server/modules/polls/state.ts';

const pollsIn = ({ polls }: { polls: PollsState }): Readonly<Record<string, Poll>> => polls.polls;

/** Every vote and poll that this page may see, in the order in which they were first seen. */
export function usePolls(): readonly Poll[] {
  const polls = useLive(pollsIn);
  return useMemo(() => Object.values(polls), [polls]);
}

/** The formal vote that is open; one at a time (D30). */
export const useOpenVote = (): Poll | null =>
  usePolls().find(({ stage, definition }) => stage === 'open' && definition.form === 'vote') ?? null;

/** What is left until the timer closes the vote, by the server's time; null without a timer or when it is closed. */
export function usePollLeftMs({ stage, closesAt }: Poll): number | null {
  const now = useServerNow();
  return stage === 'open' && closesAt !== null ? Math.max(0, closesAt - now) : null;
}
