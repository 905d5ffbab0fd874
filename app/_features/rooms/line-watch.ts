import { type Room, Track } from 'livekit-client';
import type { LineSample } from './reception.ts';

/** Looks at the line: how much was lost and whether a wanted picture still moves. */
export type LineWatch = (atMs: number, quality: LineSample['quality'], isPictureWanted: boolean) => Promise<LineSample>;

interface Counters {
  readonly received: number;
  readonly lost: number;
  readonly decoded: number;
  readonly hasPicture: boolean;
}

export function lineWatch(room: Room): LineWatch {
  let before: Counters | null = null;
  return async (atMs, quality, isPictureWanted) => {
    const now = await countersOf(room);
    const known = before;
    before = now;
    if (!known || now.received < known.received) return { atMs, quality, isStarved: false, loss: 0 };
    const lost = Math.max(0, now.lost - known.lost);
    const arrived = now.received - known.received;
    const loss = lost + arrived > 20 ? lost / (lost + arrived) : 0;
    const isStarved = isPictureWanted && now.hasPicture && known.hasPicture && now.decoded === known.decoded;
    return { atMs, quality, isStarved, loss };
  };
}

async function countersOf(room: Room): Promise<Counters> {
  let [received, lost, decoded] = [0, 0, 0];
  let hasPicture = false;
  for (const participant of room.remoteParticipants.values()) {
    for (const { track, isMuted } of participant.trackPublications.values()) {
      const report = await track?.getRTCStatsReport();
      if (!track || !report) continue;
      for (const entry of report.values() as Iterable<RTCInboundRtpStreamStats>) {
        if (entry.type !== 'inbound-rtp') continue;
        received += entry.packetsReceived ?? 0;
        lost += entry.packetsLost ?? 0;
        decoded += entry.framesDecoded ?? 0;
      }
      // Adaptive stream pauses pictures nobody looks at; those are not starved.
      hasPicture ||= track.kind === Track.Kind.Video && !isMuted && isLookedAt(track.attachedElements);
    }
  }
  return { received, lost, decoded, hasPicture };
}

const isLookedAt = (elements: readonly HTMLMediaElement[]): boolean =>
  document.visibilityState === 'visible' && elements.some((element) => element.checkVisibility());
