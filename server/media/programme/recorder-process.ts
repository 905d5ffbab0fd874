import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { RecorderState } from '#server/modules/recordings/contract.ts';
import type { Livekit } from '#server/platform/livekit.ts';
import { type Supervised, supervise } from '#server/platform/local/supervise.ts';
import type { FromRecorder, RecorderFigures, ToRecorder } from './messages.ts';
import type { Scene } from './scene.ts';
import { Interruption, type Watched, type WatchOptions } from './watched.ts';

export interface RecorderProcessEnvironment {
  readonly livekit: Livekit;
  /** Where recorders reach the media server. */
  readonly livekitUrl: string;
  readonly log: (line: string) => void;
}

const program = path.join(import.meta.dirname, 'main.ts');
/** Time for a recorder to store what it has. */
const finishMs = 15_000;
const ticketSeconds = 120;
const noFigures: RecorderFigures = {
  status: 'starting',
  recordingSince: null,
  lastSegmentAt: null,
  segments: 0,
  fps: 0,
  droppedFrames: 0,
  encoderLagMs: 0,
  videoTracks: 0,
  audioTracks: 0,
};

/** Our own recorder of one meeting, in a process of its own. */
export class RecorderProcess implements Watched {
  readonly #env: RecorderProcessEnvironment;
  readonly #options: WatchOptions;
  readonly #process: Supervised;
  readonly #interruption: Interruption;
  #child: ChildProcess | null = null;
  #scene: Scene;
  #sent = '';
  #figures = noFigures;
  #restarts = -1;

  constructor(env: RecorderProcessEnvironment, options: WatchOptions) {
    this.#env = env;
    this.#options = options;
    this.#scene = options.scene;
    this.#interruption = new Interruption(options);
    this.#process = supervise({
      name: `the recorder of ${options.meetingId}`,
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', program],
      spawn: { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, DATABASE_POOL: '3' } },
      log: env.log,
      graceMs: finishMs,
      onStart: (child) => this.#started(child),
      onEnd: () => {
        this.#figures = { ...this.#figures, status: 'failed', fps: 0, videoTracks: 0, audioTracks: 0 };
        this.#interruption.begin('recorder');
        return true;
      },
    });
  }

  get state(): RecorderState {
    const { meetingId, programmeId, nodeId } = this.#options;
    return {
      ...this.#figures,
      meetingId,
      programmeId,
      nodeId,
      restarts: Math.max(0, this.#restarts),
      reportedAt: Date.now(),
    };
  }

  #started(child: ChildProcess): void {
    this.#child = child;
    this.#restarts++;
    this.#sent = '';
    child.on('message', (message: FromRecorder) => this.#heard(message));
    child.on('error', this.#options.onError);
  }

  #send(message: ToRecorder): void {
    if (this.#child?.connected) this.#child.send(message, (error) => error && this.#options.onError(error));
  }

  #heard(message: FromRecorder): void {
    if (message.kind === 'ready') {
      const { meetingId, programmeId } = this.#options;
      this.#sent = JSON.stringify(this.#scene);
      this.#send({ kind: 'begin', meetingId, programmeId, scene: this.#scene });
    } else if (message.kind === 'ticket') {
      this.#issue().catch(this.#options.onError);
    } else if (message.kind === 'figures') {
      this.#figures = message.figures;
      if (message.figures.status === 'waiting') this.#interruption.begin('media');
      else if (message.figures.status !== 'starting') this.#interruption.end();
    }
  }

  /** Hidden, publishing nothing: nobody's device and nobody's presence. */
  async #issue(): Promise<void> {
    const rights = { canPublish: false, sources: [], canSubscribe: true, isHidden: true, isVenue: false } as const;
    const { livekit, livekitUrl } = this.#env;
    const token = await livekit.token(this.#options.meetingId, `recorder.${randomUUID()}`, rights, ticketSeconds);
    this.#send({ kind: 'ticket', url: livekitUrl, token });
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const text = JSON.stringify(scene);
    if (text === this.#sent || this.#sent === '') return;
    this.#sent = text;
    this.#send({ kind: 'scene', scene });
  }

  async finish(): Promise<void> {
    await this.#process.stop();
  }
}
