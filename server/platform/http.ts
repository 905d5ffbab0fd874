import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Actor } from '#server/kernel/actor.ts';
import { httpStatus, type Violation, violation } from '#server/kernel/errors.ts';
import { type MeetingId, MeetingIdSchema } from '#server/kernel/ids.ts';
import { isStorable, isStorableText } from '#server/kernel/storable.ts';
import { keptAnswer } from './kept-answer.ts';
import { inLogContext } from './log-context.ts';

/** What a route answers; `body` is sent as JSON unless it is a Buffer or text. */
export interface Answer {
  readonly status?: number;
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RouteContext {
  readonly req: IncomingMessage;
  readonly res: ServerResponse;
  readonly url: URL;
  readonly params: Readonly<Record<string, string>>;
  readonly address: string;
  /** The asking person or verified visitor; null for anyone else. */
  readonly actor: () => Promise<Actor | null>;
  readonly headers: Headers;
  /** The body as JSON; refused when it is too large, malformed, or holds text that cannot be stored. */
  readonly json: (limitBytes?: number) => Promise<unknown>;
  readonly bytes: (limit: number) => Promise<Buffer>;
}

/**
 * Who may ask at all. The router refuses everyone else before the handler runs; what depends on a meeting, a session or a
 * signature is the handler's to check. The permissions tables of the RULES.md files say it in words, and the policy
 * matrix asks every route as everybody.
 *
 * `anyone`: nobody's identity matters · `person`: a signed-in person or a visitor with a proved phone · `account`: a
 * signed-in person · `office`: officers and admins · `meeting`: the asker's place in the meeting decides · `session`: the own session, even before the first
 * password is changed · `service`: another program, known by signature or token; its origin is not checked.
 */
export type RouteAccess = 'anyone' | 'person' | 'account' | 'office' | 'meeting' | 'session' | 'service';

/** A route of the live service. `null` means that the handler has taken the response over. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Segments; `:name` binds a parameter. */
  readonly path: string;
  readonly access: RouteAccess;
  readonly handle: (context: RouteContext) => Promise<Answer | Violation | null>;
}

export interface RouterEnvironment {
  readonly authenticate: (headers: Headers) => Promise<Actor | null>;
  readonly isOriginAllowed: (origin: string | undefined, host: string | undefined) => boolean;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly onError: (error: unknown) => void;
  readonly onAnswer?: (route: string, method: string, status: number, ms: number) => void;
}

const largestJsonBytes = 64 * 1024;

/** Thrown by body readers; the router turns it into the answer. */
class Refusal extends Error {
  readonly violation: Violation;
  constructor(refused: Violation) {
    super(refused.code);
    this.violation = refused;
  }
}

/** Reads a body up to the limit. What is too large is refused at once; the rest of it is let pass, unread. */
function readBytes(req: IncomingMessage, limit: number): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const refuse = (): void => {
      req.off('data', take);
      // Cutting the connection would often cut the answer too, and leave the client with half a connection.
      req.resume();
      reject(new Refusal(violation('invalid_input', 'tooLarge', { limitBytes: limit })));
    };
    const take = (chunk: Buffer): void => {
      size += chunk.length;
      if (size > limit) refuse();
      else chunks.push(chunk);
    };
    if (Number(req.headers['content-length'] ?? 0) > limit) return refuse();
    req.on('data', take);
    req.once('end', () => resolve(Buffer.concat(chunks)));
    // Whoever hangs up half-way hears nothing of it.
    req.once('close', () => reject(new Refusal(violation('invalid_input', 'invalid_input'))));
  });
}

async function readJson(req: IncomingMessage, limit: number): Promise<unknown> {
  const text = (await readBytes(req, limit)).toString('utf8');
  const value = safely(() => [JSON.parse(text) as unknown]);
  if (!value || !isStorable(value[0])) throw new Refusal(violation('invalid_input', 'invalid_input'));
  return value[0];
}

/** Headers of a request as the Web's `Headers`. */
export function webHeaders(req: IncomingMessage): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(req.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

function match(path: string, pathname: string): Record<string, string> | null {
  const wanted = path.split('/');
  const parts = pathname.split('/');
  if (wanted.length !== parts.length) return null;
  const params: Record<string, string> = {};
  for (const [index, segment] of wanted.entries()) {
    const value = parts[index] ?? '';
    const given = segment.startsWith(':') ? decodeURIComponent(value) : value;
    if (!isStorableText(given)) return null;
    if (segment.startsWith(':')) params[segment.slice(1)] = given;
    else if (segment !== value) return null;
  }
  return params;
}

/** The meeting id of a path, or null when it is none; unknown and malformed look the same from outside. */
export function meetingIdOf(params: Readonly<Record<string, string>>): MeetingId | null {
  const parsed = MeetingIdSchema.safeParse(params['meetingId']);
  return parsed.success ? parsed.data : null;
}

export const notFound: Violation = violation('not_found', 'not_found');
const isViolation = (answer: Answer | Violation): answer is Violation => 'kind' in answer;

/** The HTTP edge of the live service: one place that parses, checks the origin, maps refusals and logs. */
export class Router {
  readonly #routes: readonly Route[];
  readonly #env: RouterEnvironment;

  constructor(routes: readonly Route[], env: RouterEnvironment) {
    this.#routes = routes;
    this.#env = env;
  }

  /** Answers the request if one of the routes is meant; false leaves it to somebody else. */
  async handle(req: IncomingMessage, res: ServerResponse): Promise<boolean> {
    const url = safely(() => new URL(req.url ?? '/', 'http://internal'));
    if (!url) return false;
    const candidates = this.#routes.flatMap((route) => {
      const params = safely(() => match(route.path, url.pathname));
      return params ? [{ route, params }] : [];
    });
    if (candidates.length === 0) return false;
    const startedAt = performance.now();
    const requestId = requestIdOf(req);
    const isClean = [...url.searchParams].flat().every(isStorableText);
    const found = candidates.find(
      ({ route }) => route.method === req.method || (req.method === 'HEAD' && route.method === 'GET'),
    );
    const meetingId = meetingIdOf(found?.params ?? {});
    await inLogContext({ requestId, ...(meetingId && { meetingId }) }, async () => {
      let answer: Answer | null = { status: 405 };
      if (found && !isClean) answer = problem(violation('invalid_input', 'invalid_input'));
      else if (found) answer = await this.#answer(found.route, found.params, req, res, url);
      if (answer) await send(req, res, answer, requestId);
      const status = answer?.status ?? 200;
      this.#env.onAnswer?.(found?.route.path ?? 'none', req.method ?? '', status, performance.now() - startedAt);
    });
    return true;
  }

  async #answer(
    route: Route,
    params: Record<string, string>,
    req: IncomingMessage,
    res: ServerResponse,
    url: URL,
  ): Promise<Answer | null> {
    try {
      const isReading = req.method === 'GET' || req.method === 'HEAD';
      if (
        !isReading &&
        route.access !== 'service' &&
        (!this.#env.isOriginAllowed(req.headers.origin, req.headers.host) ||
          req.headers['sec-fetch-site'] === 'cross-site')
      ) {
        return problem(violation('forbidden', 'wrongOrigin'));
      }
      const headers = webHeaders(req);
      let known: Promise<Actor | null> | undefined;
      const actor = (): Promise<Actor | null> => (known ??= this.#env.authenticate(headers));
      const refused = await barred(route.access, actor);
      if (refused) return problem(refused);
      const answer = await route.handle({
        req,
        res,
        url,
        params,
        headers,
        address: this.#env.addressOf(req),
        actor,
        json: (limitBytes = largestJsonBytes) => readJson(req, limitBytes),
        bytes: (limit) => readBytes(req, limit),
      });
      return answer && isViolation(answer) ? problem(answer) : answer;
    } catch (error) {
      if (error instanceof Refusal) return problem(error.violation);
      this.#env.onError(error);
      return problem(violation('internal', 'internal'));
    }
  }
}

/** What the route's access says of the asker, before anything of the request is looked at. */
async function barred(access: RouteAccess, actor: () => Promise<Actor | null>): Promise<Violation | null> {
  if (access !== 'person' && access !== 'account' && access !== 'office') return null;
  const asker = await actor();
  if (!asker || (access === 'account' && asker.kind !== 'user')) return violation('unauthenticated', 'unauthenticated');
  const isOffice = asker.kind === 'user' && (asker.role === 'officer' || asker.role === 'admin');
  return access === 'office' && !isOffice ? notFound : null;
}

/** The proxy's own id where it sends one, so that its log and ours can be laid side by side. */
function requestIdOf(req: IncomingMessage): string {
  const given = req.headers['x-request-id'];
  return typeof given === 'string' && /^[\w.-]{1,64}$/.test(given) ? given : crypto.randomUUID();
}

function safely<T>(read: () => T | null): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** RFC 9457 problem details; `code` and `params` are what the page translates. */
export function problem(refused: Violation): Answer {
  return {
    status: httpStatus[refused.kind],
    body: { ok: false, error: refused, type: 'about:blank', title: refused.code, status: httpStatus[refused.kind] },
    headers: { 'content-type': 'application/problem+json; charset=utf-8' },
  };
}

async function send(req: IncomingMessage, res: ServerResponse, answer: Answer, requestId: string): Promise<void> {
  if (res.headersSent || res.destroyed) return;
  const { status = 200, body, headers = {} } = answer;
  const isRaw = Buffer.isBuffer(body) || typeof body === 'string';
  const data = body === undefined ? Buffer.alloc(0) : isRaw ? Buffer.from(body) : Buffer.from(JSON.stringify(body));
  const kept = await keptAnswer(
    {
      status,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...headers,
      },
      data,
    },
    { ifNoneMatch: req.headers['if-none-match'], acceptEncoding: req.headers['accept-encoding'] },
  );
  if (res.destroyed) return;
  res.writeHead(kept.status, {
    ...kept.headers,
    'x-request-id': requestId,
    ...(kept.status !== 304 && { 'content-length': kept.data.length }),
  });
  res.end(req.method === 'HEAD' ? undefined : kept.data);
}
