'use client';

import { duration } from '#app/_lib/format.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { usePollLeftMs } from './use-polls.ts';

const shortMs = 60_000;
const isShort = (leftMs: number, wholeMs: number): boolean => leftMs <= (wholeMs < 2 * shortMs ? wholeMs / 2 : shortMs);

/** What is left to vote, by the server's time; nothing where no timer runs. */
export function VoteClock({ poll, className = '' }: { poll: Poll; className?: string }) {
  const left = usePollLeftMs(poll);
  if (left === null || poll.closesAt === null || poll.openedAt === null) return null;
  const seconds = Math.ceil(left / 1_000) * 1_000;
  const text = duration(seconds).replace(/^(\d):(\d\d)$/, '0$1:$2');
  const tone = isShort(left, poll.closesAt - poll.openedAt) ? 'text-time' : 'text-ink';
  return (
    <span role="timer" className={`num leading-none font-bold ${tone} ${className}`}>
      {text}
    </span>
  );
}

/** The same as a bar that runs out. */
export function VoteFuse({ poll }: { poll: Poll }) {
  const left = usePollLeftMs(poll);
  if (left === null || poll.closesAt === null || poll.openedAt === null) return null;
  const whole = poll.closesAt - poll.openedAt;
  return (
    <span className="block h-1.5 bg-well" aria-hidden="true">
      <i
        className={`block h-full ${isShort(left, whole) ? 'bg-time-fill' : 'bg-nav'}`}
        style={{ width: `${Math.min(100, (left / whole) * 100)}%` }}
      />
    </span>
  );
}
