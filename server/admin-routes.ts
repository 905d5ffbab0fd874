import { violation } from './kernel/errors.ts';
import type { MeetingId } from './kernel/ids.ts';
import type { LiveService } from './live-service.ts';
import { meetingTitles } from './modules/meetings/index.ts';
import type { RoomsState } from './modules/rooms/domain.ts';
import { readBuild } from './platform/build.ts';
import { pool } from './platform/db.ts';
import type { Env } from './platform/env.ts';
import { type Check, type CheckResult, isReady, runChecks } from './platform/health.ts';
import type { Route } from './platform/http.ts';
import * as metrics from './platform/metrics.ts';
import type { KnownNode, NodeFigures, NodeRegistry } from './platform/nodes.ts';

export interface SystemStatus {
  readonly at: number;
  /** The node that answered comes first. */
  readonly nodes: readonly KnownNode[];
  readonly outbox: { readonly waiting: number; readonly oldestS: number };
  readonly checks: readonly CheckResult[];
  /** Null while the media server does not answer or is off. */
  readonly rooms: readonly { readonly name: string; readonly people: number; readonly publishers: number }[] | null;
  readonly titles: Readonly<Record<string, string>>;
}

export interface AdminEnvironment {
  readonly env: Env;
  readonly service: LiveService;
  readonly nodes: NodeRegistry;
  readonly counts: () => { readonly sockets: number; readonly streams: number };
  /** The public that follows a meeting on this node. */
  readonly viewersOf: (meetingId: MeetingId) => number;
}

function checksOf({ env, service }: AdminEnvironment): readonly Check[] {
  return [
    {
      name: 'postgres',
      isVital: true,
      run: async () =>
        String((await pool.query<{ server_version: string }>('show server_version')).rows[0]?.server_version),
    },
    {
      name: 'redis',
      isVital: false,
      run: () =>
        service.redisState === 'down' ? Promise.reject(new Error('down')) : Promise.resolve(service.redisState),
    },
    {
      name: 'livekit',
      // A node that does nothing but media is of no use without it (E9).
      isVital: env.SERVICES.every((one) => one === 'media'),
      async run() {
        if (!env.LIVEKIT_URL) throw new Error('off');
        const rooms = await service.media.roomCount();
        return `${rooms} rooms`;
      },
    },
  ];
}

/** What this node says of itself, to the registry and to the admin page. */
export const figuresOf = ({ env, service, counts, viewersOf }: AdminEnvironment): NodeFigures => ({
  runtime: process.version,
  services: env.SERVICES,
  memoryBytes: process.memoryUsage().rss,
  ...counts(),
  meetings: [...service.hub.loaded.values()].map(({ mirror, sequencer }) => ({
    meetingId: mirror.meetingId,
    seq: mirror.head.seq,
    waiting: sequencer.queueLength,
    viewers: viewersOf(mirror.meetingId),
  })),
});

/** Everything the admin page shows: all nodes as they last spoke, this one as it is, and what they stand on. */
async function statusOf(admin: AdminEnvironment, checks: readonly Check[]): Promise<SystemStatus> {
  const { service, nodes } = admin;
  const [known, outbox, results, rooms] = await Promise.all([
    nodes.list(),
    service.outbox.figures(),
    runChecks(checks),
    service.media.rooms().catch(() => null),
  ]);
  const own = { ...nodes.own, figures: figuresOf(admin), seenAt: Date.now(), isSilent: false };
  const all = [own, ...known.filter(({ nodeId }) => nodeId !== own.nodeId)];
  const ids = all.flatMap(({ figures }) => figures.meetings.map(({ meetingId }) => meetingId));
  const titles = await meetingTitles([...new Set([...ids, ...(rooms ?? []).map(({ name }) => name)])]);
  return { at: Date.now(), nodes: all, outbox, checks: results, rooms, titles: Object.fromEntries(titles) };
}

/** Media figures as they are now; the media server's own come from it, what is sent by whom from the logs in memory. */
async function measureMedia({ service, viewersOf }: AdminEnvironment): Promise<void> {
  const rooms = await service.media.rooms().catch(() => null);
  const sum = (of: (room: { people: number; publishers: number }) => number): number =>
    (rooms ?? []).reduce((total, room) => total + of(room), 0);
  metrics.mediaUp.set(rooms === null ? 0 : 1);
  metrics.livekitRooms.set(rooms?.length ?? -1);
  metrics.mediaPeople.set(sum(({ people }) => people));
  metrics.mediaPublishers.set(sum(({ publishers }) => publishers));
  let [tracks, venues, followers] = [0, 0, 0];
  for (const { mirror } of service.hub.loaded.values()) {
    const state = mirror.state('staff')['rooms'] as RoomsState;
    tracks += Object.keys(state.tracks).length;
    venues += state.isVenueOnAir ? 1 : 0;
    followers += viewersOf(mirror.meetingId);
  }
  metrics.mediaTracks.set(tracks);
  metrics.mediaVenues.set(venues);
  metrics.publicFollowers.set(followers);
}

const isLocal = (address: string): boolean => ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address);

/** What can be seen from outside: liveness, readiness, metrics, and the admin page's figures. */
export function adminRoutes(admin: AdminEnvironment): readonly Route[] {
  const { env, service, counts } = admin;
  const checks = checksOf(admin);
  const build = readBuild();
  return [
    {
      method: 'GET',
      path: '/health',
      access: 'anyone',
      handle: () => Promise.resolve({ body: { ok: true, node: service.nodeId, build } }),
    },
    {
      method: 'GET',
      path: '/ready',
      access: 'anyone',
      async handle() {
        const results = await runChecks(checks);
        return { status: isReady(results) ? 200 : 503, body: { ready: isReady(results), checks: results } };
      },
    },
    {
      method: 'GET',
      path: '/metrics',
      access: 'service',
      async handle(context) {
        const isAllowed = env.METRICS_TOKEN
          ? context.headers.get('authorization') === `Bearer ${env.METRICS_TOKEN}`
          : isLocal(context.req.socket.remoteAddress ?? '') && !context.req.headers['x-forwarded-for'];
        if (!isAllowed) return violation('not_found', 'not_found');
        const { waiting, oldestS } = await service.outbox.figures();
        metrics.outboxWaiting.set(waiting);
        metrics.outboxAgeSeconds.set(oldestS);
        metrics.sockets.set(counts().sockets);
        metrics.streams.set(counts().streams);
        metrics.meetingsLoaded.set(service.hub.loaded.size);
        let commands = 0;
        for (const { sequencer } of service.hub.loaded.values()) commands += sequencer.queueLength;
        metrics.queueLength.set(commands);
        await measureMedia(admin);
        return { body: await metrics.registry.metrics(), headers: { 'content-type': metrics.registry.contentType } };
      },
    },
    {
      method: 'GET',
      path: '/api/live/admin/status',
      access: 'office',
      handle: async () => ({ body: await statusOf(admin, checks) }),
    },
  ];
}
