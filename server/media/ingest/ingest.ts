import { type ChildProcess, fork } from 'node:child_process';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { sourceIdentity } from '#server/modules/rooms/index.ts';
import type { SourceReason, SourceStatus } from '#server/modules/venue/contract.ts';
import { holdSources, type PullOrder, releaseSources, sourceRights } from '#server/modules/venue/index.ts';
import type { Livekit } from '#server/platform/livekit.ts';
import { inOwnLogContext } from '#server/platform/log-context.ts';
import type { PullNews, PullTask } from './messages.ts';

export interface IngestEnvironment {
  readonly nodeId: string;
  readonly livekit: Livekit;
  /** As this server reaches the media server. */
  readonly mediaUrl: string;
  readonly hosts: readonly string[];
  readonly filesDir: string;
  readonly submit: SubmitCommand;
  readonly onError: (error: unknown) => void;
  /** How many sources are pulled and how many of them send; for the metrics. */
  readonly onCount?: (pulled: number, sending: number) => void;
}

const lookMs = 1_000;
/** A node that goes away is followed by another after this. */
const leaseMs = 6_000;
const ticketSeconds = 60;
const firstPauseMs = 1_000;
const longestPauseMs = 15_000;
/** Whoever sent this long was well: its next attempt does not wait. */
const healthyMs = 30_000;
const system: Actor = { kind: 'system', service: 'ingest' };

/** Pulls the sources that this node holds, each in a process of its own that is started again when it ends (H7). */
export class Ingest {
  readonly #env: IngestEnvironment;
  readonly #pulls = new Map<string, Pull>();
  #timer: NodeJS.Timeout | undefined;
  #heldAt = 0;
  #isLooking = false;
  #isClosed = false;

  constructor(env: IngestEnvironment) {
    this.#env = env;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#look(), lookMs);
  }

  /** Processes at work by source, for tests that end one of them. */
  get processes(): ReadonlyMap<string, number> {
    return new Map([...this.#pulls].flatMap(([id, { pid }]) => (pid === undefined ? [] : [[id, pid] as const])));
  }

  async #look(): Promise<void> {
    if (this.#isLooking || this.#isClosed) return;
    this.#isLooking = true;
    try {
      const orders = await holdSources(this.#env.nodeId, leaseMs);
      this.#heldAt = Date.now();
      this.#follow(orders);
    } catch (error) {
      this.#env.onError(error);
      // Without word from the database another node may have taken over by now.
      if (Date.now() - this.#heldAt > leaseMs) this.#follow([]);
    } finally {
      this.#isLooking = false;
    }
    const pulls = [...this.#pulls.values()];
    this.#env.onCount?.(pulls.length, pulls.filter(({ isSending }) => isSending).length);
  }

  #follow(orders: readonly PullOrder[]): void {
    const wanted = new Map(orders.map((order) => [order.sourceId, order]));
    for (const [sourceId, pull] of this.#pulls) {
      if (wanted.has(sourceId)) continue;
      this.#pulls.delete(sourceId);
      pull.stop();
    }
    if (this.#isClosed) return;
    for (const [sourceId, order] of wanted)
      if (!this.#pulls.has(sourceId)) this.#pulls.set(sourceId, new Pull(this.#env, order));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    this.#follow([]);
    await releaseSources(this.#env.nodeId).catch(() => undefined);
  }
}

/** One source: the process that pulls it now, or the pause until the next. */
class Pull {
  readonly #env: IngestEnvironment;
  readonly #order: PullOrder;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | undefined;
  #pauseMs = firstPauseMs;
  #isWanted = true;
  isSending = false;

  constructor(env: IngestEnvironment, order: PullOrder) {
    this.#env = env;
    this.#order = order;
    this.#report('connecting', null);
    this.#begin();
  }

  get pid(): number | undefined {
    return this.#child?.pid;
  }

  #begin(): void {
    this.#run().catch((error: unknown) => {
      this.#onError(error);
      this.#again('processEnded');
    });
  }

  async #run(): Promise<void> {
    const { livekit, mediaUrl, filesDir, hosts } = this.#env;
    const { meetingId, sourceId, address } = this.#order;
    const token = await livekit.token(meetingId, sourceIdentity('pulled', sourceId), sourceRights, ticketSeconds);
    if (!this.#isWanted) return;
    // Nothing of this server's own settings is of use to it.
    const { PATH, SystemRoot, NODE_ENV } = process.env;
    const child = fork(new URL('./pull.ts', import.meta.url), [], {
      env: { NODE_ENV, ...(PATH && { PATH }), ...(SystemRoot && { SystemRoot }) },
      // What this process was started with (the tie to its supervisor) would let go of the channel that the child lives by.
      execArgv: [],
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    });
    this.#child = child;
    const startedAt = Date.now();
    let reason: SourceReason = 'processEnded';
    child.on('message', (message) => {
      const news = message as PullNews;
      if (news.kind === 'over') reason = news.reason;
      else this.isSending = true;
    });
    child.once('error', (error) => this.#onError(error));
    child.once('exit', () => {
      this.#child = null;
      this.isSending = false;
      if (Date.now() - startedAt > healthyMs) this.#pauseMs = firstPauseMs;
      this.#leave().then(
        () => this.#again(reason),
        (error: unknown) => this.#onError(error),
      );
    });
    const task: PullTask = { address, filesDir, hosts, media: { url: mediaUrl, token } };
    child.send(task);
  }

  /** A process that was killed took no leave: the media server would show its last picture for a while. */
  async #leave(): Promise<void> {
    if (!this.#isWanted) return;
    const { meetingId, sourceId } = this.#order;
    await this.#env.livekit
      .remove(meetingId, sourceIdentity('pulled', sourceId))
      .catch((error: unknown) => this.#onError(error));
  }

  #onError(error: unknown): void {
    inOwnLogContext({ meetingId: this.#order.meetingId }, () => this.#env.onError(error));
  }

  #again(reason: SourceReason): void {
    if (!this.#isWanted) return;
    const isPlayed = reason === 'ended' && !this.#order.address.includes('://');
    this.#report(isPlayed ? 'idle' : 'reconnecting', reason);
    if (isPlayed) return;
    this.#timer = setTimeout(() => this.#begin(), this.#pauseMs);
    this.#pauseMs = Math.min(longestPauseMs, this.#pauseMs * 2);
  }

  #report(status: SourceStatus, reason: SourceReason | null): void {
    const { meetingId, sourceId } = this.#order;
    void inOwnLogContext({ meetingId }, () =>
      this.#env
        .submit(meetingId as MeetingId, uuidV7(), 'venue.recordSource', { sourceId, status, reason }, system)
        .catch((error: unknown) => this.#env.onError(error)),
    );
  }

  stop(): void {
    this.#isWanted = false;
    clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL');
  }
}
