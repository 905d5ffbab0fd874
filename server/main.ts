import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { flushCompileCache } from 'node:module';
import { hostname } from 'node:os';
import { figuresOf } from './admin-routes.ts';
import type { Actor } from './kernel/actor.ts';
import type { MeetingId } from './kernel/ids.ts';
import type { CommandAck } from './kernel/protocol.ts';
import { LiveService } from './live-service.ts';
import { actorOfHeaders, touchSessions, visitorOfHeaders } from './modules/identity/index.ts';
import { closeDatabase, pool } from './platform/db.ts';
import { readEnv } from './platform/env.ts';
import { Router } from './platform/http.ts';
import { RateLimiter } from './platform/limits.ts';
import { logger } from './platform/logger.ts';
import * as metrics from './platform/metrics.ts';
import { NodeRegistry } from './platform/nodes.ts';
import { commonHeaders, freshNonce, pagePolicy } from './platform/security-headers.ts';
import { createEntrance } from './realtime/entrance.ts';
import { EventStreams } from './realtime/event-streams.ts';
import { PageFollowers } from './realtime/page-followers.ts';
import { Publisher } from './realtime/publisher.ts';
import { addressReader, originCheck } from './realtime/rights.ts';
import { streamPath } from './realtime/routes.ts';
import { Sockets } from './realtime/sockets.ts';
import { streamEntrance } from './realtime/stream-entrance.ts';
import { startRecorders } from './recorders.ts';
import { allRoutes } from './routes.ts';

const env = settingsOrExit();
const startedAt = Date.now();
const addressOf = addressReader(env.TRUST_PROXY);
const isOriginAllowed = originCheck(env.APP_URL, env.TRUSTED_ORIGINS);

/** Generous for a person, narrow for a program; an address may be a whole hall behind one router. */
const limiter = new RateLimiter({
  person: { burst: 40, perSecond: 15 },
  address: { burst: 4_000, perSecond: 1_500 },
  connect: { burst: 12_000, perSecond: 3_000 },
  stream: { burst: 20_000, perSecond: 5_000 },
  'sign-in': { burst: 60, perSecond: 1 },
  code: { burst: 10, perSecond: 0.05 },
  watch: { burst: 120, perSecond: 5 },
  following: { burst: 600, perSecond: 20 },
  download: { burst: 10, perSecond: 0.2 },
  straw: { burst: 60, perSecond: 2 },
});
/** Thousands come back within a second of a restart; the kernel may cap it (net.core.somaxconn). */
const connectionsInWaiting = 4_096;
const take = (key: string): boolean => limiter.take(key);

const authenticate = async (headers: Headers): Promise<Actor | null> =>
  (await actorOfHeaders(headers)) ?? visitorOfHeaders(headers);

function countCommand(type: string, ack: CommandAck, ms: number): void {
  const known = service.hub.modules.command(type) ? type : 'unknown';
  metrics.commandOutcomes.inc({ type: known, outcome: ack.ok ? 'ok' : ack.error.kind });
  metrics.commandSeconds.observe(ms / 1000);
  if (!ack.ok && ack.error.kind === 'forbidden') logger.info({ type: known }, 'command refused');
  logger.debug({ type: known, outcome: ack.ok ? 'ok' : ack.error.code, ms: Math.round(ms) }, 'command');
}

const service = new LiveService(env);
const http = createServer({ keepAliveTimeout: 65_000, requestTimeout: 60_000 });
const surroundings = {
  mediaUrl: env.LIVEKIT_PUBLIC_URL ?? env.LIVEKIT_URL,
  isHttps: env.APP_URL.startsWith('https://'),
  isDevelopment: env.NODE_ENV === 'development',
};
const headersOfAll = commonHeaders(surroundings);
const pageFollowers = new PageFollowers();
const streams = new EventStreams(
  service.hub,
  headersOfAll,
  (meetingId) => pageFollowers.count(meetingId) + nodes.viewersElsewhere(meetingId),
);
const follows = new Map<string, { socketId: string; meetingId: string; userId: string }>();
const sockets = new Sockets(http, {
  hub: service.hub,
  authenticate,
  isOriginAllowed,
  addressOf,
  limits: { take },
  onCommand: countCommand,
  onFollow(socketId, meetingId, userId, isFollowing) {
    const key = `${socketId} ${meetingId}`;
    if (isFollowing) follows.set(key, { socketId: key, meetingId, userId });
    else follows.delete(key);
  },
  onError: (error) => logger.warn({ err: error }, 'socket'),
});
const publisher = new Publisher([sockets, streams], {
  onFrame(audience, events, ms) {
    metrics.framesSent.inc({ audience });
    metrics.frameEvents.observe(events);
    metrics.frameSeconds.observe(ms / 1000);
  },
});

const nodes = new NodeRegistry(pool, {
  nodeId: service.nodeId,
  name: env.NODE_NAME ?? `${hostname()}:${env.PORT}`,
  startedAt,
});
const counts = () => ({ sockets: sockets.size, streams: streams.size });
const viewersOf = (meetingId: MeetingId): number => streams.viewers(meetingId) + pageFollowers.count(meetingId);
const admin = { env, service, nodes, counts, viewersOf };
const routes = allRoutes({ ...admin, streams, pageFollowers, take, onCommand: countCommand });
const router = new Router(routes, {
  authenticate,
  isOriginAllowed,
  addressOf,
  onError: (error) => logger.error({ err: error }, 'request'),
  onAnswer(route, method, status, ms) {
    metrics.httpSeconds.observe({ route, method, status: String(status) }, ms / 1000);
    logger.debug({ route, method, status, ms: Math.round(ms) }, 'request');
  },
});

type Handle = (req: IncomingMessage, res: ServerResponse) => unknown;
let page: Handle = (_req, res) => res.writeHead(404).end();

if (env.SERVICES.includes('web')) {
  const { default: next } = await import('next');
  const isDevelopment = env.NODE_ENV === 'development';
  const app = next({
    dev: isDevelopment,
    hostname: env.HOST,
    port: env.PORT,
    httpServer: http,
    turbopack: isDevelopment,
  });
  await app.prepare();
  page = app.getRequestHandler();
  const upgrade = app.getUpgradeHandler();
  http.on('upgrade', (req, socket, head) => {
    if (!req.url?.startsWith('/socket.io/')) void upgrade(req, socket, head);
  });
}

async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
  for (const [name, value] of Object.entries(headersOfAll)) res.setHeader(name, value);
  // The framework takes the nonce of its scripts from here, so a client must not bring one.
  delete req.headers['content-security-policy'];
  // What a client says of its own address counts only behind a proxy that sets it itself.
  if (!env.TRUST_PROXY)
    for (const name of ['x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host', 'x-real-ip'])
      delete req.headers[name];
  if (await router.handle(req, res)) return;
  // The public's page is a document of its own, with a policy of its own.
  if (req.url?.startsWith('/watch/')) res.removeHeader('content-security-policy');
  else {
    const policy = pagePolicy(freshNonce(), surroundings);
    req.headers['content-security-policy'] = policy;
    res.setHeader('content-security-policy', policy);
  }
  await page(req, res);
}

http.on('request', (req, res) => {
  if (req.url?.startsWith('/socket.io/')) return;
  answer(req, res).catch((error: unknown) => {
    logger.error({ err: error }, 'request');
    if (!res.headersSent) res.writeHead(500);
    res.end();
  });
});

const recorders = await startRecorders(env, service);

await service.start({
  publisher,
  onChanged: (meetingId) =>
    void recorders?.changed(meetingId).catch((error: unknown) => logger.warn({ err: error }, 'recorder')),
  onRightsChanged(meetingId: MeetingId) {
    sockets.reassess(meetingId).catch((error: unknown) => logger.warn({ err: error }, 'rights'));
    service
      .factsOf(meetingId, null)
      .then((facts) => facts?.isPublic || streams.endAll(meetingId))
      .catch((error: unknown) => logger.warn({ err: error }, 'rights'));
  },
  onSessionEnded(sessionId) {
    sockets.endSession(sessionId);
    service.media.endSessions().catch((error: unknown) => logger.warn({ err: error }, 'media of an ended session'));
  },
  isFollowed: (meetingId) => sockets.isFollowed(meetingId) || streams.viewers(meetingId) > 0,
});

/** A person in a meeting is not idle; and a session that is gone takes its sockets along even if the notice got lost. */
async function checkSessions(): Promise<void> {
  const ids = [...sockets.sessionIds()];
  if (ids.length === 0) return;
  const alive = await touchSessions(ids);
  for (const id of ids) if (!alive.has(id)) sockets.endSession(id);
}
/** Tells the other nodes that this one runs and how many watch here, and hears it of them (E2, L15). */
function beat(): void {
  nodes.beat(figuresOf(admin)).catch((error: unknown) => logger.warn({ err: error }, 'nodes'));
}
beat();
const timers = [
  setInterval(() => void checkSessions().catch((error: unknown) => logger.warn({ err: error }, 'sessions')), 20_000),
  setInterval(() => {
    service.media
      .refreshConnections(service.nodeId, [...follows.values()])
      .catch((error: unknown) => logger.warn({ err: error }, 'connections'));
    beat();
  }, 5_000),
];

const entrance = createEntrance({
  http,
  ...streamEntrance({
    hub: service.hub,
    streams,
    take,
    addressOf,
    onOpened: (ms) => metrics.httpSeconds.observe({ route: streamPath, method: 'GET', status: '200' }, ms / 1000),
    onError: (error) => logger.warn({ err: error }, 'stream'),
  }),
});
entrance.on('error', (error: NodeJS.ErrnoException) => {
  const isTaken = error.code === 'EADDRINUSE';
  process.stderr.write(isTaken ? `Port ${env.PORT} is taken: stop what uses it or set PORT.\n` : `${error.message}\n`);
  process.exit(1);
});
entrance.listen({ port: env.PORT, host: env.HOST, backlog: connectionsInWaiting }, () => {
  logger.info({ port: env.PORT, host: env.HOST, ms: Date.now() - startedAt }, 'ready');
  // Now, not at the end: a process that is killed writes nothing.
  flushCompileCache();
});

/** A wrong setting is the operator's to mend: one sentence, no stack. */
function settingsOrExit() {
  try {
    return readEnv(process.env);
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(2);
  }
}

let isStopping = false;
async function stop(): Promise<void> {
  if (isStopping) return;
  isStopping = true;
  // Whatever hangs, the supervisor must not wait for ever.
  setTimeout(() => process.exit(0), 8_000).unref();
  for (const timer of timers) clearInterval(timer);
  entrance.close();
  streams.close();
  await sockets.close();
  http.closeAllConnections();
  await recorders?.close();
  await nodes.leave().catch(() => undefined);
  await service.close();
  await closeDatabase();
  process.exit(0);
}
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void stop());
