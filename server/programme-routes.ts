import { z } from 'zod';
import { violation } from './kernel/errors.ts';
import type { MeetingId } from './kernel/ids.ts';
import type { LiveService } from './live-service.ts';
import { pageKey, readPageKey } from './media/egress/page-key.ts';
import { type Scene, sceneOf } from './media/programme/scene.ts';
import { hasWithdrawn } from './modules/consents/index.ts';
import { sign, unsign } from './modules/identity/index.ts';
import { pagePicture } from './modules/meetings/index.ts';
import type { SegmentAudience } from './modules/recordings/index.ts';
import { meetingIdOf, notFound, type Route, type RouteContext } from './platform/http.ts';

/** What the programme's page shows now. */
export interface ProgrammeNow {
  /** null: nothing may be shown for the audience of its key, now and from then on. */
  readonly scene: Scene | null;
  /** For the next question; the one that asked will soon be too old. */
  readonly key: string;
  /** Where browsers reach the media server. */
  readonly mediaUrl: string;
}

/** Who asks with a good key: for which audience, and what that may see now. */
interface Asked {
  readonly meetingId: MeetingId;
  readonly audience: SegmentAudience;
  readonly scene: Scene | null;
}
type Answer = Awaited<ReturnType<Route['handle']>>;

const signer = { sign, unsign };
const Page = z.object({ documentId: z.uuid(), page: z.coerce.number().int().min(1).max(10_000) });

/** The programme's page for LiveKit Egress: what it draws, for whoever brings a key to it (G14, G15). */
export function programmeRoutes(service: LiveService): readonly Route[] {
  async function asked({ params, url }: RouteContext): Promise<Asked | null> {
    const meetingId = meetingIdOf(params);
    const key = url.searchParams.get('key') ?? '';
    const audience = meetingId && readPageKey(signer, meetingId, key, Date.now());
    const state = audience && (await service.stateOf(meetingId));
    if (!state) return null;
    const scene = sceneOf(state, (seen, userId) => !hasWithdrawn(seen, userId));
    return { meetingId, audience, scene: scene.audience === audience ? scene : null };
  }

  const answered = (
    path: string,
    answer: (found: Asked, context: RouteContext) => Promise<Answer> | Answer,
  ): Route => ({
    method: 'GET',
    path,
    access: 'service',
    async handle(context) {
      const found = await asked(context);
      return found ? answer(found, context) : violation('unauthenticated', 'unauthenticated');
    },
  });

  return [
    answered('/api/live/:meetingId/programme', ({ meetingId, audience, scene }) => {
      const body: ProgrammeNow = {
        scene,
        key: pageKey(signer, meetingId, audience, Date.now()),
        mediaUrl: service.livekit?.publicUrl ?? '',
      };
      return { body };
    }),
    answered('/api/live/:meetingId/programme/page', async ({ scene }, { url }) => {
      const wanted = Page.safeParse(Object.fromEntries(url.searchParams));
      // The page that is on the stage, and no other.
      if (!wanted.success || !scene?.isPageShown) return notFound;
      if (scene.documentId !== wanted.data.documentId || (scene.page ?? 1) !== wanted.data.page) return notFound;
      const picture = await pagePicture(wanted.data.documentId, wanted.data.page, service.storage);
      return picture ? { body: picture, headers: { 'content-type': 'image/png' } } : notFound;
    }),
  ];
}
