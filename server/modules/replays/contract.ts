import { z } from 'zod';
import { InstantMs } from '#server/kernel/clock.ts';
import { defineCommands, defineEvents, type LogEvent } from '#server/kernel/live.ts';

/** Who sees a meeting again (P2). */
export const ReplayVisibility = z.enum(['public', 'members', 'hidden']);
export type ReplayVisibility = z.infer<typeof ReplayVisibility>;

/** Longest time between the end and the replay: thirty days. */
const longestDelayMinutes = 30 * 24 * 60;

const reason = z.string().trim().min(1).max(200);
const takedownId = z.string().min(1).max(40);
const nothing = z.object({});

/** A stretch of the log's time; without an end it lasts. */
export const Stretch = z.object({ from: InstantMs, to: InstantMs.nullable() });
export type Stretch = z.infer<typeof Stretch>;

const settings = z.object({
  /** null: whoever could follow the meeting. */
  visibility: ReplayVisibility.nullable(),
  delayMinutes: z.int().min(0).max(longestDelayMinutes),
});
export type ReplaySettings = z.infer<typeof settings>;

export const commands = defineCommands({
  /** `basedOn` counts the changes the sender saw; another number is stale (D12). */
  'replays.setReplay': { input: settings.extend({ basedOn: z.int().nonnegative() }), output: nothing },
  'replays.takeDown': { input: Stretch.extend({ reason }), output: z.object({ takedownId }) },
  'replays.liftTakedown': { input: z.object({ takedownId, reason }), output: nothing },
  'replays.setHold': { input: z.object({ isHeld: z.boolean(), reason }), output: nothing },
});

const staff = { audience: 'staff', throughClosed: true } as const;
export const events = defineEvents({
  'replays.replaySet': { payload: settings, ...staff },
  'replays.stretchTakenDown': { payload: Stretch.extend({ takedownId, reason: z.string() }), ...staff },
  'replays.takedownLifted': { payload: z.object({ takedownId, reason: z.string() }), ...staff },
  'replays.holdSet': { payload: z.object({ isHeld: z.boolean(), reason: z.string() }), ...staff },
});

/** Why a stretch is played by nobody. */
export type WithheldCause = 'takedown' | 'withdrawal';

/** `none`: nothing was recorded · `preparing`: the last pieces are on their way · `withheld`: all of it is. */
export type RecordingStanding = 'none' | 'preparing' | 'ready' | 'withheld';

/** Answer of GET /api/live/:meetingId/replay: everything a replay starts from. */
export interface ReplayInfo {
  readonly meetingId: string;
  readonly title: string;
  readonly label: string;
  readonly startedAt: number;
  readonly endedAt: number;
  readonly audience: 'public' | 'room';
  readonly recording: RecordingStanding;
  readonly withheld: readonly (Stretch & { readonly cause: WithheldCause })[];
  /** Whether the asker has a place, and with it a consent to take back. */
  readonly ownUserId: string | null;
  readonly isOffice: boolean;
}

/** Answer of GET …/replay/events: a stretch of the log; `next` asks for what follows it, null at the end. */
export interface ReplayEvents {
  readonly events: readonly LogEvent[];
  readonly next: number | null;
}
