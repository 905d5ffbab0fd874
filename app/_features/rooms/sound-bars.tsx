'use client';

import { useEffect, useRef } from 'react';
import { soundLevel } from './sound-level.ts';

const steps = [0.15, 0.35, 0.55, 0.75, 0.9] as const;

/** How loud somebody is, as a few bars. */
export function SoundBars({ track }: { track: MediaStreamTrack }) {
  const bars = useRef<HTMLSpanElement>(null);
  useEffect(() => {
    const meter = soundLevel(new MediaStream([track]), (level) => {
      for (const [index, bar] of [...(bars.current?.children ?? [])].entries())
        (bar as HTMLElement).style.opacity = level >= (steps[index] ?? 1) ? '1' : '0.25';
    });
    return meter.stop;
  }, [track]);
  return (
    <span ref={bars} className="ml-auto inline-flex h-3 flex-none items-end gap-0.5" aria-hidden="true">
      {steps.map((step) => (
        <i key={step} className="w-0.75 bg-nav opacity-25" style={{ height: `${25 + step * 75}%` }} />
      ))}
    </span>
  );
}
