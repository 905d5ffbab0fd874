import { randomUUID } from 'node:crypto';
import path from 'node:path';
import type { Actor } from './kernel/actor.ts';
import { type Clock, systemClock } from './kernel/clock.ts';
import type { MeetingId } from './kernel/ids.ts';
import { type Audience, type LiveFacts, type LiveState, maySee } from './kernel/live.ts';
import type { Ingest } from './media/ingest/ingest.ts';
import { attendanceServer, attendDue } from './modules/attendance/index.ts';
import { chatServer } from './modules/chat/index.ts';
import { type ConsentsState, consentsServer } from './modules/consents/index.ts';
import { type MeetingRoutesEnvironment, type MeetingsState, meetingsServer } from './modules/meetings/index.ts';
import { peopleByUserIds, peopleOfCommittees, peopleOfSectors } from './modules/members/index.ts';
import { PollClerk, pollsServer } from './modules/polls/index.ts';
import { recordingsServer, type SegmentAudience } from './modules/recordings/index.ts';
import type { ReplayEvents } from './modules/replays/contract.ts';
import { replayFor, replaysServer, withheldOf, withoutWordsOf } from './modules/replays/index.ts';
import { RetentionClerk } from './modules/retention/index.ts';
import { Media, roomsServer } from './modules/rooms/index.ts';
import { type FloorRights, floorRights, type SpeakingState, speakingServer } from './modules/speaking/index.ts';
import { venuePort, venueServer } from './modules/venue/index.ts';
import { pool } from './platform/db.ts';
import type { Env } from './platform/env.ts';
import { Livekit } from './platform/livekit.ts';
import { logger } from './platform/logger.ts';
import * as metrics from './platform/metrics.ts';
import { type Storage, storageOf } from './platform/storage.ts';
import { Hub, type LiveMeeting } from './realtime/hub.ts';
import { createHead, readEvents } from './realtime/log-store.ts';
import { bare } from './realtime/mirror.ts';
import { Outbox } from './realtime/outbox.ts';
import { pageLength } from './realtime/pages.ts';
import type { Publisher } from './realtime/publisher.ts';
import { logServer, redactable } from './realtime/redaction.ts';
import { ModuleRegistry } from './realtime/registry.ts';
import { postgresWakeUps, redisWakeUps, type WakeListener, type WakeUps } from './realtime/wake.ts';

/** Every live module, in the order in which facts and consequences are asked for. */
export function liveModules(): ModuleRegistry {
  const people = { byUserIds: peopleByUserIds, ofSectors: peopleOfSectors, ofCommittees: peopleOfCommittees };
  const first = [
    meetingsServer(people),
    consentsServer,
    roomsServer,
    venueServer,
    attendanceServer,
    speakingServer,
    chatServer,
    pollsServer,
    recordingsServer,
    replaysServer,
  ];
  const isPersonal = (type: string): boolean => first.some(({ live }) => live.events[type]?.personal === true);
  return new ModuleRegistry([...first, logServer(redactable(pool, isPersonal))]);
}

/** Who may publish because of the floor: rooms and speaking are neighbours and do not know each other. */
const publishersOf = (state: LiveState): FloorRights =>
  floorRights(state['speaking'] as SpeakingState, (state['meetings'] as MeetingsState).phase === 'live');

const sweepMs = 1_000;
const tidyMs = 60_000;
/** How late a timer may close a vote. */
const voteTimerMs = 250;
const turnoutTimerMs = 500;
const presenceTimerMs = 1_000;
/** What is due is due by the day. */
const retentionMs = 15 * 60_000;
const idleMs = 10 * 60_000;
const anyone: Actor = { kind: 'visitor', visitorId: 'anyone', phoneVerified: false, name: '' };

/** The live log of this node: hub, wake-ups, outbox and media, without any transport. */
export class LiveService {
  readonly nodeId = randomUUID();
  readonly hub: Hub;
  readonly outbox: Outbox;
  readonly media: Media;
  /** null where no media server is configured. */
  readonly livekit: Livekit | null;
  readonly polls: PollClerk;
  readonly retention: RetentionClerk;
  readonly storage: Storage;
  readonly #env: Env;
  readonly #timers: NodeJS.Timeout[] = [];
  #ingest: Ingest | null = null;
  #publisher: Publisher | null = null;
  #wakeUps: WakeUps | null = null;
  #onRightsChanged: (meetingId: MeetingId) => void = () => undefined;
  #isFollowed: (meetingId: MeetingId) => boolean = () => false;
  #onChanged: (meetingId: MeetingId) => void = () => undefined;
  redisState: 'off' | 'up' | 'down' = 'off';

  /** `clock` is another than the system's only where a past is laid down, as for the demo district. */
  constructor(env: Env, clock: Clock = systemClock) {
    this.#env = env;
    this.storage = storageOf(env);
    this.hub = new Hub({
      db: pool,
      modules: liveModules(),
      clock,
      onCommitted: (meeting, hasOutbox) => this.#onCommitted(meeting, hasOutbox),
      onLoaded: (meeting) => this.#publisher?.attach(meeting),
      onBatch: ({ size, ms, attempts }) => {
        metrics.batchCommands.observe(size);
        metrics.batchSeconds.observe(ms / 1000);
        if (attempts > 1) metrics.batchRetries.inc(attempts - 1);
      },
      onError: (error) => logger.error({ err: error }, 'live log'),
    });
    this.livekit = livekitOf(env);
    this.media = new Media({
      livekit: this.livekit,
      stateOf: (meetingId) => this.stateOf(meetingId),
      submit: (...command) => this.hub.submit(...command),
      publicLimit: env.PUBLIC_WEBRTC_LIMIT,
      floorOf: publishersOf,
      venue: venuePort((...command) => this.hub.submit(...command)),
      onError: (error) => logger.warn({ err: error }, 'media server'),
    });
    this.polls = new PollClerk({
      stateOf: (meetingId) => this.currentStateOf(meetingId),
      loaded: () => [...this.hub.loaded].map(([meetingId, { mirror }]) => [meetingId, mirror.state('staff')] as const),
      submit: (...command) => this.hub.submit(...command),
      hash: env.HASH,
      onError: (error) => logger.warn({ err: error }, 'votes'),
    });
    this.retention = new RetentionClerk({
      storage: this.storage,
      stateOf: (meetingId) => this.currentStateOf(meetingId),
      submit: (...command) => this.hub.submit(...command),
      personalTypes: this.hub.modules.personalTypes,
    });
    this.outbox = new Outbox({
      db: pool,
      workers: { ...this.media.workers, ...this.polls.workers },
      onError: (error, kind) => logger.warn({ err: error, kind }, 'side effect'),
    });
  }

  /** The whole state of a meeting between two batches; null when there is none. */
  async stateOf(meetingId: MeetingId): Promise<LiveState | null> {
    const meeting = await this.hub.meeting(meetingId);
    return meeting && meeting.sequencer.exclusively(() => meeting.mirror.state('staff'));
  }

  /** Like `stateOf`, with what other nodes wrote a moment ago. */
  async currentStateOf(meetingId: MeetingId): Promise<LiveState | null> {
    await (await this.hub.meeting(meetingId))?.sequencer.catchUp();
    return this.stateOf(meetingId);
  }

  async factsOf(meetingId: MeetingId, actor: Actor | null): Promise<LiveFacts | null> {
    return this.hub.facts(meetingId, actor ?? anyone);
  }

  /** What of a meeting's recording somebody may play once it is over (P1–P3). */
  async replayAccess(meetingId: MeetingId, actor: Actor | null): Promise<SegmentAudience | null> {
    const found = await replayFor(this, meetingId, actor);
    return 'audience' in found ? found.audience : null;
  }

  /** Stretches of a meeting that nobody plays (P4, P5). */
  async withheld(meetingId: MeetingId): Promise<ReturnType<typeof withheldOf>> {
    const state = await this.stateOf(meetingId);
    return state ? withheldOf(state) : [];
  }

  /** The log after `since` as a replay for an audience reads it, a thousand seqs at a time. */
  async readLog(meetingId: MeetingId, audience: Audience, since: number): Promise<ReplayEvents> {
    const events = await readEvents(pool, meetingId, since, pageLength);
    const next = events.length === pageLength ? (events.at(-1)?.seq ?? null) : null;
    const { withdrawn } = ((await this.stateOf(meetingId))?.['consents'] ?? { withdrawn: {} }) as ConsentsState;
    const seen = events.filter((event) => maySee(audience, event.audience)).map(bare);
    const isPersonal = (type: string): boolean => this.hub.modules.event(type).definition.personal === true;
    return { events: seen.map((event) => (isPersonal(event.type) ? withoutWordsOf(withdrawn, event) : event)), next };
  }

  /** What the meetings module's routes need of the live log. */
  meetingEnvironment(): MeetingRoutesEnvironment {
    return {
      appUrl: this.#env.APP_URL,
      storage: this.storage,
      createHead: (meetingId) => createHead(pool, meetingId, this.#env.HASH),
      submit: (...command) => this.hub.submit(...command),
      stateOf: (meetingId) => this.stateOf(meetingId),
      factsOf: (meetingId, actor) => this.factsOf(meetingId, actor),
    };
  }

  #onCommitted(meeting: LiveMeeting, hasOutbox: boolean): void {
    this.#publisher?.announce(meeting);
    this.#wakeUps?.announce(meeting.mirror.meetingId);
    if (hasOutbox) this.outbox.kick();
    this.#onChanged(meeting.mirror.meetingId);
    const changesRights = this.hub.modules.eventsChangingRights;
    if (meeting.takeUnseen().some((event) => changesRights.has(event.type)))
      this.#onRightsChanged(meeting.mirror.meetingId);
  }

  /** Connects the transports and starts listening, sweeping and carrying out side effects. */
  async start(transport: {
    readonly publisher: Publisher;
    readonly onRightsChanged: (meetingId: MeetingId) => void;
    readonly onSessionEnded: (sessionId: string) => void;
    readonly isFollowed: (meetingId: MeetingId) => boolean;
    /** A meeting's log has grown, here or on another node. */
    readonly onChanged?: (meetingId: MeetingId) => void;
  }): Promise<void> {
    this.#publisher = transport.publisher;
    this.#onRightsChanged = transport.onRightsChanged;
    this.#isFollowed = transport.isFollowed;
    if (transport.onChanged) this.#onChanged = transport.onChanged;
    const listener: WakeListener = {
      onWake: (meetingId) => {
        const meeting = this.hub.loaded.get(meetingId);
        if (meeting) meeting.sequencer.catchUp().catch((error: unknown) => logger.warn({ err: error }, 'wake-up'));
      },
      onSessionEnded: transport.onSessionEnded,
      onError: (error) => logger.warn({ err: error }, 'wake-ups'),
    };
    this.#wakeUps = await this.#connectWakeUps(listener);
    this.outbox.start();
    this.#every(sweepMs, 'sweep', () => this.hub.sweep());
    this.#every(turnoutTimerMs, 'turnout', () => this.polls.tellTurnouts(Date.now()));
    this.#every(tidyMs, 'tidy', () => this.hub.tidy(idleMs, this.#isFollowed));
    if (this.#env.SERVICES.includes('media')) await this.#startIngest();
    if (this.#env.SERVICES.includes('worker')) {
      this.#every(5_000, 'media reconciliation', () => this.media.reconcile());
      this.#every(voteTimerMs, 'vote timers', () => this.polls.closeDue(Date.now()));
      this.#every(presenceTimerMs, 'presence checks', () =>
        attendDue(Date.now(), (...command) => this.hub.submit(...command)),
      );
      this.#every(retentionMs, 'retention', () => this.retention.eraseDue(Date.now()));
      this.#every(10_000, 'connections', () => this.media.sweepConnections());
    }
  }

  /** Pulls sources of the hall; its libraries are loaded where that is done, and nowhere else. */
  async #startIngest(): Promise<void> {
    const { LIVEKIT_URL: mediaUrl, INGEST_HOSTS: hosts, INGEST_DIR, DATA_DIR } = this.#env;
    if (!this.livekit || !mediaUrl) return;
    const { Ingest } = await import('./media/ingest/ingest.ts');
    this.#ingest = new Ingest({
      nodeId: this.nodeId,
      livekit: this.livekit,
      mediaUrl,
      hosts,
      filesDir: path.resolve(INGEST_DIR ?? path.join(DATA_DIR, 'ingest')),
      submit: (...command) => this.hub.submit(...command),
      onError: (error) => logger.warn({ err: error }, 'sources'),
      onCount(pulled, sending) {
        metrics.ingestSources.set({ state: 'pulled' }, pulled);
        metrics.ingestSources.set({ state: 'sending' }, sending);
      },
    });
    this.#ingest.start();
  }

  async #connectWakeUps(listener: WakeListener): Promise<WakeUps> {
    const { REDIS_URL, DATABASE_URL } = this.#env;
    if (!REDIS_URL) return postgresWakeUps(pool, DATABASE_URL, this.nodeId, listener);
    this.redisState = 'down';
    const { connectRedis } = await import('./platform/redis.ts');
    const redis = connectRedis(REDIS_URL, {
      onState: (isUp) => {
        this.redisState = isUp ? 'up' : 'down';
      },
      onError: (error) => logger.warn({ err: error }, 'redis'),
    });
    const wakeUps = await redisWakeUps(redis, DATABASE_URL, this.nodeId, listener);
    return {
      announce: wakeUps.announce,
      async close() {
        await wakeUps.close();
        redis.destroy();
      },
    };
  }

  /** Runs a task again and again, never two at once; a failure is logged and the next turn tries anew. */
  #every(ms: number, name: string, task: () => Promise<unknown>): void {
    let isRunning = false;
    const timer = setInterval(() => {
      if (isRunning) return;
      isRunning = true;
      task()
        .catch((error: unknown) => logger.warn({ err: error }, name))
        .finally(() => {
          isRunning = false;
        });
    }, ms);
    this.#timers.push(timer);
  }

  async close(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.#ingest?.close();
    await this.#wakeUps?.close();
    await this.outbox.close();
    await this.hub.tidy(0, () => false).catch(() => undefined);
  }
}

function livekitOf(env: Env): Livekit | null {
  const {
    LIVEKIT_URL: url,
    LIVEKIT_PUBLIC_URL: publicUrl,
    LIVEKIT_API_KEY: apiKey,
    LIVEKIT_API_SECRET: apiSecret,
  } = env;
  return url && apiKey && apiSecret ? new Livekit({ url, publicUrl: publicUrl ?? url, apiKey, apiSecret }) : null;
}
