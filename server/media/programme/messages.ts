import type { RecorderStatus } from '#server/modules/recordings/contract.ts';
import type { Scene } from './scene.ts';

/** What a recorder is told by the node that runs it. */
export type ToRecorder =
  | {
      readonly kind: 'begin';
      readonly meetingId: string;
      readonly programmeId: string;
      readonly scene: Scene;
    }
  | { readonly kind: 'scene'; readonly scene: Scene }
  | { readonly kind: 'ticket'; readonly url: string; readonly token: string }
  /** The programme is over, or another node takes it: store what there is, and end. */
  | { readonly kind: 'finish' };

/** Figures a recorder reports about every two seconds. */
export interface RecorderFigures {
  readonly status: RecorderStatus;
  readonly recordingSince: number | null;
  readonly lastSegmentAt: number | null;
  readonly segments: number;
  readonly fps: number;
  readonly droppedFrames: number;
  readonly encoderLagMs: number;
  readonly videoTracks: number;
  readonly audioTracks: number;
}

/** What a recorder tells the node that runs it. */
export type FromRecorder =
  | { readonly kind: 'ready' }
  | { readonly kind: 'ticket' }
  | { readonly kind: 'figures'; readonly figures: RecorderFigures }
  /** Everything is stored; the process ends. */
  | { readonly kind: 'finished' };
