import { z } from 'zod';
import { type Actor, ActorRef, type MeetingRole } from './actor.ts';
import { InstantMs } from './clock.ts';
import type { Violation } from './errors.ts';
import type { Foldable } from './fold.ts';
import type { MeetingId } from './ids.ts';
import type { Result } from './result.ts';

/**
 * Who may read an event, from most to fewest: `public` everyone, `room` people with a place in the meeting,
 * `staff` those who run it (chair, clerk, technician, officers). Each audience reads its own and all wider ones.
 */
export const Audience = z.enum(['public', 'room', 'staff']);
export type Audience = z.infer<typeof Audience>;
export const audiences = Audience.options;
const breadth: Readonly<Record<Audience, number>> = { public: 0, room: 1, staff: 2 };
/** Whether a reader of audience `reader` may see an event of audience `event`. */
export const maySee = (reader: Audience, event: Audience): boolean => breadth[reader] >= breadth[event];
/** The narrower of two audiences. */
export const narrower = (a: Audience, b: Audience): Audience => (breadth[a] >= breadth[b] ? a : b);

/** Lifecycle of a meeting (domain: Lifecycle). */
export const MeetingPhase = z.enum(['scheduled', 'open', 'live', 'suspended', 'ended', 'archived']);
export type MeetingPhase = z.infer<typeof MeetingPhase>;

export const AgendaVisibility = z.enum(['public', 'members', 'closed']);
export type AgendaVisibility = z.infer<typeof AgendaVisibility>;

/** One line of the log as readers get it. `payload` is null once its words were redacted. */
export const LogEvent = z.object({
  seq: z.int().positive(),
  at: InstantMs,
  actor: ActorRef,
  type: z.string(),
  payload: z.record(z.string(), z.unknown()).nullable(),
});
export type LogEvent = z.infer<typeof LogEvent>;

/** What a module's decision produces: the sequencer adds seq, time, actor and hashes. */
export interface NewEvent {
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
  /** Narrows the event's declared audience; it can never widen it. */
  readonly audience?: Audience;
  /** Stands in the log instead of whoever sent the command: a ballot that is not named says nobody's name. */
  readonly actor?: ActorRef;
}

/** Somebody with a place in the meeting, as every module may know them. */
export interface PersonFacts {
  readonly userId: string;
  readonly name: string;
  readonly roles: readonly MeetingRole[];
  readonly sectorId: string | null;
  readonly sectorName: string | null;
  readonly post: string | null;
}

/**
 * What every module may know of the meeting when it decides. Filled by the modules' `facts`, so that no domain has to
 * import another's.
 */
export interface LiveFacts {
  readonly meetingId: MeetingId;
  readonly phase: MeetingPhase;
  readonly currentItemId: string | null;
  readonly currentVisibility: AgendaVisibility;
  /** Whether people without a place in the meeting may follow it at all. */
  readonly isPublic: boolean;
  /** Roles of the asking actor in this meeting; `['public']` when they have no place in it. */
  readonly roles: readonly MeetingRole[];
  /** null for people without a place. */
  readonly personOf: (userId: string) => PersonFacts | null;
  /** null for items that the agenda does not have. */
  readonly visibilityOf: (itemId: string) => AgendaVisibility | null;
  /** Whether the person is checked in, in the hall or online; losing the connection keeps it (D7). */
  readonly isPresent: (userId: string) => boolean;
  /** Whether a device of the person is in the room now. */
  readonly isOnline: (userId: string) => boolean;
  /** Whether the person is checked in in the hall. */
  readonly isInVenue: (userId: string) => boolean;
  /** Whether the person was removed from this meeting. */
  readonly isRemoved: (userId: string) => boolean;
  /** A document of the meeting: how many pages it has; null for those it does not have. */
  readonly documentOf: (documentId: string) => { readonly pageCount: number } | null;
  /** Kind of the meeting (meetings/contract.ts); null before it is planned. */
  readonly kind: string | null;
  /** User ids of the members of the body that meets: who is entitled to vote (D22). Functions, because it is seldom asked. */
  readonly body: () => readonly string[];
  /** User ids of everyone who is checked in by now, each once (D22). */
  readonly present: () => readonly string[];
  /** User ids of people on approved leave who did not come all the same. */
  readonly onLeave: () => readonly string[];
  /** Whether a turn of this id was ever started. */
  readonly hasTurn: (turnId: string) => boolean;
}

/** What is true of a meeting before any module has said something. */
export const noFacts: Omit<LiveFacts, 'meetingId'> = {
  phase: 'scheduled',
  currentItemId: null,
  currentVisibility: 'public',
  isPublic: false,
  roles: ['public'],
  kind: null,
  body: () => [],
  present: () => [],
  onLeave: () => [],
  personOf: () => null,
  visibilityOf: () => null,
  documentOf: () => null,
  isPresent: () => false,
  isOnline: () => false,
  isInVenue: () => false,
  isRemoved: () => false,
  hasTurn: () => false,
};

export interface DecideContext {
  readonly now: InstantMs;
  readonly actor: Actor;
  readonly facts: LiveFacts;
  readonly newId: () => string;
  /** What the module's `prepare` loaded for this command (people looked up, word lists …). */
  readonly prepared: unknown;
}

/** A command as it stands before the sequencer: parsed, not yet allowed. */
export interface LiveCommand {
  readonly type: string;
  readonly input: unknown;
}

/** The answer of a decision: events for the log and what the ack carries. */
export interface Decision {
  readonly events: readonly NewEvent[];
  readonly output?: unknown;
  /** What only the same module's `project` gets: neither the log nor the kept answer may hold it (choices of a vote). */
  readonly sealed?: unknown;
}

/** Contract of one event: payload schema, the widest audience it may reach, and whether closed items hide it. */
export interface EventDef {
  readonly payload: z.ZodType;
  readonly audience: Audience;
  /** Stays in its audience while a closed or members-only item is current (lifecycle, agenda moves). */
  readonly throughClosed?: boolean;
  /** Holds somebody's words, which a redaction may erase (with the whole payload). */
  readonly personal?: boolean;
  /** After it somebody may read more or less than before; followers are asked again who they are. */
  readonly changesRights?: boolean;
}

/** Contract of one command: input, ack output, and who may call it when (rule ids in the module's RULES.md). */
export interface CommandDef {
  readonly input: z.ZodType;
  readonly output: z.ZodType;
}

/** One row of a policy: allowed when the actor holds one of `roles` and the meeting is in one of `phases`. */
export interface PolicyRow {
  readonly roles: readonly (MeetingRole | 'system')[];
  readonly phases: readonly MeetingPhase[];
}

export const defineCommands = <T extends Record<string, CommandDef>>(defs: T): T => defs;
export const defineEvents = <T extends Record<string, EventDef>>(defs: T): T => defs;

/**
 * The face of one module to the live log. Pure except `prepare`. `S` is the module's slice of the meeting's state.
 *
 * `evolve` owns the slice it is given and may change it in place: a 10,000-voter roll cannot be copied per ballot. The
 * sequencer drops a slice whose batch failed to commit; the browser's store hands out a new top-level object per frame.
 */
export interface LiveModule<S = unknown> extends Foldable<S> {
  readonly commands: Readonly<Record<string, CommandDef>>;
  readonly events: Readonly<Record<string, EventDef>>;
  readonly policy: Readonly<Record<string, PolicyRow>>;
  readonly decide: (state: S, command: LiveCommand, ctx: DecideContext) => Result<Decision, Violation>;
  /** Consequences in the same transaction: what this module must do because `event` (anybody's) was just decided. */
  readonly react?: (state: S, event: NewEvent, ctx: DecideContext) => readonly NewEvent[];
  /** What is told once a batch, however many commands brought it about (how many have voted). Asked after the last command. */
  readonly conclude?: (state: S, facts: () => LiveFacts, now: InstantMs) => readonly NewEvent[];
  /** Lets a module refuse another's command (an open vote refuses suspending, D13). */
  readonly veto?: (state: S, command: LiveCommand, ctx: DecideContext) => Violation | null;
  /** What this module tells the others; merged in module order. */
  readonly facts?: (state: S, actor: Actor) => Partial<LiveFacts>;
}

/** The events of one or more batches, for one audience, in order. `prev` is the audience's last seq before them. */
export const Frame = z.object({
  meetingId: z.string(),
  prev: z.int().nonnegative(),
  seq: z.int().positive(),
  events: z.array(LogEvent),
});
export type Frame = z.infer<typeof Frame>;

/** A reader's whole state at `seq`, to start from instead of the log's beginning. */
export const Snapshot = z.object({
  meetingId: z.string(),
  audience: Audience,
  seq: z.int().nonnegative(),
  /** Server time when it was made, to correct a wrong client clock. */
  serverNow: InstantMs,
  state: z.record(z.string(), z.unknown()),
});
export type Snapshot = z.infer<typeof Snapshot>;

export const RedactedPayload = z.object({ seqs: z.array(z.int().positive()).min(1), reason: z.string() });

export { fold, foldVersion, initialState, type LiveState, redactedType } from './fold.ts';

export function byContext(modules: readonly LiveModule[]): ReadonlyMap<string, LiveModule> {
  return new Map(modules.map((module) => [module.context, module]));
}
