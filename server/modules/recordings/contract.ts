import { z } from 'zod';
import { type DurationMs, InstantMs } from '#server/kernel/clock.ts';
import { defineCommands, defineEvents } from '#server/kernel/live.ts';

/** Who may play a segment: everyone, or whoever has a place in the meeting (G3). */
export const SegmentAudience = z.enum(['public', 'room']);
export type SegmentAudience = z.infer<typeof SegmentAudience>;

/** Why a programme stands still although the meeting runs. */
export const InterruptReason = z.enum(['recorder', 'media']);
export type InterruptReason = z.infer<typeof InterruptReason>;

const programmeId = z.uuid();
const nothing = z.object({});

export const commands = defineCommands({
  /** System only, all four: the recorder says what became of the meeting's programme. Repeating one changes nothing. */
  'recordings.startProgramme': { input: z.object({ programmeId }), output: z.object({ programmeId }) },
  'recordings.interruptProgramme': { input: z.object({ programmeId, reason: InterruptReason }), output: nothing },
  'recordings.resumeProgramme': { input: z.object({ programmeId }), output: nothing },
  'recordings.endProgramme': { input: z.object({ programmeId }), output: nothing },
});

export const events = defineEvents({
  'recordings.programmeStarted': {
    payload: z.object({ programmeId, startedAt: InstantMs }),
    audience: 'public',
    throughClosed: true,
  },
  'recordings.programmeInterrupted': {
    payload: z.object({ programmeId, reason: InterruptReason }),
    audience: 'public',
    throughClosed: true,
  },
  'recordings.programmeResumed': { payload: z.object({ programmeId }), audience: 'public', throughClosed: true },
  'recordings.programmeEnded': {
    payload: z.object({ programmeId, endedAt: InstantMs }),
    audience: 'public',
    throughClosed: true,
  },
});

/** One stored piece of a programme. `startsAt` is the instant its first frame was composed (G6). */
export interface Segment {
  readonly programmeId: string;
  /** Counts all segments of the programme from 0. */
  readonly seq: number;
  /** The last part of its address and of its storage key. */
  readonly name: string;
  readonly startsAt: InstantMs;
  readonly durationMs: DurationMs;
  readonly storageKey: string;
  /** Storage key of the initialisation its decoder needs; empty where it needs none (MPEG-TS). */
  readonly initKey: string;
  /** It does not follow the one before it without a gap, or needs another initialisation. */
  readonly hasDiscontinuity: boolean;
  readonly audience: SegmentAudience;
  readonly sizeBytes: number;
}

/** What one person said in one turn, as a file of its own; `venue`: cut from the hall's microphone. */
export interface SpeakerAudio {
  readonly id: string;
  readonly meetingId: string;
  readonly turnId: string;
  /** null: an interposed question whose speaker is still to be named. */
  readonly userId: string | null;
  readonly source: 'device' | 'venue';
  readonly startsAt: InstantMs;
  readonly durationMs: DurationMs;
  readonly storageKey: string;
  readonly sizeBytes: number;
}

/**
 * `starting`: the process is coming up · `recording` · `paused`: the meeting is suspended · `closed`: a closed item is
 * current · `waiting`: the media server cannot be reached · `failed`: the process ended and is started again.
 */
export const RecorderStatus = z.enum(['starting', 'recording', 'paused', 'closed', 'waiting', 'failed']);
export type RecorderStatus = z.infer<typeof RecorderStatus>;

/** How the recorder of one running meeting is doing. */
export const RecorderState = z.object({
  meetingId: z.uuid(),
  programmeId: z.uuid(),
  nodeId: z.string(),
  status: RecorderStatus,
  /** When the present process stored its first segment. */
  recordingSince: InstantMs.nullable(),
  lastSegmentAt: InstantMs.nullable(),
  segments: z.int().nonnegative(),
  /** Composed in the last seconds; 25 is all of them. */
  fps: z.number().nonnegative(),
  /** Frames not composed in time since the process began. */
  droppedFrames: z.int().nonnegative(),
  /** Between composing a frame and having it encoded. */
  encoderLagMs: z.number().nonnegative(),
  videoTracks: z.int().nonnegative(),
  audioTracks: z.int().nonnegative(),
  /** How often the process was started again after it ended by itself. */
  restarts: z.int().nonnegative(),
  reportedAt: InstantMs,
});
export type RecorderState = z.infer<typeof RecorderState>;
