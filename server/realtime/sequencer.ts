import type { Pool, PoolClient } from 'pg';
import { type Actor, actorRef } from '#server/kernel/actor.ts';
import { canonicalJson } from '#server/kernel/canonical.ts';
import type { Clock } from '#server/kernel/clock.ts';
import { violation } from '#server/kernel/errors.ts';
import { contextOf } from '#server/kernel/fold.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import {
  type Audience,
  type LiveCommand,
  type LogEvent,
  maySee,
  type NewEvent,
  narrower,
} from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { OutboxItem, Write } from '#server/kernel/server-module.ts';
import { inOwnLogContext } from '#server/platform/log-context.ts';
import { link } from './chain.ts';
import { conclusions, decideCommand, factsFor } from './decide.ts';
import {
  type AnsweredCommand,
  type ChainedEvent,
  type KnownCommand,
  type LogHead,
  lockHead,
  readKnownCommands,
  writeBatch,
} from './log-store.ts';
import type { Mirror } from './mirror.ts';
import type { ModuleRegistry } from './registry.ts';

/** One command on its way through the sequencer; `input` was parsed by the contract, `prepared` loaded by the module. */
export interface Submission {
  readonly commandId: string;
  readonly command: LiveCommand;
  readonly actor: Actor;
  readonly prepared: unknown;
}

interface Waiting extends Submission {
  readonly answer: (ack: CommandAck) => void;
}

export interface SequencerEnvironment {
  readonly db: Pool;
  readonly modules: ModuleRegistry;
  readonly clock: Clock;
  /** Called after a commit and before the answers; `hasOutbox` says that side effects wait. */
  readonly onCommitted: (meetingId: MeetingId, hasOutbox: boolean) => void;
  readonly onBatch?: (figures: { size: number; events: number; ms: number; attempts: number }) => void;
  readonly onError?: (error: unknown) => void;
}

const largestBatch = 1_000;
/** How long a batch is tried again while the database is away; then its senders hear `unavailable` and may repeat. */
const patienceMs = 10_000;
const firstPauseMs = 50;

/**
 * Brings the commands of one meeting into one order. Everything that waits is decided and written as one transaction;
 * senders are answered after the commit. A batch whose commit failed, or whose fate is unknown, is run again as a whole:
 * the command ids make that harmless. A batch that can never be written is halved until the command that spoils it
 * stands alone; only its sender is refused (L14).
 */
export class Sequencer {
  readonly #mirror: Mirror;
  readonly #env: SequencerEnvironment;
  #waiting: Waiting[] = [];
  #tasks: (() => Promise<void>)[] = [];
  #isRunning = false;
  #isDoubtful = false;

  constructor(mirror: Mirror, env: SequencerEnvironment) {
    this.#mirror = mirror;
    this.#env = env;
  }

  get queueLength(): number {
    return this.#waiting.length;
  }

  submit(submission: Submission): Promise<CommandAck> {
    return new Promise((answer) => {
      this.#waiting.push({ ...submission, answer });
      this.#start();
    });
  }

  /** Runs `task` between two batches, so that it sees and changes only committed state. */
  exclusively<T>(task: () => Promise<T> | T): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#tasks.push(async () => {
        try {
          await this.#settleDoubt();
          resolve(await task());
        } catch (error) {
          reject(error);
        }
      });
      this.#start();
    });
  }

  /** Applies and announces what other nodes wrote. */
  catchUp(): Promise<void> {
    return this.exclusively(async () => {
      const { seq } = this.#mirror.head;
      await this.#mirror.catchUp();
      if (this.#mirror.head.seq !== seq) this.#env.onCommitted(this.#mirror.meetingId, false);
    });
  }

  #start(): void {
    if (this.#isRunning) return;
    this.#isRunning = true;
    void inOwnLogContext({ meetingId: this.#mirror.meetingId }, () => this.#drain());
  }

  async #drain(): Promise<void> {
    // Everything that arrives in the same turn of the event loop goes into one batch.
    await Promise.resolve();
    while (this.#waiting.length > 0 || this.#tasks.length > 0) {
      for (const task of this.#tasks.splice(0)) await task();
      const batch = this.#waiting.splice(0, largestBatch);
      if (batch.length > 0) await this.#runAll(batch);
    }
    this.#isRunning = false;
  }

  async #settleDoubt(): Promise<void> {
    if (!this.#isDoubtful) return;
    await this.#mirror.reload();
    this.#isDoubtful = false;
  }

  /** Halves stay in order, so nobody's command overtakes an earlier one. */
  async #runAll(whole: readonly Waiting[]): Promise<void> {
    const parts = [whole];
    for (let batch = parts.shift(); batch; batch = parts.shift()) {
      if (await this.#runWithPatience(batch)) continue;
      if (batch.length === 1) batch[0]?.answer(internal);
      else parts.unshift(batch.slice(0, batch.length / 2), batch.slice(batch.length / 2));
    }
  }

  /** False when the batch can never be written as it is. */
  async #runWithPatience(whole: readonly Waiting[]): Promise<boolean> {
    const startedAt = performance.now();
    let batch = whole;
    for (let attempt = 1; batch.length > 0; attempt++) {
      try {
        const round = await this.#run(batch);
        const ms = performance.now() - startedAt;
        this.#env.onBatch?.({ size: batch.length, events: round.events.length, ms, attempts: attempt });
        this.#env.onCommitted(this.#mirror.meetingId, round.outbox.length > 0);
        for (const waiting of batch) waiting.answer(round.acks.get(waiting.commandId) ?? unavailable);
        void this.#mirror.storeSnapshot().catch((error: unknown) => this.#env.onError?.(error));
        return true;
      } catch (error) {
        this.#isDoubtful = true;
        this.#env.onError?.(error);
        if (error instanceof FoldFailure) {
          batch = this.#without(batch, error.commandId);
          continue;
        }
        if (isFinal(error)) return false;
        if (performance.now() - startedAt > patienceMs) {
          for (const waiting of batch) waiting.answer(unavailable);
          return true;
        }
        await new Promise((resume) => setTimeout(resume, Math.min(1_000, firstPauseMs * 2 ** Math.min(attempt, 5))));
      }
    }
    return true;
  }

  /** Takes the one command out whose events cannot be folded, so that a bug in one place stops nobody else. */
  #without(batch: readonly Waiting[], commandId: string): readonly Waiting[] {
    for (const waiting of batch) if (waiting.commandId === commandId) waiting.answer(internal);
    return batch.filter((waiting) => waiting.commandId !== commandId);
  }

  async #run(batch: readonly Waiting[]): Promise<FinishedRound> {
    await this.#settleDoubt();
    const client = await this.#env.db.connect();
    let isBroken = true;
    try {
      await client.query('begin');
      const known = await this.#lock(client, batch);
      const round = new Round(this.#mirror, this.#env.modules, this.#env.clock());
      for (const waiting of batch) round.take(waiting, known.get(waiting.commandId), this.#env.onError);
      const finished = finish(round);
      if (finished.answers.length > 0) await writeBatch(client, { meetingId: this.#mirror.meetingId, ...finished });
      await client.query('commit');
      isBroken = false;
      this.#mirror.apply(finished.events, finished.head, true);
      return finished;
    } finally {
      // A connection whose transaction did not end cleanly is closed, which also rolls it back.
      client.release(isBroken);
    }
  }

  /** Takes the head's lock, makes the mirror current, and tells which commands were answered before. */
  async #lock(client: PoolClient, batch: readonly Waiting[]): Promise<ReadonlyMap<string, KnownCommand>> {
    const ids = batch.map((waiting) => waiting.commandId);
    const locked = await lockHead(client, this.#mirror.meetingId, ids);
    if (!locked) throw new Error('the head of a loaded meeting is gone');
    if (locked.head.version === this.#mirror.head.version) return locked.known;
    await this.#mirror.catchUp(client);
    return readKnownCommands(client, this.#mirror.meetingId, ids);
  }
}

const unavailable: CommandAck = { ok: false, error: violation('unavailable', 'unavailable') };
const internal: CommandAck = { ok: false, error: violation('internal', 'internal') };

/** An event was decided that its own module cannot fold; the state in memory is no longer to be trusted. */
class FoldFailure extends Error {
  readonly commandId: string;
  constructor(commandId: string, cause: unknown) {
    super(`the events of command ${commandId} cannot be folded`, { cause });
    this.commandId = commandId;
  }
}

/** A module cannot say what to write for the batch's events: a bug that trying again does not mend. */
class ProjectionFailure extends Error {}

function finish(round: Round): FinishedRound {
  try {
    return round.finish();
  } catch (error) {
    throw new ProjectionFailure('the rows of a batch cannot be told', { cause: error });
  }
}

/**
 * Whether the same batch would be refused again: SQLSTATE classes of wrong data (21, 22), broken constraints (23), wrong
 * statements (42, 0A) and exceeded bounds of a statement (54). Lost connections, full disks, deadlocks and shutdowns are not.
 */
const isFinal = (error: unknown): boolean =>
  error instanceof ProjectionFailure || /^(21|22|23|42|0A|54)/.test(String((error as { code?: unknown }).code ?? ''));

interface FinishedRound {
  readonly at: number;
  readonly events: readonly ChainedEvent[];
  readonly answers: readonly AnsweredCommand[];
  readonly acks: ReadonlyMap<string, CommandAck>;
  readonly writes: readonly Write[];
  readonly outbox: readonly OutboxItem[];
  readonly head: LogHead;
}

/** The decisions of one batch, each on the state the former left. */
class Round {
  readonly #mirror: Mirror;
  readonly #modules: ModuleRegistry;
  readonly #at: number;
  readonly #events: ChainedEvent[] = [];
  readonly #answers = new Map<string, AnsweredCommand>();
  readonly #acks = new Map<string, CommandAck>();
  readonly #sealed = new Map<string, unknown[]>();
  #head: LogHead;

  constructor(mirror: Mirror, modules: ModuleRegistry, at: number) {
    this.#mirror = mirror;
    this.#modules = modules;
    // The log's time never runs backwards, even when the machine's clock is set back.
    this.#at = Math.max(at, mirror.lastAt);
    this.#head = mirror.head;
  }

  take(submission: Submission, known: KnownCommand | undefined, onError?: (error: unknown) => void): void {
    const actor = actorRef(submission.actor);
    const earlier = known ?? this.#answers.get(submission.commandId);
    if (earlier) {
      const isSame = earlier.actor === actor;
      this.#acks.set(
        submission.commandId,
        isSame ? earlier.ack : { ok: false, error: violation('conflict', 'commandIdTaken') },
      );
      return;
    }
    const ack = this.#decide(submission, actor, onError);
    this.#acks.set(submission.commandId, ack);
    // An unforeseen failure is no answer to keep: the sender may try again.
    if (ack.ok || ack.error.kind !== 'internal')
      this.#answers.set(submission.commandId, { commandId: submission.commandId, actor, ack });
  }

  #decide(submission: Submission, actor: string, onError?: (error: unknown) => void): CommandAck {
    let outcome: ReturnType<typeof decideCommand>;
    try {
      outcome = decideCommand(this.#modules, this.#mirror.state('staff'), this.#mirror.meetingId, this.#at, submission);
    } catch (error) {
      onError?.(error);
      return internal;
    }
    if (!outcome.ok) return { ok: false, error: outcome.error };
    try {
      for (const event of outcome.value.events) this.#append(event, event.actor ?? actor, submission.actor);
    } catch (error) {
      throw new FoldFailure(submission.commandId, error);
    }
    if (outcome.value.sealed !== undefined) this.#seal(submission.command.type, outcome.value.sealed);
    return { ok: true, seq: this.#head.seq, output: outcome.value.output ?? {} };
  }

  #seal(type: string, value: unknown): void {
    const context = contextOf(type);
    const values = this.#sealed.get(context);
    if (values) values.push(value);
    else this.#sealed.set(context, [value]);
  }

  /** Once, after the batch's commands. */
  #conclude(): void {
    const { meetingId } = this.#mirror;
    for (const { context, event } of conclusions(this.#modules, this.#mirror.state('staff'), meetingId, this.#at)) {
      const by: Actor = { kind: 'system', service: context };
      this.#append(event, actorRef(by), by);
    }
  }

  #append(event: NewEvent, actor: string, by: Actor): void {
    const { definition } = this.#modules.event(event.type);
    const audience = this.#audienceOf(event, definition.audience, definition.throughClosed === true, by);
    const seq = this.#head.seq + 1;
    const payloadText = canonicalJson(event.payload);
    const input = {
      meetingId: this.#mirror.meetingId,
      seq,
      at: this.#at,
      actor,
      audience,
      type: event.type,
      payload: payloadText,
    };
    const chained = link(this.#head.hashName, this.#head.hash, input);
    // Folded from the stored text, so that what is in memory is what a reader of the log gets.
    const payload = JSON.parse(payloadText) as Record<string, unknown>;
    this.#events.push({ ...input, ...chained, payload, payloadText });
    this.#head = {
      ...this.#head,
      seq,
      hash: chained.hash,
      audienceSeq: {
        public: maySee('public', audience) ? seq : this.#head.audienceSeq.public,
        room: maySee('room', audience) ? seq : this.#head.audienceSeq.room,
        staff: seq,
      },
    };
    const folded: LogEvent = { seq, at: this.#at, actor, type: event.type, payload };
    this.#modules.foldInto(this.#mirror.state('staff'), folded);
  }

  /** Closed items and meetings for members only narrow what would be public (M9, M10). */
  #audienceOf(event: NewEvent, declared: Audience, isThroughClosed: boolean, by: Actor): Audience {
    const audience = event.audience ? narrower(declared, event.audience) : declared;
    if (audience !== 'public') return audience;
    const facts = factsFor(this.#modules, this.#mirror.state('staff'), this.#mirror.meetingId, by);
    const isHidden = !facts.isPublic || (facts.currentVisibility !== 'public' && !isThroughClosed);
    return isHidden ? 'room' : audience;
  }

  finish(): FinishedRound {
    const state = this.#mirror.state('staff');
    const { meetingId } = this.#mirror;
    const writes: Write[] = [];
    const outbox: OutboxItem[] = [];
    if (this.#events.length > 0) {
      this.#conclude();
      for (const module of this.#modules.all) {
        const sealed = this.#sealed.get(module.live.context) ?? [];
        writes.push(...(module.project?.(meetingId, this.#events, state, sealed) ?? []));
        outbox.push(...(module.outbox?.(meetingId, this.#events, state) ?? []));
      }
    }
    const head: LogHead = { ...this.#head, version: this.#head.version + (this.#answers.size > 0 ? 1 : 0) };
    return {
      at: this.#at,
      events: this.#events,
      answers: [...this.#answers.values()],
      acks: this.#acks,
      writes,
      outbox,
      head,
    };
  }
}
