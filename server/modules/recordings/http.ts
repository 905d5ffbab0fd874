import type { Actor } from '#server/kernel/actor.ts';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { LiveFacts } from '#server/kernel/live.ts';
import { type Answer, meetingIdOf, notFound, type Route, type RouteContext } from '#server/platform/http.ts';
import type { Storage } from '#server/platform/storage.ts';
import type { SegmentAudience } from './contract.ts';
import { ProgrammeReader, type Withheld } from './reading.ts';

export interface RecordingRoutesEnvironment {
  readonly storage: Storage;
  readonly factsOf: (meetingId: MeetingId, actor: Actor | null) => Promise<LiveFacts | null>;
  /** Stretches that were taken down or whose speaker withdrew consent, as instants of the log. */
  readonly withheld: (meetingId: MeetingId) => Promise<Withheld>;
  /** What somebody may play once the meeting is over; null: nothing, as if there were no meeting. */
  readonly replayAccess: (meetingId: MeetingId, actor: Actor | null) => Promise<SegmentAudience | null>;
}

type Kind = 'live' | 'replay';

/** Our own recorder's segments are MP4, those of LiveKit Egress MPEG-TS. */
const typeOf = (name = ''): string => (name.endsWith('.ts') ? 'video/mp2t' : 'video/mp4');
const playlistType = 'application/vnd.apple.mpegurl';
const forOne = 'private, no-store';
const aSecond = 'public, max-age=1';
/** A day, not for ever: what is taken down leaves shared caches too. */
const aDay = 'public, max-age=86400, immutable';
const running = new Set(['open', 'live', 'suspended']);

/** Playlists and segments of recorded programmes. */
export function recordingRoutes(env: RecordingRoutesEnvironment): readonly Route[] {
  const reader = new ProgrammeReader(env.storage, env.withheld);

  /** What the asker may play: a running meeting by their place in it, anything else by the replay's visibility. */
  async function mayPlay(meetingId: MeetingId, actor: Actor | null, kind: Kind, wanted: SegmentAudience) {
    const facts = await env.factsOf(meetingId, actor);
    if (!facts) return false;
    const isLive = kind === 'live' && running.has(facts.phase);
    const isPlaced = facts.roles.some((role) => role !== 'public');
    const place: SegmentAudience | null = isPlaced ? 'room' : facts.isPublic ? 'public' : null;
    const access = isLive ? place : await env.replayAccess(meetingId, actor);
    return access === 'room' ? wanted === 'room' || facts.isPublic : access === wanted;
  }

  /** Who asks and for which audience. Nobody's name is looked up for what everyone gets. */
  async function asked(context: RouteContext): Promise<{
    readonly meetingId: MeetingId;
    readonly wanted: SegmentAudience;
    readonly actor: Actor | null;
  } | null> {
    const meetingId = meetingIdOf(context.params);
    const wanted = context.url.searchParams.get('audience') === 'room' ? 'room' : 'public';
    return meetingId && { meetingId, wanted, actor: wanted === 'room' ? await context.actor() : null };
  }

  const playlist = async (context: RouteContext, kind: Kind): Promise<Answer | typeof notFound> => {
    const who = await asked(context);
    if (!who || !(await mayPlay(who.meetingId, who.actor, kind, who.wanted))) return notFound;
    const body = await reader.playlist(who.meetingId, kind, who.wanted);
    if (body === null) return notFound;
    const cache = who.wanted === 'public' ? aSecond : forOne;
    return { body, headers: { 'content-type': playlistType, 'cache-control': cache } };
  };

  return [
    {
      method: 'GET',
      path: '/hls/:meetingId/live.m3u8',
      access: 'meeting',
      handle: (context) => playlist(context, 'live'),
    },
    {
      method: 'GET',
      path: '/hls/:meetingId/replay.m3u8',
      access: 'meeting',
      handle: (context) => playlist(context, 'replay'),
    },
    {
      method: 'GET',
      path: '/hls/:meetingId/segments/:name',
      access: 'meeting',
      async handle(context) {
        const who = await asked(context);
        if (!who) return notFound;
        const may =
          (await mayPlay(who.meetingId, who.actor, 'live', who.wanted)) ||
          (await mayPlay(who.meetingId, who.actor, 'replay', who.wanted));
        const body = may ? await reader.file(who.meetingId, context.params['name'] ?? '', who.wanted) : null;
        if (!body) return notFound;
        return {
          body,
          headers: {
            'content-type': typeOf(context.params['name']),
            'cache-control': who.wanted === 'public' ? aDay : forOne,
          },
        };
      },
    },
  ];
}
