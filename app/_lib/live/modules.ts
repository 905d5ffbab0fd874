import { contextOf, type Foldable, fold, initialState, redactedType } from '#server/kernel/fold.ts';
import type { LiveState, LogEvent } from '#server/kernel/live.ts';
import { type AttendanceState, attendanceFold } from '#server/modules/attendance/fold.ts';
import { type ChatState, chatFold } from '#server/modules/chat/fold.ts';
import { type ConsentsState, consentsFold } from '#server/modules/consents/fold.ts';
import { type MeetingsState, meetingsFold } from '#server/modules/meetings/fold.ts';
import { type PollsState, pollsFold } from '#server/modules/polls/fold.ts';
import { type RecordingsState, recordingsFold } from '#server/modules/recordings/fold.ts';
import { type RoomsState, roomsFold } from '#server/modules/rooms/fold.ts';
import { type SpeakingState, speakingFold } from '#server/modules/speaking/fold.ts';
import { type VenueState, venueFold } from '#server/modules/venue/fold.ts';

/** How a reader starts and how it carries its state on by events. */
export interface Folding<S> {
  readonly initial: () => S;
  readonly fold: (state: S, events: readonly LogEvent[]) => S;
}

/** A meeting as a page sees it: one slice per context. */
export interface MeetingView {
  readonly meetings: MeetingsState;
  readonly consents: ConsentsState;
  readonly rooms: RoomsState;
  readonly venue: VenueState;
  readonly attendance: AttendanceState;
  readonly speaking: SpeakingState;
  readonly chat: ChatState;
  readonly polls: PollsState;
  readonly recordings: RecordingsState;
}

const all = [
  meetingsFold,
  consentsFold,
  roomsFold,
  venueFold,
  attendanceFold,
  speakingFold,
  chatFold,
  pollsFold,
  recordingsFold,
] as readonly Foldable[];
const modules: ReadonlyMap<string, Foldable> = new Map(all.map((module) => [module.context, module]));

/** A slice whose lists and records can be changed without the former slice noticing; all of them are bounded. */
function copied(slice: object): object {
  const copy = (value: unknown): unknown => {
    if (Array.isArray(value)) return [...value];
    return value !== null && typeof value === 'object' ? { ...value } : value;
  };
  return Object.fromEntries(Object.entries(slice).map(([key, value]) => [key, copy(value)]));
}

/**
 * The fold of the server's own modules. They may change a slice in place, so every slice that events touched is handed
 * out as a new object: a component that reads one slice is drawn again only when that one changed.
 */
export const meetingFolding: Folding<MeetingView> = {
  initial: () => initialState(all) as unknown as MeetingView,
  fold(view, events) {
    const state: LiveState = { ...view };
    const touched = new Set(events.map((event) => contextOf(event.type)));
    if (events.some((event) => event.type === redactedType)) for (const context of modules.keys()) touched.add(context);
    for (const context of touched) if (modules.has(context)) state[context] = copied(state[context] as object);
    return fold(modules, state, events) as unknown as MeetingView;
  },
};
