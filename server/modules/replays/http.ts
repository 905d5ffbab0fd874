import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { LiveFacts, LiveState } from '#server/kernel/live.ts';
import type { ConsentsState } from '#server/modules/consents/index.ts';
import type { MeetingsState } from '#server/modules/meetings/index.ts';
import { type Segment, segmentsOf } from '#server/modules/recordings/index.ts';
import type { SpeakingState } from '#server/modules/speaking/index.ts';
import { meetingIdOf, notFound, type Route, type RouteContext } from '#server/platform/http.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { RecordingStanding, ReplayEvents, ReplayInfo } from './contract.ts';
import { accessOf, type ReplaysState, withheldStretches } from './domain.ts';
import { joinedPieces, plainPieces } from './mp4-join.ts';

export interface ReplayRoutesEnvironment {
  readonly storage: Storage;
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
  /** The log after `since`, as the audience reads it; a stretch at a time. */
  readonly readLog: (meetingId: MeetingId, audience: 'public' | 'room', since: number) => Promise<ReplayEvents>;
  readonly take: (key: string) => Promise<boolean> | boolean;
  /** Notes that somebody saw a meeting again (retention W4). */
  readonly onSeen: (meetingId: MeetingId, actor: Actor) => Promise<void>;
}

type Withheld = ReturnType<typeof withheldStretches>;

/** What nobody plays of a meeting, read off its state (P4, P5). */
export function withheldOf(state: LiveState): Withheld {
  const { turns } = state['speaking'] as SpeakingState;
  const { withdrawn } = state['consents'] as ConsentsState;
  return withheldStretches(state['replays'] as ReplaysState, withdrawn, turns);
}

const isHeldBack = (segment: Segment, withheld: Withheld): boolean =>
  withheld.some(
    ({ from, to }) => segment.startsAt + segment.durationMs > from && (to === null || segment.startsAt < to),
  );

type Seen = { readonly state: LiveState; readonly audience: 'public' | 'room'; readonly isOffice: boolean };

/** The replay as this asker may see it, or why not. */
export async function replayFor(
  env: Pick<ReplayRoutesEnvironment, 'stateOf' | 'factsOf'>,
  meetingId: MeetingId,
  actor: Actor | null,
): Promise<Seen | Violation> {
  const [state, facts] = [await env.stateOf(meetingId), await env.factsOf(meetingId, actor)];
  if (!state || !facts) return notFound;
  const isPlaced = facts.roles.some((role) => role !== 'public');
  const { endedAt } = state['meetings'] as MeetingsState;
  const access = accessOf(state['replays'] as ReplaysState, facts, endedAt, Date.now());
  if (access.kind === 'shown') return { state, audience: access.audience, isOffice: facts.roles.includes('officer') };
  // Of a meeting for members only, strangers hear nothing (P3).
  if (!isPlaced && !facts.isPublic) return notFound;
  const params = access.kind === 'notYet' ? { until: access.until } : undefined;
  return violation('invalid_state', `replays.${access.kind}`, params);
}

const isRefused = (found: Seen | Violation): found is Violation => 'kind' in found;

const Since = z.coerce.number().int().nonnegative().max(2_147_483_647).catch(0);
const Instant = z.coerce.number().int().nonnegative().optional().catch(undefined);
const playable = (segments: readonly Segment[], audience: 'public' | 'room'): readonly Segment[] =>
  audience === 'room' ? segments : segments.filter((segment) => segment.audience === 'public');

/** Replays: what one starts from, the log, and the download. */
export function replayRoutes(env: ReplayRoutesEnvironment): readonly Route[] {
  /** `?audience=public` asks as anybody, so that the answer is everybody's and may be kept in between. */
  const asked = async (context: RouteContext) => {
    const meetingId = meetingIdOf(context.params);
    if (!meetingId) return notFound;
    const isAsAnybody = context.url.searchParams.get('audience') === 'public';
    const actor = isAsAnybody ? null : await context.actor();
    const found = await replayFor(env, meetingId, actor);
    return isRefused(found) ? found : { ...found, meetingId, actor, isAsAnybody };
  };
  return [
    {
      method: 'GET',
      path: '/api/live/:meetingId/replay',
      access: 'meeting',
      async handle(context) {
        const found = await asked(context);
        if ('kind' in found) return found;
        const { state, audience, meetingId, actor, isOffice } = found;
        const { details, startedAt, endedAt } = state['meetings'] as MeetingsState;
        const withheld = withheldOf(state);
        if (actor) await env.onSeen(meetingId, actor);
        const body: ReplayInfo = {
          meetingId,
          title: details?.title ?? '',
          label: details?.label ?? '',
          startedAt: startedAt ?? endedAt ?? 0,
          endedAt: endedAt ?? 0,
          audience,
          recording: standingOf(state, playable(await segmentsOf(meetingId), audience), withheld),
          withheld,
          ownUserId: audience === 'room' && actor?.kind === 'user' ? actor.userId : null,
          isOffice,
        };
        return { body, headers: { 'cache-control': 'private, no-store' } };
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/replay/events',
      access: 'meeting',
      async handle(context) {
        const found = await asked(context);
        if ('kind' in found) return found;
        const since = Since.parse(context.url.searchParams.get('since') ?? 0);
        const body = await env.readLog(found.meetingId, found.audience, since);
        return { body, headers: { 'cache-control': found.isAsAnybody ? 'public, max-age=1' : 'private, no-store' } };
      },
    },
    {
      method: 'GET',
      path: '/hls/:meetingId/replay.mp4',
      access: 'meeting',
      async handle(context) {
        if (!(await env.take(`download:${context.address}`))) return violation('rate_limited', 'rate_limited');
        const found = await asked(context);
        if ('kind' in found) return found;
        const [from, to] = ['from', 'to'].map((name) => Instant.parse(context.url.searchParams.get(name) ?? undefined));
        const withheld = withheldOf(found.state);
        const wanted = playable(await segmentsOf(found.meetingId), found.audience).filter(
          (segment) =>
            !isHeldBack(segment, withheld) &&
            (from === undefined || segment.startsAt + segment.durationMs > from) &&
            (to === undefined || segment.startsAt < to),
        );
        if (wanted.length === 0) return notFound;
        // What LiveKit Egress made is MPEG-TS, whose pieces are a file as they stand.
        const isStream = wanted.every(({ initKey }) => initKey === '');
        const ending = isStream ? 'ts' : 'mp4';
        const title = (found.state['meetings'] as MeetingsState).details?.title ?? 'replay';
        const name = encodeURIComponent(`${title}.${ending}`);
        context.res.writeHead(200, {
          'content-type': isStream ? 'video/mp2t' : 'video/mp4',
          'content-disposition': `attachment; filename="replay.${ending}"; filename*=UTF-8''${name}`,
          'cache-control': 'private, no-store',
        });
        const pieces = isStream ? plainPieces : joinedPieces;
        for await (const piece of pieces(wanted, (key) => env.storage.get(key))) {
          if (context.res.destroyed) return null;
          if (!context.res.write(piece)) await new Promise((resume) => context.res.once('drain', resume));
        }
        context.res.end();
        return null;
      },
    },
  ];
}

/** How far the recording is, for this audience. */
function standingOf(state: LiveState, segments: readonly Segment[], withheld: Withheld): RecordingStanding {
  const programme = (state['recordings'] as { programme: { endedAt: number | null } | null }).programme;
  if (segments.some((segment) => !isHeldBack(segment, withheld)))
    return programme?.endedAt === null ? 'preparing' : 'ready';
  if (segments.length > 0) return 'withheld';
  return programme && programme.endedAt === null ? 'preparing' : 'none';
}
