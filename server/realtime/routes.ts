import type { Pool } from 'pg';
import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import { CommandIdSchema, type MeetingId } from '#server/kernel/ids.ts';
import type { Audience } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { type Answer, meetingIdOf, notFound, problem, type Route, type RouteContext } from '#server/platform/http.ts';
import type { EventStreams } from './event-streams.ts';
import { exportLines } from './export.ts';
import { audienceOf, type Hub, type LiveMeeting } from './hub.ts';
import type { CatchUp } from './mirror.ts';
import type { PageFollowers } from './page-followers.ts';
import { closedPage, manifest } from './pages.ts';

export interface LiveRoutesEnvironment {
  readonly db: Pool;
  readonly hub: Hub;
  readonly streams: EventStreams;
  readonly pageFollowers: PageFollowers;
  readonly take: (key: string) => Promise<boolean> | boolean;
  readonly onCommand?: (type: string, ack: CommandAck, ms: number) => void;
}

const CommandBody = z.object({ commandId: CommandIdSchema, type: z.string().max(80), input: z.unknown() });
const Follower = z.object({ followerId: z.uuid() });
const Since = z.coerce.number().int().nonnegative().max(2_147_483_647).catch(0);
const PageName = /^(\d{1,6})-(\d{1,6})$/;
/** And no longer: a browser that first shows what it has would put a reader a whole round behind. */
const aSecond = 'public, max-age=1';
const forever = 'public, max-age=31536000, immutable';
const rateLimited = violation('rate_limited', 'rate_limited');

/** Nobody in particular: what people without an account are before they prove a phone number. */
const anyone: Actor = { kind: 'visitor', visitorId: 'anyone', phoneVerified: false, name: '' };

/** Where the public's streams are; the entrance knows them by it too. */
export const streamPath = '/api/live/:meetingId/stream';

/** How far a stream's reader has come: its browser says so when it comes back, the page when it first asks. */
export const sinceOf = (lastEventId: string | null | undefined, query: URLSearchParams): number =>
  Since.parse(lastEventId ?? query.get('since') ?? 0);

interface Reading {
  readonly meeting: LiveMeeting;
  readonly audience: Audience;
}

/** A meeting that the public may follow; null for any other. */
export async function publicReading(hub: Hub, meetingId: MeetingId | null): Promise<Reading | null> {
  const meeting = meetingId && (await hub.meeting(meetingId));
  if (!meeting) return null;
  const facts = await hub.facts(meeting.mirror.meetingId, anyone);
  return facts?.isPublic ? { meeting, audience: 'public' } : null;
}

async function reading(hub: Hub, context: RouteContext, isPublicOnly: boolean): Promise<Reading | null> {
  const meetingId = meetingIdOf(context.params);
  if (isPublicOnly) return publicReading(hub, meetingId);
  const meeting = meetingId && (await hub.meeting(meetingId));
  if (!meeting) return null;
  const facts = await hub.facts(meeting.mirror.meetingId, (await context.actor()) ?? anyone);
  const audience = facts && audienceOf(facts);
  return audience ? { meeting, audience } : null;
}

const snapshotText = (meetingId: string, audience: Audience, found: Extract<CatchUp, { kind: 'snapshot' }>): string =>
  `{"meetingId":"${meetingId}","audience":"${audience}","seq":${found.seq},"serverNow":${Date.now()},"state":${found.json}}`;

async function catchUpAnswer(hub: Hub, { meeting, audience }: Reading, since: number): Promise<Answer> {
  const { meetingId } = meeting.mirror;
  const found = await hub.since(meeting, audience, since);
  const cache = audience === 'public' ? aSecond : 'private, no-store';
  const body =
    found.kind === 'snapshot'
      ? `{"snapshot":${snapshotText(meetingId, audience, found)}}`
      : JSON.stringify({ frame: { meetingId, prev: found.prev, seq: found.seq, events: found.events } });
  return { body, headers: { 'cache-control': cache, vary: 'cookie' } };
}

/** Reading and writing the live log over HTTP. */
export function liveRoutes({
  db,
  hub,
  streams,
  pageFollowers,
  take,
  onCommand,
}: LiveRoutesEnvironment): readonly Route[] {
  return [
    {
      method: 'GET',
      path: streamPath,
      access: 'meeting',
      async handle(context) {
        if (!(await take(`stream:${context.address}`))) return rateLimited;
        const found = await reading(hub, context, true);
        if (!found) return notFound;
        const since = sinceOf(context.headers.get('last-event-id'), context.url.searchParams);
        const { socket } = context.req;
        await streams.open(found.meeting, since, socket, () => context.res.detachSocket(socket));
        return null;
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/snapshot',
      access: 'meeting',
      async handle(context) {
        const found = await reading(hub, context, false);
        if (!found) return notFound;
        const snapshot = await hub.since(found.meeting, found.audience, 0);
        if (snapshot.kind !== 'snapshot') throw new Error('a snapshot was asked for');
        const body = snapshotText(found.meeting.mirror.meetingId, found.audience, snapshot);
        return {
          body,
          headers: { 'cache-control': found.audience === 'public' ? aSecond : 'private, no-store', vary: 'cookie' },
        };
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/tail',
      access: 'meeting',
      async handle(context) {
        const found = await reading(hub, context, false);
        return found ? catchUpAnswer(hub, found, Since.parse(context.url.searchParams.get('since') ?? 0)) : notFound;
      },
    },
    {
      method: 'POST',
      path: '/api/live/:meetingId/following',
      access: 'meeting',
      async handle(context) {
        if (!(await take(`following:${context.address}`))) return rateLimited;
        const found = await reading(hub, context, true);
        if (!found) return notFound;
        const body = Follower.safeParse(await context.json());
        if (!body.success) return violation('invalid_input', 'invalid_input');
        const { meetingId } = found.meeting.mirror;
        pageFollowers.note(meetingId, body.data.followerId);
        return { body: { viewers: streams.count(meetingId) } };
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/pages',
      access: 'meeting',
      async handle(context) {
        const found = await reading(hub, context, true);
        return found ? { body: await manifest(db, found.meeting), headers: { 'cache-control': aSecond } } : notFound;
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/pages/:name',
      access: 'meeting',
      async handle(context) {
        const found = await reading(hub, context, true);
        const name = PageName.exec(context.params['name'] ?? '');
        if (!found || !name) return notFound;
        const events = await closedPage(db, found.meeting, { page: Number(name[1]), revision: Number(name[2]) });
        return events ? { body: { events }, headers: { 'cache-control': forever } } : notFound;
      },
    },
    {
      method: 'GET',
      path: '/api/live/:meetingId/export',
      access: 'meeting',
      async handle(context) {
        const found = await reading(hub, context, false);
        if (found?.audience !== 'staff') return notFound;
        const { meetingId } = found.meeting.mirror;
        context.res.writeHead(200, {
          'content-type': 'application/x-ndjson; charset=utf-8',
          'content-disposition': `attachment; filename="log-${meetingId}.ndjson"`,
          'cache-control': 'private, no-store',
        });
        for await (const line of exportLines(db, meetingId)) {
          if (!context.res.write(`${line}\n`)) await new Promise((resume) => context.res.once('drain', resume));
          if (context.res.destroyed) return null;
        }
        context.res.end();
        return null;
      },
    },
    {
      method: 'POST',
      path: '/api/live/:meetingId/commands',
      access: 'person',
      async handle(context) {
        const startedAt = performance.now();
        const actor = await context.actor();
        if (!actor) return violation('unauthenticated', 'unauthenticated');
        const who = actor.kind === 'user' ? actor.userId : actor.kind === 'visitor' ? actor.visitorId : 'system';
        if (!(await take(`person:${who}`)) || !(await take(`address:${context.address}`))) return rateLimited;
        const meetingId = meetingIdOf(context.params);
        const body = CommandBody.safeParse(await context.json());
        if (!meetingId || !body.success) return violation('invalid_input', 'invalid_input');
        const ack = await hub.submit(meetingId, body.data.commandId, body.data.type, body.data.input, actor);
        onCommand?.(body.data.type, ack, performance.now() - startedAt);
        return ack.ok ? { body: ack } : { ...problem(ack.error), body: ack };
      },
    },
  ];
}
