import type { ChildProcess } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { type RecorderState, recordingRows } from '#server/modules/recordings/index.ts';
import type { Livekit } from '#server/platform/livekit.ts';
import { type Supervised, supervise } from '#server/platform/local/supervise.ts';
import type { FromRecorder, RecorderFigures, ToRecorder } from './messages.ts';
import { type IsRecordable, type Scene, sceneOf } from './scene.ts';

export interface RecordersEnvironment {
  readonly nodeId: string;
  readonly livekit: Livekit;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly submit: SubmitCommand;
  readonly isRecordable: IsRecordable;
  /** Where recorders reach the media server. */
  readonly livekitUrl: string;
  readonly onFigures: (states: readonly RecorderState[]) => void;
  readonly onError: (error: unknown) => void;
  readonly log: (line: string) => void;
}

const system: Actor = { kind: 'system', service: 'media' };
const program = path.join(import.meta.dirname, 'main.ts');
const leaseMs = 8_000;
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

/** One running meeting and the process that records it. */
class Watched {
  readonly meetingId: MeetingId;
  readonly programmeId: string;
  readonly #env: RecordersEnvironment;
  readonly #process: Supervised;
  #child: ChildProcess | null = null;
  #scene: Scene;
  #sent = '';
  #figures = noFigures;
  #restarts = -1;
  #isInterrupted = false;

  constructor(env: RecordersEnvironment, meetingId: MeetingId, programmeId: string, scene: Scene) {
    this.#env = env;
    this.meetingId = meetingId;
    this.programmeId = programmeId;
    this.#scene = scene;
    this.#process = supervise({
      name: `the recorder of ${meetingId}`,
      command: process.execPath,
      args: ['--disable-warning=ExperimentalWarning', program],
      spawn: { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], env: { ...process.env, DATABASE_POOL: '3' } },
      log: env.log,
      graceMs: finishMs,
      onStart: (child) => this.#started(child),
      onEnd: () => {
        this.#figures = { ...this.#figures, status: 'failed', fps: 0, videoTracks: 0, audioTracks: 0 };
        this.#tell('interruptProgramme', { reason: 'recorder' }, true);
        return true;
      },
    });
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get state(): RecorderState {
    return {
      ...this.#figures,
      meetingId: this.meetingId,
      programmeId: this.programmeId,
      nodeId: this.#env.nodeId,
      restarts: Math.max(0, this.#restarts),
      reportedAt: Date.now(),
    };
  }

  #started(child: ChildProcess): void {
    this.#child = child;
    this.#restarts++;
    this.#sent = '';
    child.on('message', (message: FromRecorder) => this.#heard(message));
    child.on('error', this.#env.onError);
  }

  #send(message: ToRecorder): void {
    if (this.#child?.connected) this.#child.send(message, (error) => error && this.#env.onError(error));
  }

  #heard(message: FromRecorder): void {
    if (message.kind === 'ready') {
      this.#sent = JSON.stringify(this.#scene);
      this.#send({ kind: 'begin', meetingId: this.meetingId, programmeId: this.programmeId, scene: this.#scene });
    } else if (message.kind === 'ticket') {
      this.#issue().catch(this.#env.onError);
    } else if (message.kind === 'figures') {
      this.#figures = message.figures;
      if (message.figures.status === 'waiting') this.#tell('interruptProgramme', { reason: 'media' }, true);
      else if (message.figures.status !== 'starting') this.#tell('resumeProgramme', {}, false);
    }
  }

  /** Says once that the programme stands still, and once that it goes on. */
  #tell(name: string, more: object, isInterrupted: boolean): void {
    if (this.#isInterrupted === isInterrupted) return;
    this.#isInterrupted = isInterrupted;
    this.#env
      .submit(this.meetingId, uuidV7(), `recordings.${name}`, { programmeId: this.programmeId, ...more }, system)
      .catch(this.#env.onError);
  }

  /** Hidden, publishing nothing: nobody's device and nobody's presence. */
  async #issue(): Promise<void> {
    const rights = { canPublish: false, sources: [], canSubscribe: true, isHidden: true, isVenue: false } as const;
    const token = await this.#env.livekit.token(this.meetingId, `recorder.${randomUUID()}`, rights, ticketSeconds);
    this.#send({ kind: 'ticket', url: this.#env.livekitUrl, token });
  }

  show(scene: Scene): void {
    this.#scene = scene;
    const text = JSON.stringify(scene);
    if (text === this.#sent || this.#sent === '') return;
    this.#sent = text;
    this.#send({ kind: 'scene', scene });
  }

  /** Lets it store what it has, and ends it. */
  async finish(): Promise<void> {
    await this.#process.stop();
  }
}

/** The recorders of this node: one process for each running meeting whose lease this node holds (G8). */
export class Recorders {
  readonly #env: RecordersEnvironment;
  readonly #watched = new Map<MeetingId, Watched>();
  readonly #finishing = new Set<MeetingId>();

  constructor(env: RecordersEnvironment) {
    this.#env = env;
  }

  /** Runs every second: begins what is to be recorded, keeps leases, ends what is over. */
  async reconcile(): Promise<void> {
    const wanted = new Set((await recordingRows.meetingsToRecord()) as readonly MeetingId[]);
    for (const meetingId of [...wanted, ...this.#watched.keys()]) {
      try {
        if (!(await this.#hasLease(meetingId))) this.#meanwhile(meetingId, () => this.#end(meetingId));
        else if (wanted.has(meetingId)) await this.#attend(meetingId);
      } catch (error) {
        this.#env.onError(error);
      }
    }
    const states = [...this.#watched.values()].map(({ state }) => state);
    await Promise.all(states.map((state) => recordingRows.writeState(state.meetingId, this.#env.nodeId, state)));
    this.#env.onFigures(states);
  }

  #hasLease(meetingId: MeetingId): Promise<boolean> {
    return recordingRows.takeLease(meetingId, this.#env.nodeId, leaseMs);
  }

  async #attend(meetingId: MeetingId): Promise<void> {
    const state = await this.#env.stateOf(meetingId);
    if (!state || this.#finishing.has(meetingId)) return;
    const scene = sceneOf(state, this.#env.isRecordable);
    const watched = this.#watched.get(meetingId);
    watched?.show(scene);
    if (scene.pause === 'ended') return this.#meanwhile(meetingId, () => this.#conclude(meetingId, state));
    if (watched) return;
    const programmeId = await this.#programmeId(meetingId, state, scene);
    if (programmeId) this.#watched.set(meetingId, new Watched(this.#env, meetingId, programmeId, scene));
  }

  /** Begins the programme where there is none; null while the meeting is not live. */
  async #programmeId(meetingId: MeetingId, state: LiveState, scene: Scene): Promise<string | null> {
    const known = (state['recordings'] as { programme: { programmeId: string } | null }).programme;
    if (known) return known.programmeId;
    if (scene.pause === 'suspended') return null;
    const input = { programmeId: uuidV7() };
    const ack = await this.#env.submit(meetingId, uuidV7(), 'recordings.startProgramme', input, system);
    return ack.ok ? (ack.output as { programmeId: string }).programmeId : null;
  }

  /** The meeting is over: the recorder stores its last segment, then the programme has ended (G1). */
  async #conclude(meetingId: MeetingId, state: LiveState): Promise<void> {
    const { programme } = state['recordings'] as { programme: { programmeId: string; endedAt: number | null } | null };
    await this.#end(meetingId);
    if (!programme || programme.endedAt !== null) return;
    const { programmeId } = programme;
    await this.#env.submit(meetingId, uuidV7(), 'recordings.endProgramme', { programmeId }, system);
    await recordingRows.leaveLease(meetingId, this.#env.nodeId);
  }

  async #end(meetingId: MeetingId): Promise<void> {
    const watched = this.#watched.get(meetingId);
    this.#watched.delete(meetingId);
    await watched?.finish();
  }

  /** Ending takes as long as storing does; other meetings' leases do not wait for it. */
  #meanwhile(meetingId: MeetingId, task: () => Promise<void>): void {
    if (this.#finishing.has(meetingId)) return;
    this.#finishing.add(meetingId);
    task()
      .catch(this.#env.onError)
      .finally(() => this.#finishing.delete(meetingId));
  }

  /** The log of a meeting has grown: its recorder hears of it at once. */
  async changed(meetingId: MeetingId): Promise<void> {
    const watched = this.#watched.get(meetingId);
    const state = watched && (await this.#env.stateOf(meetingId));
    if (state) watched.show(sceneOf(state, this.#env.isRecordable));
  }

  /** The process that records a meeting here; for tests and figures. */
  pidOf(meetingId: MeetingId): number | undefined {
    return this.#watched.get(meetingId)?.pid;
  }

  async close(): Promise<void> {
    await Promise.all(
      [...this.#watched.keys()].map(async (meetingId) => {
        await this.#end(meetingId);
        await recordingRows.leaveLease(meetingId, this.#env.nodeId);
      }),
    );
  }
}
