import { violation } from './kernel/errors.ts';
import type { LiveService } from './live-service.ts';
import { pool } from './platform/db.ts';
import type { Env } from './platform/env.ts';
import { type Check, isReady, runChecks } from './platform/health.ts';
import type { Route } from './platform/http.ts';
import * as metrics from './platform/metrics.ts';

export interface AdminEnvironment {
  readonly env: Env;
  readonly service: LiveService;
  readonly startedAt: number;
  readonly counts: () => { readonly sockets: number; readonly streams: number };
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
      isVital: false,
      async run() {
        if (!env.LIVEKIT_URL) throw new Error('off');
        const rooms = await service.media.roomCount();
        metrics.livekitRooms.set(rooms);
        return `${rooms} rooms`;
      },
    },
  ];
}

const isLocal = (address: string): boolean => ['127.0.0.1', '::1', '::ffff:127.0.0.1'].includes(address);

/** What can be seen from outside: liveness, readiness, metrics, and the admin page's figures. */
export function adminRoutes(admin: AdminEnvironment): readonly Route[] {
  const { env, service, startedAt, counts } = admin;
  const checks = checksOf(admin);
  return [
    {
      method: 'GET',
      path: '/health',
      access: 'anyone',
      handle: () => Promise.resolve({ body: { ok: true, node: service.nodeId } }),
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
        return { body: await metrics.registry.metrics(), headers: { 'content-type': metrics.registry.contentType } };
      },
    },
    {
      method: 'GET',
      path: '/api/live/admin/status',
      access: 'office',
      async handle() {
        return {
          body: {
            node: env.NODE_NAME ?? service.nodeId,
            version: process.version,
            startedAt,
            services: env.SERVICES,
            memoryBytes: process.memoryUsage().rss,
            ...counts(),
            meetings: [...service.hub.loaded.values()].map(({ mirror, sequencer }) => ({
              meetingId: mirror.meetingId,
              seq: mirror.head.seq,
              waiting: sequencer.queueLength,
            })),
            outbox: await service.outbox.figures(),
            checks: await runChecks(checks),
          },
        };
      },
    },
  ];
}
