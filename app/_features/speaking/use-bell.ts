import { useEffect, useRef } from 'react';
import { useLive, useLiveClient } from '#app/_lib/live/live-context.tsx';
import { leftMs, wholeLimitMs, yellowMs } from '#server/modules/speaking/clock.ts';
import type { Turn } from '#server/modules/speaking/state.ts';

/** Struck metal: a few partials that die away, the higher the faster. */
function strike(context: AudioContext, at: number): void {
  for (const [partial, loudness, seconds] of [
    [1, 0.22, 1.8],
    [2.76, 0.1, 1.1],
    [5.4, 0.05, 0.6],
  ] as const) {
    const tone = context.createOscillator();
    const gain = context.createGain();
    tone.frequency.value = 784 * partial;
    gain.gain.setValueAtTime(loudness, at);
    gain.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
    tone.connect(gain).connect(context.destination);
    tone.start(at);
    tone.stop(at + seconds);
  }
}

async function ring(strikes: number): Promise<void> {
  const context = new AudioContext();
  // A page that nobody has pressed yet may not sound; it stays silent rather than ringing later.
  if (context.state !== 'running') await Promise.race([context.resume(), new Promise((r) => setTimeout(r, 300))]);
  if (context.state === 'running')
    for (let index = 0; index < strikes; index++) strike(context, context.currentTime + index * 0.5);
  setTimeout(() => void context.close(), 3_500);
}

type Moment = 'yellow' | 'red';
const bothMoments: readonly Moment[] = ['yellow', 'red'];

/** Where the setting says so: one stroke when yellow begins, two at the end of the time (D11). */
export function useBell(turn: Turn | null, moments: readonly Moment[] = bothMoments): void {
  const { serverNow } = useLiveClient();
  const hasBell = useLive(({ speaking }) => speaking.settings.hasBell);
  const rung = useRef(new Set<string>());
  useEffect(() => {
    if (!hasBell || !turn || turn.stoppedSince !== null) return;
    const limit = wholeLimitMs(turn);
    const left = leftMs(turn, serverNow());
    if (limit === null || left === null) return;
    const timers = (
      [
        ['yellow', left - yellowMs(limit), 1],
        ['red', left, 2],
      ] as const
    ).flatMap(([name, inMs, strikes]) => {
      if (!moments.includes(name)) return [];
      const key = `${turn.turnId} ${name} ${limit}`;
      // What is past when the page looks is not rung after the fact.
      if (inMs < 0 || rung.current.has(key)) return [];
      return setTimeout(() => {
        rung.current.add(key);
        void ring(strikes);
      }, inMs);
    });
    return () => timers.forEach(clearTimeout);
  }, [hasBell, turn, serverNow, moments]);
}
