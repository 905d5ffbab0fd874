import type { ReceptionMode } from '#server/modules/rooms/contract.ts';

/** What the line was like since the last look. */
export interface LineSample {
  readonly atMs: number;
  readonly quality: 'good' | 'poor' | 'lost' | 'unknown';
  /** A picture is wanted, but no new frame was decoded. */
  readonly isStarved: boolean;
  /** Share of packets that did not arrive, 0–1. */
  readonly loss: number;
}

/** What of the media is received, and how far the line has earned more or less. */
export interface Reception {
  readonly mode: ReceptionMode;
  readonly badSinceMs: number | null;
  readonly goodSinceMs: number | null;
  /** How long the line must be good before the next step up; doubles whenever that step failed. */
  readonly patienceMs: number;
  readonly steppedUpAtMs: number | null;
}

const order: readonly ReceptionMode[] = ['captions', 'audio', 'video'];
const stepDownMs = 6_000;
const firstPatienceMs = 15_000;
const longestPatienceMs = 240_000;
/** A step up that fails this soon was a wrong guess about the line. */
const trialMs = 20_000;
const lossLimit = 0.12;

export const fullReception: Reception = {
  mode: 'video',
  badSinceMs: null,
  goodSinceMs: null,
  patienceMs: firstPatienceMs,
  steppedUpAtMs: null,
};

const isBad = (sample: LineSample): boolean =>
  sample.quality === 'poor' || sample.quality === 'lost' || sample.isStarved || sample.loss > lossLimit;

/**
 * On a weak line the picture goes first, then the sound, never the words; both come back by themselves once the line
 * has been good for a while.
 */
export function nextReception(before: Reception, sample: LineSample): Reception {
  const at = order.indexOf(before.mode);
  if (isBad(sample)) {
    const badSinceMs = before.badSinceMs ?? sample.atMs;
    const lower = order[at - 1];
    if (sample.atMs - badSinceMs < stepDownMs || lower === undefined)
      return { ...before, badSinceMs, goodSinceMs: null };
    const hasFailed = before.steppedUpAtMs !== null && badSinceMs - before.steppedUpAtMs < trialMs;
    const patienceMs = hasFailed ? Math.min(longestPatienceMs, before.patienceMs * 2) : before.patienceMs;
    return { mode: lower, badSinceMs: sample.atMs, goodSinceMs: null, patienceMs, steppedUpAtMs: null };
  }
  if (sample.quality === 'unknown') return { ...before, badSinceMs: null };
  const goodSinceMs = before.goodSinceMs ?? sample.atMs;
  const higher = order[at + 1];
  if (sample.atMs - goodSinceMs < before.patienceMs || higher === undefined)
    return { ...before, badSinceMs: null, goodSinceMs };
  return { ...before, mode: higher, badSinceMs: null, goodSinceMs: null, steppedUpAtMs: sample.atMs };
}
