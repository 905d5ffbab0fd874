import { useEffect, useRef } from 'react';
import { useFloor } from '#app/_features/speaking/use-floor.ts';
import { useLive, useServerNow } from '#app/_lib/live/live-context.tsx';
import { colourAt } from '#server/modules/speaking/clock.ts';

/** Rings once when the running turn's time is over, if the meeting wants a bell: the only sound of the screen (D11). */
export function useBell(): void {
  const hasBell = useLive(({ speaking }) => speaking.settings.hasBell);
  const { running } = useFloor();
  const now = useServerNow();
  const colour = running ? colourAt(running, now) : 'none';
  const known = useRef({ turnId: running?.turnId, colour });
  useEffect(() => {
    const before = known.current;
    known.current = { turnId: running?.turnId, colour };
    const isOverNow = colour === 'red' && before.colour !== 'red' && before.turnId === running?.turnId;
    if (hasBell && isOverNow) ring();
  }, [colour, hasBell, running]);
}

const tones = [880, 1_318.5] as const;
const lengthS = 1.8;

/** A struck bell: two partials that die away. */
function ring(): void {
  const audio = new AudioContext();
  const loudness = audio.createGain();
  loudness.gain.setValueAtTime(0.5, audio.currentTime);
  loudness.gain.exponentialRampToValueAtTime(0.001, audio.currentTime + lengthS);
  loudness.connect(audio.destination);
  for (const tone of tones) {
    const partial = audio.createOscillator();
    partial.frequency.value = tone;
    partial.connect(loudness);
    partial.start();
    partial.stop(audio.currentTime + lengthS);
  }
  // Browsers may hold sound back until somebody pressed something; either way the device is let go again.
  setTimeout(() => void audio.close(), lengthS * 1_000 + 200);
}
