'use client';

import { useCallback, useEffect, useMemo, useState } from 'react';
import { z } from 'zod';
import { useLive, useLiveClient, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { type Choice, OwnPoll } from '#server/modules/polls/contract.ts';
import type { Poll, PollsState } from '#server/modules/polls/state.ts';
import type { Casting } from './ballot-state.ts';
import { keptReceipt, receiptFor } from './receipts.ts';

/** This person's side of the meeting's polls: what they are to each, what they gave, and the way to vote. */
export interface Ballots {
  /** Null while the server has not said. */
  readonly ownOf: (pollId: string) => OwnPoll | null;
  readonly receiptOf: (pollId: string) => string | null;
  readonly castingOf: (pollId: string) => Casting | null;
  /** One ballot at a time and poll; a second press while it is on its way does nothing. */
  readonly cast: (poll: Poll, choice: Choice) => Promise<void>;
}

const Answer = z.object({ polls: z.array(OwnPoll) });
const retryMs = 2_000;
/** Answers that leave open whether the ballot counted. */
const unclear = new Set(['live.unanswered', 'live.closed', 'unavailable', 'polls.alreadyVoted']);

const stagesIn = ({ polls }: { polls: PollsState }): string =>
  Object.values(polls.polls)
    .filter(({ openedAt }) => openedAt !== null)
    .map(({ pollId, stage }) => `${pollId} ${stage}`)
    .join();

export function useBallots(): Ballots {
  const client = useLiveClient();
  const { meetingId } = client;
  const stages = useLive(stagesIn);
  const isLive = useLiveStatus().kind === 'live';
  const [own, setOwn] = useState<ReadonlyMap<string, OwnPoll> | null>(null);
  const [castings, setCastings] = useState<ReadonlyMap<string, Casting>>(new Map());

  const load = useCallback(async (): Promise<boolean> => {
    try {
      const response = await fetch(`/api/live/${meetingId}/polls/mine`, { cache: 'no-store' });
      const answer = Answer.safeParse(await response.json());
      if (!response.ok || !answer.success) return false;
      setOwn(new Map(answer.data.polls.map((one) => [one.pollId, one])));
      return true;
    } catch {
      return false;
    }
  }, [meetingId]);

  // Who may vote is fixed on opening: every opening asks anew, as does a line that was lost.
  useEffect(() => {
    if (stages === '' || !isLive) return;
    let timer: ReturnType<typeof setTimeout>;
    let isGone = false;
    const attempt = async (): Promise<void> => {
      if (!(await load()) && !isGone) timer = setTimeout(() => void attempt(), retryMs);
    };
    void attempt();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, [stages, isLive, load]);

  const mark = useCallback((pollId: string, casting: Casting | null): void => {
    setCastings((before) => {
      const after = new Map(before);
      if (casting) after.set(pollId, casting);
      else after.delete(pollId);
      return after;
    });
  }, []);

  const cast = useCallback(
    async (poll: Poll, choice: Choice): Promise<void> => {
      const { pollId, definition } = poll;
      mark(pollId, { kind: 'sending', choice });
      const receipt = receiptFor(meetingId, pollId, definition.title, client.serverNow());
      const ack = await client.send('polls.castBallot', { pollId, choice, receipt });
      if (ack.ok) {
        const known = definition.secrecy === 'secret' ? null : choice;
        setOwn((before) => {
          const mine: OwnPoll = { pollId, by: 'device', hasVoted: true, choice: known, receipt };
          return new Map(before ?? []).set(pollId, mine);
        });
        return mark(pollId, null);
      }
      // No answer is no refusal: the roll knows whether the ballot is there.
      if (unclear.has(ack.error.code)) await load();
      mark(pollId, { kind: 'refused', error: ack.error });
    },
    [client, meetingId, mark, load],
  );

  return useMemo(
    () => ({
      // Somebody the vote does not know at all is no part of it.
      ownOf: (pollId) =>
        own && (own.get(pollId) ?? { pollId, by: 'none', hasVoted: false, choice: null, receipt: null }),
      receiptOf: (pollId) => own?.get(pollId)?.receipt ?? keptReceipt(meetingId, pollId)?.receipt ?? null,
      castingOf: (pollId) => castings.get(pollId) ?? null,
      cast,
    }),
    [own, castings, cast, meetingId],
  );
}
