import type { Actor } from '#server/kernel/actor.ts';
import type { Violation } from '#server/kernel/errors.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { Audience, LiveCommand, LiveModule, LiveState, LogEvent } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Result } from '#server/kernel/result.ts';

/** One data-changing SQL statement with $1… placeholders; the sequencer joins all of a batch into one statement. */
export interface Write {
  readonly sql: string;
  readonly values: readonly unknown[];
}

/** A committed event with everything the server keeps of it. */
export interface StoredEvent extends LogEvent {
  readonly audience: Audience;
}

/** A side effect to carry out after the commit; `key` makes a repetition harmless. */
export interface OutboxItem {
  /** Names the worker, such as `media.closeRoom`. */
  readonly kind: string;
  readonly key: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Hands a command to a meeting's sequencer and answers what became of it; the same `commandId` gets its first answer again. */
export type SubmitCommand = (
  meetingId: MeetingId,
  commandId: string,
  type: string,
  input: unknown,
  actor: Actor,
) => Promise<CommandAck>;

/** A live module with its server side: what needs the database before, inside and after the transaction. */
export interface ServerModule {
  readonly live: LiveModule;
  /** Loads what `decide` needs and cannot know (people by id, compiled word lists). Runs before the transaction. */
  readonly prepare?: (
    command: LiveCommand,
    context: { readonly meetingId: MeetingId; readonly actor: Actor; readonly state: LiveState },
  ) => Promise<Result<unknown, Violation>>;
  /**
   * Rows for lists and searches, written in the batch's own transaction. `events` are all events of the batch (also
   * other modules' and `log.redacted`), `state` is the state after them. All writes of a batch become one statement, so a
   * row may be touched by one write only: write final rows (upserts), not one change per event. `sealed` is what the
   * module's own decisions of the batch handed over beside their events, in order.
   */
  readonly project?: (
    meetingId: MeetingId,
    events: readonly StoredEvent[],
    state: LiveState,
    sealed: readonly unknown[],
  ) => readonly Write[];
  readonly outbox?: (meetingId: MeetingId, events: readonly StoredEvent[], state: LiveState) => readonly OutboxItem[];
}
