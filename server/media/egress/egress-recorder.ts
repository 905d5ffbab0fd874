import type { MeetingId } from '#server/kernel/ids.ts';
import type { RecorderState, SegmentAudience } from '#server/modules/recordings/contract.ts';
import type { Egress, LivekitEgress } from '#server/platform/livekit-egress.ts';
import type { Storage } from '#server/platform/storage.ts';
import { runEnd, type Scene } from '../programme/scene.ts';
import { type Rows, Store } from '../programme/store.ts';
import { Interruption, type Watched, type WatchOptions } from '../programme/watched.ts';
import { EgressRun, type EgressRunEnvironment } from './run.ts';

export interface EgressRecorderEnvironment {
  readonly egress: LivekitEgress;
  readonly storage: Storage;
  readonly rows: Rows;
  /** The address of the programme's page for an audience, with a key to it. */
  readonly pageOf: (meetingId: MeetingId, audience: SegmentAudience) => string;
}

const lookMs = 1_000;
/** After an egress that failed, and twice as long after every further one. */
const firstPauseMs = 1_000;
const longestPauseMs = 30_000;
/** An egress that does not end after this is given up, and what it stored is taken. */
const endMs = 30_000;
/** A node that ends has not so much time. */
const finishMs = 5_000;

interface Ending {
  readonly run: EgressRun;
  readonly givenUpAt: number;
  isAsked: boolean;
}

/** Records one meeting by LiveKit Egress: one egress for each stretch of one audience, and rows for what it stores (G14). */
export class EgressRecorder implements Watched {
  readonly #env: EgressRecorderEnvironment;
  readonly #options: WatchOptions;
  readonly #store: Store;
  readonly #interruption: Interruption;
  readonly #runs: EgressRunEnvironment;
  #scene: Scene;
  #run: EgressRun | null = null;
  /** Stopped, in order; the run that follows gets rows once all of them have theirs. */
  #endings: Ending[] = [];
  #status: Egress['status'] | 'none' = 'none';
  #failures = 0;
  #startAt = 0;
  #isReady = false;
  #finishBy: number | null = null;
  #isWoken = false;
  #onWake: () => void = () => undefined;
  #narrowed = '';
  #segments = 0;
  #lastSegmentAt: number | null = null;
  #recordingSince: number | null = null;
  readonly #work: Promise<void>;

  constructor(env: EgressRecorderEnvironment, options: WatchOptions) {
    this.#env = env;
    this.#options = options;
    this.#scene = options.scene;
    this.#interruption = new Interruption(options);
    const { meetingId, programmeId, onError } = options;
    this.#store = new Store({
      storage: env.storage,
      rows: env.rows,
      meetingId,
      programmeId,
      onStored: () => {
        this.#segments++;
        this.#lastSegmentAt = Date.now();
        this.#recordingSince ??= this.#lastSegmentAt;
      },
      onFatal: onError,
    });
    this.#runs = { egress: env.egress, storage: env.storage, store: this.#store };
    this.#work = this.#loop();
  }

  get state(): RecorderState {
    const { meetingId, programmeId, nodeId } = this.#options;
    return {
      meetingId,
      programmeId,
      nodeId,
      status: this.#standing(),
      recordingSince: this.#recordingSince,
      lastSegmentAt: this.#lastSegmentAt,
      segments: this.#segments,
      // What happens in the egress' browser is not told.
      fps: 0,
      droppedFrames: 0,
      encoderLagMs: 0,
      videoTracks: 0,
      audioTracks: 0,
      restarts: this.#failures,
      reportedAt: Date.now(),
    };
  }

  #standing(): RecorderState['status'] {
    const { pause } = this.#scene;
    if (pause === 'closed') return 'closed';
    if (pause !== null) return 'paused';
    if (this.#status === 'failed') return 'failed';
    return this.#status === 'active' ? 'recording' : 'starting';
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const { audience } = scene;
    if (this.#isReady) this.#narrow(scene);
    if (this.#run && this.#run.audience !== audience) {
      this.#endRun(runEnd(this.#run.audience, scene, Date.now()));
      this.#wake();
    }
  }

  #narrow({ audience, pause, since }: Scene): void {
    const sign = `${audience} ${since}`;
    if (pause === 'suspended' || pause === 'ended' || sign === this.#narrowed) return;
    this.#narrowed = sign;
    this.#store.narrow(since, audience);
  }

  async finish(): Promise<void> {
    this.#finishBy = Date.now() + finishMs;
    this.#wake();
    await this.#work;
  }

  #endRun(until: number): void {
    const run = this.#run;
    this.#run = null;
    this.#status = 'none';
    if (!run) return;
    run.until = until;
    this.#endings.push({ run, givenUpAt: Date.now() + endMs, isAsked: false });
  }

  async #loop(): Promise<void> {
    for (;;) {
      if (this.#finishBy !== null) this.#endRun(Number.POSITIVE_INFINITY);
      if (this.#finishBy !== null && (this.#endings.length === 0 || Date.now() > this.#finishBy)) break;
      try {
        await this.#look();
      } catch (error) {
        this.#options.onError(error);
      }
      await this.#rest();
    }
    await this.#store.settled();
  }

  /** Until the next look, or until something changed. */
  async #rest(): Promise<void> {
    if (!this.#isWoken)
      await new Promise<void>((resume) => {
        const timer = setTimeout(resume, lookMs);
        this.#onWake = () => {
          clearTimeout(timer);
          resume();
        };
      });
    this.#isWoken = false;
  }

  #wake(): void {
    this.#isWoken = true;
    this.#onWake();
  }

  async #look(): Promise<void> {
    await this.#getReady();
    await this.#lookAtEndings();
    const { audience } = this.#scene;
    if (!this.#run && audience && this.#finishBy === null && Date.now() >= this.#startAt) await this.#start(audience);
    const run = this.#run;
    if (!run) return;
    const found = await this.#env.egress.find(run.egressId);
    if (this.#run !== run) return;
    const status = found?.status ?? 'failed';
    if (status === 'over' || status === 'failed') return this.#fail();
    this.#status = status;
    if (status === 'active') {
      this.#interruption.end();
      this.#startAt = 0;
    }
    // Rows are in order: those of the run before come first.
    if (this.#endings.length === 0) await run.collect(false);
  }

  /** Knows where the programme stands, and ends what another node left behind (G8). */
  async #getReady(): Promise<void> {
    if (this.#isReady) return;
    await this.#store.begin();
    for (const { egressId } of await this.#env.egress.running(this.#options.meetingId))
      await this.#env.egress.stop(egressId);
    this.#isReady = true;
    this.show(this.#scene);
  }

  async #start(audience: SegmentAudience): Promise<void> {
    const { meetingId } = this.#options;
    this.#status = 'starting';
    try {
      const order = { room: meetingId, page: this.#env.pageOf(meetingId, audience) };
      this.#run = await EgressRun.start(this.#runs, audience, order);
    } catch (error) {
      this.#fail();
      throw error;
    }
    // The item may have changed while a worker was looked for.
    this.show(this.#scene);
  }

  /** It ended by itself, or could not begin: what it stored is kept, and another is asked for. */
  #fail(): void {
    this.#endRun(Number.POSITIVE_INFINITY);
    this.#status = 'failed';
    this.#startAt = Date.now() + Math.min(longestPauseMs, firstPauseMs * 2 ** Math.min(this.#failures, 5));
    this.#failures++;
    this.#interruption.begin('recorder');
  }

  async #lookAtEndings(): Promise<void> {
    for (const ending of this.#endings) {
      if (ending.isAsked) continue;
      await this.#env.egress.stop(ending.run.egressId);
      ending.isAsked = true;
    }
    for (let first = this.#endings[0]; first; first = this.#endings[0]) {
      const { run, givenUpAt } = first;
      const found = await this.#env.egress.find(run.egressId);
      const isOver = !found || found.status === 'over' || found.status === 'failed' || Date.now() > givenUpAt;
      await run.collect(isOver);
      if (!isOver) return;
      this.#endings = this.#endings.filter((one) => one !== first);
      await run.tidy();
    }
  }
}
