'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useExplanation } from '#app/_features/polls/poll-words.tsx';
import { usePolls } from '#app/_features/polls/use-polls.ts';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { emptyList, listKey } from '#server/modules/speaking/state.ts';
import { useStanding } from './use-standing.ts';

/** Floor and votes for whoever does not see the page: politely, only what changed; the own turn at once. */
export function RoomAnnouncements({ userId }: { userId: string }) {
  const floor = useFloorWords(userId);
  const polls = usePollWords();
  const own = useOwnWords(userId);
  return (
    <>
      <Said words={floor} />
      <Said words={polls} />
      <p className="sr-only" aria-live="assertive">
        {useChanged(own)}
      </p>
    </>
  );
}

function Said({ words }: { words: string }) {
  return (
    <p className="sr-only" aria-live="polite">
      {useChanged(words)}
    </p>
  );
}

/** What is said from the second word on: what was so when the page opened is no news. */
function useChanged(words: string): string {
  const known = useRef(words);
  const [said, setSaid] = useState('');
  useEffect(() => {
    if (known.current === words) return;
    known.current = words;
    setSaid(words);
  }, [words]);
  return said;
}

function useFloorWords(userId: string): string {
  const t = useTranslations('rooms.said');
  const { main, inner } = useFloor();
  const itemId = useLive(({ meetings }) => meetings.currentItemId);
  const isClosed = useLive(({ speaking }) => (speaking.lists[listKey(itemId)] ?? emptyList).isClosed);
  const turn = inner ?? main;
  const list = t(isClosed ? 'listClosed' : 'listOpen');
  if (!turn) return t('nobody', { list });
  if (turn.speaker?.userId === userId) return '';
  const name = turn.speaker?.name ?? t('somebody');
  return t(turn.kind === 'interposedQuestion' ? 'asks' : 'speaks', { name, list });
}

function useOwnWords(userId: string): string {
  const t = useTranslations('rooms.said');
  const { standing } = useStanding(userId);
  if (standing.kind === 'speaking') return t(standing.question ? 'yourClockStands' : 'yourTurn');
  if (standing.kind === 'waiting')
    return standing.ahead === 0 ? t('next') : t('place', { place: standing.place.place });
  return t('off');
}

function usePollWords(): string {
  const t = useTranslations('rooms.said');
  const explain = useExplanation();
  const poll = usePolls().findLast(({ openedAt }) => openedAt !== null);
  if (!poll) return '';
  const { title, form } = poll.definition;
  switch (poll.stage) {
    case 'open':
      return t(form === 'vote' ? 'voteOpen' : 'strawOpen', { title });
    case 'closed':
      return t('voteClosed', { title });
    case 'published':
      return t('result', { title, words: poll.result ? explain(poll.result) : '' });
    case 'cancelled':
    case 'invalid':
    case 'draft':
      return t('voteOff', { title });
  }
}
