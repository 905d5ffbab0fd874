import { violation } from './kernel/errors.ts';
import type { LiveService } from './live-service.ts';
import type { RecorderState } from './modules/recordings/contract.ts';
import { recorderState } from './modules/recordings/index.ts';
import { meetingIdOf, type Route } from './platform/http.ts';

/** One track of the hall as the media server has it. */
export interface ReceivedTrack {
  readonly trackId: string;
  /** Who sends it: `technician`, `encoder` or `pulled`. */
  readonly from: string;
  readonly source: string;
  readonly codec: string;
  readonly width: number;
  readonly height: number;
  /** Sizes of one picture that are sent side by side, for lines of different width. */
  readonly layers: number;
  readonly isMuted: boolean;
}

/** What the technician's page is told beside the log. */
export interface HallState {
  readonly at: number;
  /** Null when the media server does not answer. */
  readonly media: {
    readonly people: number;
    readonly publishers: number;
    readonly received: readonly ReceivedTrack[];
  } | null;
  /** Null while nobody records. */
  readonly recorder: RecorderState | null;
}

const maySee: ReadonlySet<string> = new Set(['chair', 'clerk', 'technician', 'officer']);

/** How media server and recorder stand, for those who run the meeting. */
export function hallRoutes(service: LiveService): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/api/live/:meetingId/hall-state',
      access: 'meeting',
      async handle(context) {
        const actor = await context.actor();
        if (!actor) return violation('unauthenticated', 'unauthenticated');
        const meetingId = meetingIdOf(context.params);
        const facts = meetingId && (await service.factsOf(meetingId, actor));
        if (!meetingId || !facts?.roles.some((role) => maySee.has(role))) return violation('not_found', 'not_found');
        const [media, recorder] = await Promise.all([
          service.media.hallOf(meetingId).catch(() => null),
          recorderState(meetingId),
        ]);
        const state: HallState = { at: Date.now(), media, recorder };
        return { body: state, headers: { 'cache-control': 'no-store' } };
      },
    },
  ];
}
