'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { loudness } from '../sound-level.ts';

const looksPerSecond = 30;
/** Samples this close to the limit sound distorted for everybody. */
const clipping = 0.985;
const warningMs = 2_000;

/** Both channels of the mixer, and a warning while they are driven too hard. */
export function MixerMeter({ track }: { track: MediaStreamTrack | null }) {
  const t = useTranslations('rooms.technician');
  const left = useRef<HTMLMeterElement>(null);
  const right = useRef<HTMLMeterElement>(null);
  const [isClipping, setClipping] = useState(false);
  useEffect(() => {
    if (!track) return;
    const context = new AudioContext();
    const source = context.createMediaStreamSource(new MediaStream([track]));
    const channels = context.createChannelSplitter(2);
    source.connect(channels);
    const taps = [left, right].map((meter, channel) => {
      const analyser = context.createAnalyser();
      analyser.fftSize = 2048;
      channels.connect(analyser, channel);
      return { meter, analyser, samples: new Float32Array(analyser.fftSize) };
    });
    let clippedAt = Number.NEGATIVE_INFINITY;
    const timer = setInterval(() => {
      for (const { meter, analyser, samples } of taps) {
        analyser.getFloatTimeDomainData(samples);
        if (meter.current) meter.current.value = loudness(samples);
        if (samples.some((sample) => Math.abs(sample) >= clipping)) clippedAt = performance.now();
      }
      setClipping(performance.now() - clippedAt < warningMs);
    }, 1000 / looksPerSecond);
    return () => {
      clearInterval(timer);
      source.disconnect();
      void context.close();
      setClipping(false);
    };
  }, [track]);
  return (
    <div className="grid gap-1.5 rounded-xs p-3 on-stage">
      {(
        [
          ['left', left],
          ['right', right],
        ] as const
      ).map(([side, meter]) => (
        <label key={side} className="flex items-center gap-3 text-sm text-ink-2">
          <span className="min-w-8 flex-none elder:min-w-12">{t(side)}</span>
          <meter ref={meter} min={0} max={1} high={0.9} value={0} className="min-w-0 flex-1" />
        </label>
      ))}
      <p role="status" className={`text-sm ${isClipping ? 'font-bold text-live' : 'text-ink-2'}`}>
        {t(isClipping ? 'clipping' : track ? 'levelHint' : 'noSound')}
      </p>
    </div>
  );
}
