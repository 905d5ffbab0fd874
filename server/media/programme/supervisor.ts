import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { type RecorderState, recordingRows } from '#server/modules/recordings/index.ts';
import { type IsRecordable, type Scene, sceneOf } from './scene.ts';
import { recorderActor, type Watch, type Watched } from './watched.ts';

export interface RecordersEnvironment {
  readonly nodeId: string;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly submit: SubmitCommand;
  readonly isRecordable: IsRecordable;
  /** What records: a process of ours, or LiveKit Egress. */
  readonly watch: Watch;
  readonly onFigures: (states: readonly RecorderState[]) => void;
  readonly onError: (error: unknown) => void;
}

const leaseMs = 8_000;

/** The recorders of this node: one for each running meeting whose lease this node holds (G8). */
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
    if (!programmeId) return;
    this.#watched.set(meetingId, this.#env.watch({ ...this.#env, meetingId, programmeId, scene }));
  }

  /** Begins the programme where there is none; null while the meeting is not live. */
  async #programmeId(meetingId: MeetingId, state: LiveState, scene: Scene): Promise<string | null> {
    const known = (state['recordings'] as { programme: { programmeId: string } | null }).programme;
    if (known) return known.programmeId;
    if (scene.pause === 'suspended') return null;
    const input = { programmeId: uuidV7() };
    const ack = await this.#env.submit(meetingId, uuidV7(), 'recordings.startProgramme', input, recorderActor);
    return ack.ok ? (ack.output as { programmeId: string }).programmeId : null;
  }

  /** The meeting is over: the recorder stores its last segment, then the programme has ended (G1). */
  async #conclude(meetingId: MeetingId, state: LiveState): Promise<void> {
    const { programme } = state['recordings'] as { programme: { programmeId: string; endedAt: number | null } | null };
    await this.#end(meetingId);
    if (!programme || programme.endedAt !== null) return;
    const { programmeId } = programme;
    await this.#env.submit(meetingId, uuidV7(), 'recordings.endProgramme', { programmeId }, recorderActor);
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

  async close(): Promise<void> {
    await Promise.all(
      [...this.#watched.keys()].map(async (meetingId) => {
        await this.#end(meetingId);
        await recordingRows.leaveLease(meetingId, this.#env.nodeId);
      }),
    );
  }
}
