import { setTimeout as sleep } from 'node:timers/promises';
import type { SystemStatus } from '#server/admin-routes.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveService } from '#server/live-service.ts';
import type { prisma as Prisma } from '#server/platform/db.ts';
import type { Route } from '#server/platform/http.ts';
import type { LocalLiveKit } from '#server/platform/local/livekit.ts';
import { type CastEnvironment, hireCast, type Person, type Situation, situations, stage } from './cast.ts';
import { createTestDatabase } from './database.ts';
import { startTestLiveKit } from './livekit.ts';
import { pdfOf, slides } from './pdf.ts';
import { type Permissions, readPermissions } from './permissions.ts';
import { type Product, startProduct, TEST_AUTH_SECRET } from './product.ts';

/** One meeting in one situation, with people of every kind who have nothing to do with the other scenes. */
export interface Scene {
  readonly situation: Situation;
  readonly meetingId: MeetingId;
  readonly cast: readonly Person[];
}

export interface Heard {
  readonly status: number;
  readonly body: unknown;
  readonly headers: Headers;
}

/** The real server with a scene for every situation, and what the rules say about it. */
export interface Matrix {
  readonly product: Product;
  readonly livekit: LocalLiveKit;
  readonly service: LiveService;
  readonly prisma: typeof Prisma;
  readonly routes: readonly Route[];
  readonly permissions: Permissions;
  readonly scenes: readonly Scene[];
  readonly ask: (person: Person, method: string, path: string, body?: unknown) => Promise<Heard>;
  readonly stage: (cast: readonly Person[], situation: Situation) => Promise<MeetingId>;
  /** Resolves once the server has seen everything that this process wrote to the logs. */
  readonly settled: () => Promise<void>;
  readonly close: () => Promise<void>;
}

const pdf = pdfOf(slides.slice(0, 1)).toString('latin1');
export const papers = { public: uuidV7(), members: uuidV7() } as const;

/** One request as a browser of this person sends it. Streams are let go once they answer. */
async function asking(url: string, person: Person, method: string, path: string, body?: unknown): Promise<Heard> {
  const abort = new AbortController();
  const response = await fetch(`${url}${path}`, {
    method,
    redirect: 'manual',
    signal: abort.signal,
    headers: {
      cookie: person.cookie,
      'content-type': 'application/json',
      // Everybody comes from an address of their own, so that no address grows tired of the test.
      ...(path !== '/metrics' && { 'x-forwarded-for': person.address }),
    },
    ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
  const { status, headers } = response;
  if (headers.get('content-type')?.startsWith('text/event-stream')) {
    abort.abort();
    return { status, headers, body: null };
  }
  const text = await response.text();
  const isJson = /application\/(problem\+)?json/.test(headers.get('content-type') ?? '');
  return { status, headers, body: isJson && text !== '' ? JSON.parse(text) : text };
}

/** Starts the product and brings a meeting into every situation that is wanted. */
export async function openMatrix(wanted: readonly Situation[] = situations): Promise<Matrix> {
  const permissions = readPermissions();
  const database = await createTestDatabase();
  const livekit = await startTestLiveKit();
  // The pool is made when the module is first read, so its address is set before.
  Object.assign(process.env, { DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET });
  const { readEnv } = await import('#server/platform/env.ts');
  const { LiveService: Service } = await import('#server/live-service.ts');
  const { allRoutes } = await import('#server/routes.ts');
  const { EventStreams } = await import('#server/realtime/event-streams.ts');
  const { PageFollowers } = await import('#server/realtime/page-followers.ts');
  const { sign } = await import('#server/modules/identity/phone.ts');
  const { NodeRegistry } = await import('#server/platform/nodes.ts');
  const { prisma, pool, closeDatabase } = await import('#server/platform/db.ts');
  const env = readEnv({ DATABASE_URL: database.url, AUTH_SECRET: TEST_AUTH_SECRET, LOG_LEVEL: 'silent' });
  const service = new Service(env);
  const routes = allRoutes({
    env,
    service,
    nodes: new NodeRegistry(pool, { nodeId: service.nodeId, name: 'matrix', startedAt: 0 }),
    counts: () => ({ sockets: 0, streams: 0 }),
    viewersOf: () => 0,
    streams: new EventStreams(service.hub),
    pageFollowers: new PageFollowers(),
    take: () => true,
    onCommand: () => undefined,
  });
  const environment: CastEnvironment = {
    service,
    prisma,
    password: 'a-long-password',
    visitorCookie: (visitorId) => `hub.visitor=${sign('visitor', visitorId)}`,
  };
  const settings = { SERVICES: 'realtime,worker', LOG_LEVEL: 'error', TRUST_PROXY: '1' };
  const product = await startProduct({ databaseUrl: database.url, livekit, env: settings });
  const ask: Matrix['ask'] = (...request) => asking(product.url, ...request);
  const scenes: Scene[] = [];
  for (const situation of wanted) {
    const cast = await hireCast(environment);
    const officer = cast.find(({ label }) => label === 'officer') as Person;
    const meetingId = await stage(environment, cast, situation, async (id) => {
      for (const [visibility, documentId] of Object.entries(papers)) {
        const path = `/api/live/${id}/documents/${documentId}?title=Paper&visibility=${visibility}`;
        const { status } = await ask(officer, 'PUT', path, pdf);
        if (status !== 201) throw new Error(`the officer cannot add a document: ${status}`);
      }
    });
    scenes.push({ situation, meetingId, cast });
  }
  const [firstScene] = scenes;
  const admin = firstScene?.cast.find(({ label }) => label === 'admin') as Person;
  const isBehind = async (): Promise<boolean> => {
    const { body } = await ask(admin, 'GET', '/api/live/admin/status');
    const [node] = (body as SystemStatus).nodes;
    const meetings = node?.figures.meetings ?? [];
    const heads = await prisma.logHead.findMany({ select: { meetingId: true, seq: true } });
    return meetings.some(({ meetingId, seq }) => heads.find((one) => one.meetingId === meetingId)?.seq !== seq);
  };
  const settled = async (): Promise<void> => {
    while (await isBehind()) await sleep(50);
  };
  await settled();
  return {
    product,
    livekit,
    service,
    prisma,
    routes,
    permissions,
    scenes,
    ask,
    settled,
    stage: (cast, situation) => stage(environment, cast, situation),
    async close() {
      await product.stop();
      await service.close();
      await livekit.stop();
      await closeDatabase();
      await database.drop();
    },
  };
}
