import type { Server as HttpServer, IncomingMessage } from 'node:http';
import { Server, type Socket } from 'socket.io';
import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import { type MeetingId, MeetingIdSchema } from '#server/kernel/ids.ts';
import type { Audience, Frame, Snapshot } from '#server/kernel/live.ts';
import {
  type ClientToServer,
  type CommandAck,
  CommandEnvelope,
  type FollowAck,
  FollowRequest,
  protocolVersion,
  type ServerToClient,
} from '#server/kernel/protocol.ts';
import { inLogContext } from '#server/platform/log-context.ts';
import { forgetRequest, openLine, unsentBytes } from './connection.ts';
import { Followers } from './followers.ts';
import { audienceOf, type Hub, type LiveMeeting } from './hub.ts';
import type { CatchUp } from './mirror.ts';
import { prepareMessage, writeParts } from './prepared-message.ts';
import type { Sink } from './publisher.ts';

/** The same limits for a person however many tabs they have, and for an address however many people. */
export interface SocketLimits {
  /** Resolves false when the person (or address) must wait. */
  readonly take: (key: string) => Promise<boolean> | boolean;
}

export interface SocketEnvironment {
  readonly hub: Hub;
  readonly authenticate: (headers: Headers) => Promise<Actor | null>;
  readonly isOriginAllowed: (origin: string | undefined, host: string | undefined) => boolean;
  readonly addressOf: (req: IncomingMessage) => string;
  readonly limits: SocketLimits;
  readonly onCommand?: (type: string, ack: CommandAck, ms: number) => void;
  readonly onConnections?: (count: number) => void;
  readonly onFollow?: (socketId: string, meetingId: MeetingId, userId: string, isFollowing: boolean) => void;
  readonly onError?: (error: unknown) => void;
}

interface SocketData {
  actor: Actor;
  address: string;
  follows: Map<MeetingId, Audience>;
  isLagging: boolean;
  /** Is told to nobody as somebody's connection. */
  isOnlooker: boolean;
}
type LiveSocket = Socket<ClientToServer, ServerToClient, Record<string, never>, SocketData>;

/** A longer message ends the connection it came on, and no other. */
export const largestMessageBytes = 64 * 1024;
/** Unsent bytes after which a connection gets a snapshot later instead of every frame now. */
const largestBacklog = 512 * 1024;
const lagCheckMs = 1_000;
const largestFollows = 8;
const handlers = new Set(['command', 'follow', 'unfollow', 'clock']);
const refused = (error: Violation): { ok: false; error: Violation } => ({ ok: false, error });
const invalid = refused(violation('invalid_input', 'invalid_input'));

/** Everyone who is signed in to a meeting: one connection for commands up and frames down. */
export class Sockets implements Sink {
  readonly #env: SocketEnvironment;
  readonly #io: Server<ClientToServer, ServerToClient, Record<string, never>, SocketData>;
  /** Without those that lag. */
  readonly #followers = new Followers<LiveSocket>();
  readonly #lagTimer: NodeJS.Timeout;

  constructor(http: HttpServer, env: SocketEnvironment) {
    this.#env = env;
    this.#io = new Server(http, {
      path: '/socket.io/',
      serveClient: false,
      destroyUpgrade: false,
      maxHttpBufferSize: largestMessageBytes,
      perMessageDeflate: false,
      httpCompression: false,
      pingInterval: 20_000,
      pingTimeout: 15_000,
      allowRequest: (req, decide) => {
        decide(null, env.isOriginAllowed(req.headers.origin, req.headers.host));
      },
    });
    this.#io.use((socket, next) => void this.#admit(socket, next));
    this.#io.on('connection', (socket) => this.#bind(socket));
    this.#lagTimer = setInterval(() => this.#checkLag(), lagCheckMs);
    this.#lagTimer.unref();
  }

  get size(): number {
    return this.#io.engine.clientsCount;
  }

  async #admit(socket: LiveSocket, next: (error?: Error) => void): Promise<void> {
    try {
      const address = this.#env.addressOf(socket.request);
      if (!(await this.#env.limits.take(`connect:${address}`))) return next(new Error('rate_limited'));
      const headers = new Headers();
      for (const [name, value] of Object.entries(socket.handshake.headers)) {
        if (typeof value === 'string') headers.set(name, value);
      }
      const actor = await this.#env.authenticate(headers);
      if (actor?.kind !== 'user') return next(new Error('unauthenticated'));
      socket.data.actor = actor;
      socket.data.address = address;
      socket.data.follows = new Map();
      socket.data.isLagging = false;
      forgetRequest(socket);
      next();
    } catch (error) {
      this.#env.onError?.(error);
      next(new Error('unavailable'));
    }
  }

  #bind(socket: LiveSocket): void {
    const { actor } = socket.data;
    if (actor.kind === 'user') {
      void socket.join(`session:${actor.sessionId}`);
      void socket.join(`user:${actor.userId}`);
    }
    this.#env.onConnections?.(this.size);
    socket.use(([event, ...args], next) => {
      const ack: unknown = args.at(-1);
      if (handlers.has(event) && args.length === 2 && typeof ack === 'function') return next();
      if (typeof ack === 'function') (ack as (answer: CommandAck) => void)(invalid);
    });
    socket.on('command', (raw, ack) => void this.#command(socket, raw, ack));
    socket.on('follow', (raw, ack) => void this.#follow(socket, raw, ack));
    socket.on('unfollow', (raw, ack) => {
      const meetingId = z.object({ meetingId: MeetingIdSchema }).safeParse(raw);
      if (meetingId.success) this.#leave(socket, meetingId.data.meetingId);
      ack(meetingId.success ? { ok: true, seq: 0, output: {} } : invalid);
    });
    socket.on('clock', (_sentAt, ack) => ack({ serverNow: Date.now() }));
    socket.on('disconnect', () => {
      for (const meetingId of socket.data.follows.keys()) this.#leave(socket, meetingId);
      this.#env.onConnections?.(this.size);
    });
    socket.on('error', (error) => this.#env.onError?.(error));
  }

  async #command(socket: LiveSocket, raw: unknown, ack: (answer: CommandAck) => void): Promise<void> {
    const startedAt = performance.now();
    const envelope = CommandEnvelope.safeParse(raw);
    const answered = (type: string, answer: CommandAck): void => {
      ack(answer);
      this.#env.onCommand?.(type, answer, performance.now() - startedAt);
    };
    if (!envelope.success) return answered('unknown', invalid);
    const { meetingId, commandId, type } = envelope.data;
    await inLogContext({ meetingId, commandId }, async () => answered(type, await this.#submit(socket, envelope.data)));
  }

  async #submit(socket: LiveSocket, { meetingId, commandId, type, input }: CommandEnvelope): Promise<CommandAck> {
    const { actor } = socket.data;
    try {
      const person = actor.kind === 'user' ? actor.userId : 'nobody';
      const isAllowed =
        (await this.#env.limits.take(`person:${person}`)) &&
        (await this.#env.limits.take(`address:${socket.data.address}`));
      if (!isAllowed) return refused(violation('rate_limited', 'rate_limited'));
    } catch (error) {
      this.#env.onError?.(error);
    }
    return this.#env.hub.submit(meetingId, commandId, type, input, actor);
  }

  async #follow(socket: LiveSocket, raw: unknown, ack: (answer: FollowAck) => void): Promise<void> {
    const request = FollowRequest.safeParse(raw);
    if (!request.success) return ack(invalid);
    if (request.data.protocol !== protocolVersion) return ack(refused(violation('conflict', 'protocolChanged')));
    socket.data.isOnlooker = request.data.isOnlooker === true;
    try {
      ack(await this.#join(socket, request.data));
    } catch (error) {
      this.#env.onError?.(error);
      ack(refused(violation('unavailable', 'unavailable')));
    }
  }

  async #join(socket: LiveSocket, { meetingId, since }: FollowRequest): Promise<FollowAck> {
    const { hub } = this.#env;
    const meeting = await hub.meeting(meetingId);
    const facts = meeting && (await hub.facts(meetingId, socket.data.actor));
    const audience = facts && audienceOf(facts);
    if (!meeting || !audience) return refused(violation('forbidden', 'forbidden'));
    if (!socket.data.follows.has(meetingId) && socket.data.follows.size >= largestFollows)
      return refused(violation('rate_limited', 'tooManyMeetings'));
    // Joined before the catch-up is computed: what arrives twice is folded once, what is missed is lost.
    this.#enter(socket, meetingId, audience);
    const found = await hub.since(meeting, audience, since);
    if (socket.disconnected) this.#leave(socket, meetingId);
    const answer = { ok: true, audience, serverNow: Date.now() } as const;
    if (found.kind === 'events')
      return found.events.length > 0 ? { ...answer, frame: asFrame(meetingId, found) } : answer;
    // As an event of its own it needs no second reading and writing of what may be hundreds of kilobytes.
    this.#tell([socket], 'snapshot', snapshotParts(meetingId, audience, found));
    return answer;
  }

  #enter(socket: LiveSocket, meetingId: MeetingId, audience: Audience): void {
    this.#leave(socket, meetingId);
    socket.data.follows.set(meetingId, audience);
    this.#followers.add(meetingId, audience, socket);
    const { actor, isOnlooker } = socket.data;
    if (actor.kind === 'user' && !isOnlooker) this.#env.onFollow?.(socket.id, meetingId, actor.userId, true);
  }

  #leave(socket: LiveSocket, meetingId: MeetingId): void {
    const audience = socket.data.follows.get(meetingId);
    if (!audience) return;
    socket.data.follows.delete(meetingId);
    this.#followers.drop(meetingId, audience, socket);
    if (socket.data.actor.kind === 'user') this.#env.onFollow?.(socket.id, meetingId, socket.data.actor.userId, false);
  }

  hasFollowers(meetingId: MeetingId, audience: Audience): boolean {
    return this.#followers.has(meetingId, audience);
  }

  isFollowed(meetingId: MeetingId): boolean {
    return (['public', 'room', 'staff'] as const).some((audience) => this.hasFollowers(meetingId, audience));
  }

  deliver(audience: Audience, frame: Frame): void {
    this.#tell(this.#followers.of(frame.meetingId as MeetingId, audience), 'frame', [JSON.stringify(frame)]);
  }

  reset(meeting: LiveMeeting, audience: Audience): void {
    const { meetingId } = meeting.mirror;
    void this.#env.hub
      .since(meeting, audience, 0)
      .then((found) => {
        const json = snapshotParts(meetingId, audience, found);
        this.#tell(this.#followers.of(meetingId, audience), 'snapshot', json);
      })
      .catch((error: unknown) => this.#env.onError?.(error));
  }

  /** Encodes once for everyone. Whoever cannot take a prepared message gets it the ordinary way. */
  #tell(followers: Iterable<LiveSocket>, event: 'frame' | 'snapshot', json: readonly (string | Buffer)[]): void {
    const message = prepareMessage(event, ...json);
    let value: (Frame & Snapshot) | undefined;
    for (const socket of followers) {
      const line = openLine(socket.conn);
      if (line) writeParts(line, message);
      else socket.emit(event, (value ??= JSON.parse(json.join('')) as Frame & Snapshot));
    }
  }

  /** After rights changed: everyone who follows is placed anew, or told goodbye. */
  async reassess(meetingId: MeetingId): Promise<void> {
    for (const socket of this.#io.sockets.sockets.values()) {
      const before = socket.data.follows.get(meetingId);
      if (!before) continue;
      const facts = await this.#env.hub.facts(meetingId, socket.data.actor);
      const audience = facts && audienceOf(facts);
      if (audience === before) continue;
      if (!audience) {
        this.#leave(socket, meetingId);
        socket.emit('goodbye', { code: 'removedFromMeeting' });
        continue;
      }
      await this.#restart(socket, meetingId, audience);
    }
  }

  async #restart(socket: LiveSocket, meetingId: MeetingId, audience: Audience): Promise<void> {
    const meeting = await this.#env.hub.meeting(meetingId);
    if (!meeting) return;
    this.#enter(socket, meetingId, audience);
    const found = await this.#env.hub.since(meeting, audience, 0);
    this.#tell([socket], 'snapshot', snapshotParts(meetingId, audience, found));
  }

  /** Ends the connections of a session that was ended, at once. */
  endSession(sessionId: string): void {
    this.#io.to(`session:${sessionId}`).emit('goodbye', { code: 'sessionEnded' });
    this.#io.in(`session:${sessionId}`).disconnectSockets(true);
  }

  /** The sessions that have connections here, for checking that they still exist. */
  sessionIds(): ReadonlySet<string> {
    const ids = new Set<string>();
    for (const { data } of this.#io.sockets.sockets.values())
      if (data.actor.kind === 'user') ids.add(data.actor.sessionId);
    return ids;
  }

  /** Connections that do not read get no frames; once their buffer is empty they start again from a snapshot. */
  #checkLag(): void {
    for (const socket of this.#io.sockets.sockets.values()) {
      const backlog = unsentBytes(socket.conn);
      if (!socket.data.isLagging && backlog > largestBacklog) {
        socket.data.isLagging = true;
        for (const [meetingId, audience] of socket.data.follows) this.#followers.drop(meetingId, audience, socket);
      } else if (socket.data.isLagging && backlog === 0) {
        socket.data.isLagging = false;
        for (const [meetingId, audience] of Array.from(socket.data.follows)) {
          this.#restart(socket, meetingId, audience).catch((error: unknown) => this.#env.onError?.(error));
        }
      }
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#lagTimer);
    await this.#io.close();
  }
}

function snapshotParts(meetingId: string, audience: Audience, found: CatchUp): readonly (string | Buffer)[] {
  if (found.kind !== 'snapshot') throw new Error('a snapshot was asked for');
  const { seq, bytes } = found;
  const about = `"meetingId":"${meetingId}","audience":"${audience}","seq":${seq},"serverNow":${Date.now()}`;
  return [`{${about},"state":`, bytes, '}'];
}

const asFrame = (meetingId: string, { prev, seq, events }: Extract<CatchUp, { kind: 'events' }>): Frame => ({
  meetingId,
  prev,
  seq,
  events: [...events],
});
