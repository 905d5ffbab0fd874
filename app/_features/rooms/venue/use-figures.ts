import type { LocalTrack, RemoteTrack, Track } from 'livekit-client';
import { useEffect, useState } from 'react';
import { figuresOf, type StatsEntry, type Totals, type TrackFigures } from './sending-stats.ts';

const lookMs = 2_000;

/** How a track travels, looked at every two seconds; null until it was looked at twice. */
export function useFigures(track: Track | null): TrackFigures | null {
  const [figures, setFigures] = useState<TrackFigures | null>(null);
  useEffect(() => {
    if (!track) return;
    let before: Totals | null = null;
    let isGone = false;
    const look = async (): Promise<void> => {
      const report = await (track as LocalTrack | RemoteTrack).getRTCStatsReport();
      if (!report || isGone) return;
      const found = figuresOf([...(report.values() as Iterable<StatsEntry>)], before);
      before = found.totals;
      setFigures(found.figures);
    };
    const timer = setInterval(() => void look().catch(() => undefined), lookMs);
    void look().catch(() => undefined);
    return () => {
      isGone = true;
      clearInterval(timer);
      setFigures(null);
    };
  }, [track]);
  return figures;
}
