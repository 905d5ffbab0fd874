'use client';

import { useTranslations } from 'next-intl';
import { useServerNow } from '#app/_lib/live/live-context.tsx';
import { colourAt, leftMs, spentMs, type TurnColour, wholeLimitMs, yellowMs } from '#server/modules/speaking/clock.ts';
import type { Turn } from '#server/modules/speaking/state.ts';
import { turnText } from './turn-text.ts';

export interface TurnClock {
  readonly turn: Turn;
  readonly colour: TurnColour;
  readonly spentMs: number;
  /** Below zero in overtime; null without a limit. */
  readonly leftMs: number | null;
  readonly limitMs: number | null;
  readonly isStopped: boolean;
}

/** The clock of a turn, second by second, by the server's time: every page changes at the same instant. */
export function useTurnClock(turn: Turn): TurnClock {
  const now = useServerNow();
  return {
    turn,
    colour: colourAt(turn, now),
    spentMs: spentMs(turn, now),
    leftMs: leftMs(turn, now),
    limitMs: wholeLimitMs(turn),
    isStopped: turn.stoppedSince !== null,
  };
}

const tones: Readonly<Record<TurnColour, string>> = {
  none: 'text-ink',
  green: 'text-ink',
  yellow: 'text-time',
  red: 'text-live',
};

/** What is left, large; overtime counts up in red, a turn without a limit counts up without colours (D11). */
export function TurnTime({ clock, className = '' }: { clock: TurnClock; className?: string }) {
  return (
    <span
      role="timer"
      className={`num block leading-none font-bold ${clock.isStopped ? 'text-ink-3' : tones[clock.colour]} ${className}`}
    >
      {turnText(clock)}
    </span>
  );
}

/** What the figure means: left, over or spoken, and of how much; that it stands, when it does. */
export function TurnNote({ clock: { turn, colour, leftMs: left, limitMs, isStopped } }: { clock: TurnClock }) {
  const t = useTranslations('speaking.clock');
  const stop = turn.isPaused ? t('paused') : turn.isHeld ? t('held') : null;
  const limit = limitMs === null ? null : t('limit', { minutes: Math.round(limitMs / 6_000) / 10 });
  const name = t(left === null ? 'spent' : colour === 'red' ? 'over' : 'left');
  const what = limit === null ? name : t('of', { what: name, limit });
  return isStopped && stop !== null ? t('stopped', { stop, what }) : what;
}

/** What remains, as a bar with a tick where yellow begins; broken while the clock stands. */
export function TurnFuse({
  clock: { colour, leftMs: left, limitMs, isStopped },
  className = '',
  tick = 'inset-y-0 w-0.5',
}: {
  clock: TurnClock;
  className?: string;
  /** How far the tick reaches, and its width. */
  tick?: string;
}) {
  if (left === null || limitMs === null) return null;
  const fill = colour === 'red' ? 'bg-live' : colour === 'yellow' ? 'bg-time-fill' : 'bg-current';
  const share = colour === 'red' ? 100 : Math.min(100, (left / limitMs) * 100);
  return (
    <span className={`relative block ${isStopped ? 'opacity-60' : ''} ${className}`} aria-hidden="true">
      <i
        className={`absolute inset-y-0 left-0 ${fill} ${isStopped ? 'fuse-stopped' : ''}`}
        style={{ width: `${share}%` }}
      />
      <i className={`absolute bg-time-fill ${tick}`} style={{ left: `${(yellowMs(limitMs) / limitMs) * 100}%` }} />
    </span>
  );
}
