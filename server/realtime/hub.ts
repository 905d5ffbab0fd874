import type { Pool } from 'pg';
import { type Actor, actorRef } from '#server/kernel/actor.ts';
import type { Clock } from '#server/kernel/clock.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { Audience, LiveFacts, PolicyRow } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { StoredEvent } from '#server/kernel/server-module.ts';
import { isStorable } from '#server/kernel/storable.ts';
import { factsFor, permit } from './decide.ts';
import { readHeadSeqs, readKnownCommands } from './log-store.ts';
import { type CatchUp, Mirror } from './mirror.ts';
import type { ModuleRegistry } from './registry.ts';
import { Sequencer, type SequencerEnvironment } from './sequencer.ts';

/** One meeting as this node holds it. */
export interface LiveMeeting {
  readonly mirror: Mirror;
  readonly sequencer: Sequencer;
  usedAt: number;
  /** Events that were applied since it was last asked; empty when memory does not reach back. */
  readonly takeUnseen: () => readonly StoredEvent[];
}

export interface HubEnvironment {
  readonly db: Pool;
  readonly modules: ModuleRegistry;
  readonly clock: Clock;
  /** A batch was committed here, or another node's was applied here. */
  readonly onCommitted: (meeting: LiveMeeting, hasOutbox: boolean) => void;
  /** A meeting came into memory; called before anything is submitted to it. */
  readonly onLoaded?: (meeting: LiveMeeting) => void;
  readonly onBatch?: SequencerEnvironment['onBatch'];
  readonly onError?: (error: unknown) => void;
}

/** The meetings this node has in memory, loaded when first asked for. */
export class Hub {
  readonly #env: HubEnvironment;
  readonly #meetings = new Map<MeetingId, Promise<LiveMeeting | null>>();
  readonly #loaded = new Map<MeetingId, LiveMeeting>();

  constructor(env: HubEnvironment) {
    this.#env = env;
  }

  get loaded(): ReadonlyMap<MeetingId, LiveMeeting> {
    return this.#loaded;
  }

  get modules(): ModuleRegistry {
    return this.#env.modules;
  }

  /** The meeting, or null when there is none with this id. Rejects when the database cannot be read. */
  async meeting(meetingId: MeetingId): Promise<LiveMeeting | null> {
    const present = this.#loaded.get(meetingId);
    if (present) {
      present.usedAt = this.#env.clock();
      return present;
    }
    let loading = this.#meetings.get(meetingId);
    if (!loading) {
      loading = this.#load(meetingId).finally(() => this.#meetings.delete(meetingId));
      this.#meetings.set(meetingId, loading);
    }
    return loading;
  }

  async #load(meetingId: MeetingId): Promise<LiveMeeting | null> {
    const { db, modules, clock, onBatch, onError } = this.#env;
    const mirror = await Mirror.load(db, modules.live, meetingId);
    if (!mirror) return null;
    const sequencer = new Sequencer(mirror, {
      db,
      modules,
      clock,
      onCommitted: (_, hasOutbox) => this.#env.onCommitted(meeting, hasOutbox),
      ...(onBatch && { onBatch }),
      ...(onError && { onError }),
    });
    let seen = mirror.head.seq;
    const takeUnseen = (): readonly StoredEvent[] => {
      const events = mirror.recent(seen) ?? [];
      seen = mirror.head.seq;
      return events;
    };
    const meeting: LiveMeeting = { mirror, sequencer, usedAt: clock(), takeUnseen };
    this.#loaded.set(meetingId, meeting);
    this.#env.onLoaded?.(meeting);
    return meeting;
  }

  /** Parses, prepares and sequences one command; never throws. */
  async submit(
    meetingId: MeetingId,
    commandId: string,
    type: string,
    input: unknown,
    actor: Actor,
  ): Promise<CommandAck> {
    try {
      return await this.#submit(meetingId, commandId, type, input, actor);
    } catch (error) {
      this.#env.onError?.(error);
      return { ok: false, error: violation('unavailable', 'unavailable') };
    }
  }

  async #submit(
    meetingId: MeetingId,
    commandId: string,
    type: string,
    input: unknown,
    actor: Actor,
  ): Promise<CommandAck> {
    const known = this.#env.modules.command(type);
    const parsed = isStorable(input) ? known?.definition.input.safeParse(input) : undefined;
    if (!known || !parsed?.success) return { ok: false, error: violation('invalid_input', 'invalid_input') };
    const meeting = await this.meeting(meetingId);
    if (!meeting) return { ok: false, error: violation('forbidden', 'forbidden') };
    const command = { type, input: parsed.data };
    const refused = await this.#precheck(meeting, known.row, actor);
    if (refused) return this.#firstAnswerOr(refused, meetingId, commandId, actor);
    const state = meeting.mirror.state('staff');
    const prepared = await known.module.prepare?.(command, { meetingId, actor, state });
    if (prepared && !prepared.ok) return this.#firstAnswerOr(prepared.error, meetingId, commandId, actor);
    return meeting.sequencer.submit({ commandId, command, actor, prepared: prepared?.value });
  }

  /** What was allowed once may be refused by now: ending a meeting twice. A repetition still gets its first answer (L3). */
  async #firstAnswerOr(refused: Violation, meetingId: MeetingId, commandId: string, actor: Actor): Promise<CommandAck> {
    const known = (await readKnownCommands(this.#env.db, meetingId, [commandId])).get(commandId);
    return known?.actor === actorRef(actor) ? known.ack : { ok: false, error: refused };
  }

  /**
   * Spares the database what the policy refuses anyway. Another node may have changed rights or phase a moment ago, so a
   * refusal counts only after catching up.
   */
  async #precheck(meeting: LiveMeeting, row: PolicyRow, actor: Actor): Promise<Violation | null> {
    const check = (): Violation | null =>
      permit(row, actor, factsFor(this.#env.modules, meeting.mirror.state('staff'), meeting.mirror.meetingId, actor));
    if (!check()) return null;
    await meeting.sequencer.catchUp();
    return check();
  }

  /** What the meeting is to this actor; null when there is no such meeting. */
  async facts(meetingId: MeetingId, actor: Actor): Promise<LiveFacts | null> {
    const meeting = await this.meeting(meetingId);
    return meeting && factsFor(this.#env.modules, meeting.mirror.state('staff'), meetingId, actor);
  }

  /** What a reader is missing. The staff's state may be in the middle of a batch, so it waits its turn. */
  async since(meeting: LiveMeeting, audience: Audience, since: number): Promise<CatchUp> {
    if (audience === 'staff') return meeting.sequencer.exclusively(() => meeting.mirror.since(audience, since));
    return meeting.mirror.since(audience, since);
  }

  /** Applies what other nodes wrote to the loaded meetings, whether or not a wake-up arrived. */
  async sweep(): Promise<void> {
    const ids = [...this.#loaded.keys()];
    if (ids.length === 0) return;
    const heads = await readHeadSeqs(this.#env.db, ids);
    await Promise.all(
      ids.map(async (id) => {
        const meeting = this.#loaded.get(id);
        if (meeting && heads.get(id) !== meeting.mirror.head.seq) await meeting.sequencer.catchUp();
      }),
    );
  }

  /** Writes snapshots of everything and forgets meetings unused for `idleMs` that `isFollowed` denies. */
  async tidy(idleMs: number, isFollowed: (meetingId: MeetingId) => boolean): Promise<void> {
    for (const [id, meeting] of this.#loaded) {
      await meeting.sequencer.exclusively(() => meeting.mirror.storeSnapshot(true));
      const isIdle = this.#env.clock() - meeting.usedAt > idleMs && meeting.sequencer.queueLength === 0;
      if (isIdle && !isFollowed(id)) this.#loaded.delete(id);
    }
  }
}

/** The audience an actor's roles let them read with; null when they may not follow the meeting at all (M10). */
export function audienceOf(facts: LiveFacts): Audience | null {
  if (facts.roles.some((role) => role === 'chair' || role === 'clerk' || role === 'technician' || role === 'officer'))
    return 'staff';
  if (facts.roles.some((role) => role !== 'public')) return 'room';
  return facts.isPublic ? 'public' : null;
}
