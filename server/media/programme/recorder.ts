import type { Storage } from '#server/platform/storage.ts';
import { Composer } from './composer.ts';
import { Idleness } from './idleness.ts';
import type { FromRecorder, RecorderFigures } from './messages.ts';
import { mix } from './mixer.ts';
import { planOf } from './plan.ts';
import { MediaRoom } from './room.ts';
import { frameMs, Run } from './run.ts';
import { runEnd, type Scene } from './scene.ts';
import { type Rows, Store } from './store.ts';
import { Voices } from './voices.ts';

export interface RecorderEnvironment {
  readonly meetingId: string;
  readonly programmeId: string;
  readonly storage: Storage;
  readonly rows: Rows;
  readonly tell: (message: FromRecorder) => void;
  readonly onFatal: (error: unknown) => void;
}

const reportMs = 2_000;
/** A meeting that somebody forgot to end must not fill the disk with its card. */
const mostQuietMs = 10 * 60_000;
const ticketMs = 1_000;
/** When clocks were set, the run's time is no longer the log's: a new one begins. */
const mostDriftMs = 500;
const nobody: ReadonlySet<string> = new Set();
const sleep = (ms: number): Promise<void> => new Promise((resume) => setTimeout(resume, ms));

/** Records one meeting: listens to the media room, draws, mixes, encodes and stores, 25 times a second. */
export class Recorder {
  readonly #env: RecorderEnvironment;
  readonly #room: MediaRoom;
  readonly #composer: Composer;
  readonly #store: Store;
  readonly #voices: Voices;
  readonly #idleness = new Idleness(mostQuietMs);
  #isIdle = false;
  #scene: Scene;
  #run: Run | null = null;
  #runBegan = 0;
  #index = -1;
  #isFinishing = false;
  #isEntering = false;
  #askedAt = 0;
  #recordingSince: number | null = null;
  #lastSegmentAt: number | null = null;
  #segments = 0;
  #dropped = 0;
  #lagMs = 0;
  #frames = 0;
  #reportedAt = performance.now();

  constructor(env: RecorderEnvironment, scene: Scene) {
    this.#env = env;
    this.#scene = scene;
    this.#composer = new Composer(env.storage);
    this.#room = new MediaRoom(() => this.#askForTicket());
    this.#store = new Store({
      ...env,
      onStored: () => {
        this.#segments++;
        this.#lastSegmentAt = Date.now();
        this.#recordingSince ??= this.#lastSegmentAt;
      },
    });
    this.#voices = new Voices(this.#store);
  }

  /** Runs until it is told to finish. */
  async record(): Promise<void> {
    await this.#store.begin();
    this.#narrow();
    this.#askForTicket();
    await this.#loop();
    await this.#stopRun();
    await this.#store.settled();
    await this.#room.disconnect();
    this.#report();
  }

  show(scene: Scene): void {
    this.#scene = scene;
    this.#narrow();
    // At once, not at the next frame: a closed item is received by nobody (G2).
    if (scene.audience === null) this.#room.want({ isHearing: false, pictures: nobody, withheld: nobody });
  }

  finish(): void {
    this.#isFinishing = true;
  }

  async enter(url: string, token: string): Promise<void> {
    // Tickets keep coming while the media server is slow to answer; one way in at a time.
    if (this.#isEntering || this.#isFinishing) return;
    this.#isEntering = true;
    try {
      await this.#room.connect(url, token);
    } catch {
      // The loop asks again.
    } finally {
      this.#isEntering = false;
    }
  }

  #narrow(): void {
    const { audience, pause, since } = this.#scene;
    if (pause !== 'suspended' && pause !== 'ended') this.#store.narrow(since, audience);
  }

  #askForTicket(): void {
    if (this.#isFinishing) return;
    this.#askedAt = performance.now();
    this.#env.tell({ kind: 'ticket' });
  }

  async #loop(): Promise<void> {
    while (!this.#isFinishing) {
      const began = performance.now();
      if (!this.#room.isConnected && began - this.#askedAt > ticketMs) this.#askForTicket();
      if (began - this.#reportedAt >= reportMs) this.#report();
      this.#isIdle = this.#idleness.look(this.#room.isSending, began);
      const audience = this.#isIdle ? null : this.#scene.audience;
      if (this.#run && (this.#run.audience !== audience || this.#hasDrifted())) await this.#stopRun();
      if (audience !== null) await this.#turn();
      await sleep(this.#pauseMs());
    }
  }

  /** Time until the next frame is due; between runs a short while. */
  #pauseMs(): number {
    if (!this.#run) return frameMs;
    return Math.max(0, this.#runBegan + (this.#index + 1) * frameMs - performance.now());
  }

  #hasDrifted(): boolean {
    const elapsed = performance.now() - this.#runBegan;
    return Math.abs(Date.now() - (this.#run?.startsAt ?? 0) - elapsed) > mostDriftMs;
  }

  async #turn(): Promise<void> {
    if (!this.#run) {
      if (!this.#scene.audience) return;
      this.#run = await Run.open(this.#store, this.#scene.audience, Date.now);
      this.#runBegan = performance.now();
      this.#index = -1;
      this.#composer.forget();
      for (const { source } of this.#room.sounds.values()) source.clear();
      // The item may have been closed while the encoders were opened.
      if (this.#scene.audience !== this.#run.audience) return;
    }
    const due = Math.floor((performance.now() - this.#runBegan) / frameMs);
    if (due <= this.#index) return;
    this.#dropped += due - this.#index - 1;
    this.#index = due;
    this.#frames++;
    const began = performance.now();
    const scene = this.#scene;
    const plan = planOf(scene, this.#room.pictures());
    const withheld = new Set(scene.withheld);
    this.#room.want({ isHearing: true, pictures: new Set(plan.pictures.map(({ picture }) => picture.key)), withheld });
    this.#composer.draw(scene, plan);
    await this.#run.picture(this.#composer.canvas.frame, due);
    await this.#hear(this.#run, due, scene);
    this.#lagMs = this.#lagMs * 0.95 + (performance.now() - began) * 0.05;
  }

  async #hear(run: Run, index: number, scene: Scene): Promise<void> {
    const count = run.soundMissing(index);
    if (count <= 0) return;
    const heard = [...this.#room.sounds.values()].flatMap(({ userId, isVenue, source }) => {
      const samples = source.take(count);
      return samples ? [{ userId, isVenue, samples }] : [];
    });
    const at = run.startsAt + (index + 1) * frameMs - (count / 48_000) * 1000;
    await this.#voices.hear(scene.turns, heard, count, at);
    await run.sound(
      mix(
        heard.map(({ samples }) => samples),
        count,
      ),
    );
  }

  /** Ends the run: up to where its audience ended, or to now. */
  async #stopRun(): Promise<void> {
    const run = this.#run;
    this.#run = null;
    if (!run) return;
    const until = runEnd(run.audience, this.#scene, Date.now());
    await this.#voices.finish(until);
    await run.finish(until);
  }

  #status(): RecorderFigures['status'] {
    const { pause } = this.#scene;
    if (pause === 'closed') return 'closed';
    if (pause !== null) return 'paused';
    if (this.#isIdle) return 'waiting';
    if (!this.#room.isConnected) return this.#recordingSince === null ? 'starting' : 'waiting';
    return this.#recordingSince === null ? 'starting' : 'recording';
  }

  #report(): void {
    const seconds = (performance.now() - this.#reportedAt) / 1000;
    const fps = seconds > 0 ? Math.round((this.#frames / seconds) * 10) / 10 : 0;
    this.#reportedAt = performance.now();
    this.#frames = 0;
    this.#env.tell({
      kind: 'figures',
      figures: {
        status: this.#status(),
        recordingSince: this.#recordingSince,
        lastSegmentAt: this.#lastSegmentAt,
        segments: this.#segments,
        fps,
        droppedFrames: this.#dropped,
        encoderLagMs: Math.round(this.#lagMs * 10) / 10,
        videoTracks: this.#room.videoTracks,
        audioTracks: this.#room.sounds.size,
      },
    });
  }
}
