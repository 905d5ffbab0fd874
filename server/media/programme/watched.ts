import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import type { InterruptReason, RecorderState } from '#server/modules/recordings/contract.ts';
import type { Scene } from './scene.ts';

/** Who the recorders are in the log. */
export const recorderActor: Actor = { kind: 'system', service: 'media' };

/** One running meeting and whatever records it: a process of ours, or LiveKit Egress. */
export interface Watched {
  readonly state: RecorderState;
  /** What the log says now; asked for with every change, and again and again without one. */
  show(scene: Scene): void;
  /** Stores what there is, and ends. */
  finish(): Promise<void>;
}

/** What a node lets a recorder know of a meeting, and lets it say. */
export interface WatchOptions {
  readonly meetingId: MeetingId;
  readonly programmeId: string;
  readonly scene: Scene;
  readonly nodeId: string;
  readonly submit: SubmitCommand;
  readonly onError: (error: unknown) => void;
}

/** Begins to record a meeting whose lease this node holds. */
export type Watch = (options: WatchOptions) => Watched;

/** Says once that a programme stands still although the meeting runs, and once that it goes on. */
export class Interruption {
  readonly #options: WatchOptions;
  #isInterrupted = false;

  constructor(options: WatchOptions) {
    this.#options = options;
  }

  begin(reason: InterruptReason): void {
    this.#say('interruptProgramme', { reason }, true);
  }

  end(): void {
    this.#say('resumeProgramme', {}, false);
  }

  #say(name: string, more: object, isInterrupted: boolean): void {
    if (this.#isInterrupted === isInterrupted) return;
    this.#isInterrupted = isInterrupted;
    const { submit, meetingId, programmeId, onError } = this.#options;
    submit(meetingId, uuidV7(), `recordings.${name}`, { programmeId, ...more }, recorderActor).catch(onError);
  }
}
