import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

/** Everything `/metrics` shows. Labels are closed lists; ids never become labels. */
export const registry = new Registry();
collectDefaultMetrics({ register: registry, prefix: 'hub_' });

const seconds = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const sizes = [1, 2, 4, 8, 16, 32, 64, 128, 256];
const registers = [registry];

export const sockets = new Gauge({ name: 'hub_sockets', help: 'Open Socket.IO connections', registers });
export const streams = new Gauge({ name: 'hub_event_streams', help: 'Open event streams of the public', registers });
export const meetingsLoaded = new Gauge({ name: 'hub_meetings_loaded', help: 'Meetings in memory', registers });
export const framesSent = new Counter({
  name: 'hub_frames_total',
  help: 'Frames built',
  labelNames: ['audience'],
  registers,
});
export const frameEvents = new Histogram({
  name: 'hub_frame_events',
  help: 'Events per frame',
  buckets: sizes,
  registers,
});
export const frameSeconds = new Histogram({
  name: 'hub_frame_seconds',
  help: 'Time to hand one frame to all followers',
  buckets: seconds,
  registers,
});
export const batchCommands = new Histogram({
  name: 'hub_batch_commands',
  help: 'Commands per batch',
  buckets: sizes,
  registers,
});
export const batchSeconds = new Histogram({
  name: 'hub_batch_seconds',
  help: 'Time from taking a batch to its commit',
  buckets: seconds,
  registers,
});
export const batchRetries = new Counter({
  name: 'hub_batch_retries_total',
  help: 'Batches that were run again',
  registers,
});
export const commandOutcomes = new Counter({
  name: 'hub_commands_total',
  help: 'Commands by type and outcome',
  labelNames: ['type', 'outcome'],
  registers,
});
export const commandSeconds = new Histogram({
  name: 'hub_command_seconds',
  help: 'Time from command to ack',
  buckets: seconds,
  registers,
});
export const httpSeconds = new Histogram({
  name: 'hub_http_seconds',
  help: 'Time of a live HTTP answer',
  labelNames: ['route', 'method', 'status'],
  buckets: seconds,
  registers,
});
export const outboxWaiting = new Gauge({
  name: 'hub_outbox_waiting',
  help: 'Side effects not yet carried out',
  registers,
});
export const outboxAgeSeconds = new Gauge({
  name: 'hub_outbox_age_seconds',
  help: 'Age of the oldest waiting side effect',
  registers,
});
export const queueLength = new Gauge({
  name: 'hub_sequencer_waiting',
  help: 'Commands waiting for a sequencer',
  registers,
});
export const livekitRooms = new Gauge({
  name: 'hub_livekit_rooms',
  help: 'Rooms on the media server; -1 when it does not answer',
  registers,
});

const ofMedia = (name: string, help: string): Gauge => new Gauge({ name: `hub_media_${name}`, help, registers });
export const mediaPeople = ofMedia('people', 'Everybody in the media rooms, viewers and machines included');
export const mediaPublishers = ofMedia('publishers', 'Those of them who send something');
export const mediaTracks = ofMedia('tracks', 'Tracks that people send, as the logs in memory know them');
export const mediaVenues = ofMedia('venues_on_air', 'Running meetings in memory whose hall is on air');
export const mediaUp = ofMedia('up', 'Whether the media server answered when this was asked');
export const publicFollowers = new Gauge({
  name: 'hub_public_followers',
  help: 'People without an account who follow a meeting on this node',
  registers,
});

export const ingestSources = new Gauge({
  name: 'hub_ingest_sources',
  help: 'Sources of halls that this node pulls, and those of them that send',
  labelNames: ['state'],
  registers,
});

/** Every sign-in costs one, whether or not the account exists (I3). */
export const passwordChecks = new Counter({
  name: 'hub_password_checks_total',
  help: 'Passwords hashed for sign-ins and changes',
  registers: [registry],
});

const recorderGauge = (name: string, help: string): Gauge =>
  new Gauge({ name: `hub_recorder_${name}`, help, registers });
const recorderGauges = {
  running: recorderGauge('running', 'Recorders of this node that record now'),
  failed: recorderGauge(
    'failed',
    'Recorders of this node that ended and are started again, or cannot reach the media server',
  ),
  fps: recorderGauge('fps_min', 'Frames a second of the slowest recorder that records'),
  dropped: recorderGauge('dropped_frames', 'Frames that running recorders did not compose in time'),
  lag: recorderGauge('lag_seconds_max', 'Longest time from composing a frame to having it encoded'),
  age: recorderGauge('segment_age_seconds_max', 'Age of the oldest newest segment of recorders that record'),
  restarts: recorderGauge('restarts', 'How often running recorders were started again'),
};

/** What metrics need to know of one recorder. */
export interface RecorderReading {
  readonly status: string;
  readonly fps: number;
  readonly droppedFrames: number;
  readonly encoderLagMs: number;
  readonly lastSegmentAt: number | null;
  readonly restarts: number;
}

/** Tells the recorders of this node; ids never become labels. */
export function recorders(states: readonly RecorderReading[]): void {
  const active = states.filter(({ status }) => status === 'recording');
  const most = (values: readonly number[]): number => Math.max(0, ...values);
  recorderGauges.running.set(active.length);
  recorderGauges.failed.set(states.filter(({ status }) => status === 'failed' || status === 'waiting').length);
  recorderGauges.fps.set(active.length > 0 ? Math.min(...active.map(({ fps }) => fps)) : 0);
  recorderGauges.dropped.set(states.reduce((sum, { droppedFrames }) => sum + droppedFrames, 0));
  recorderGauges.lag.set(most(active.map(({ encoderLagMs }) => encoderLagMs / 1000)));
  recorderGauges.age.set(most(active.map(({ lastSegmentAt }) => (Date.now() - (lastSegmentAt ?? Date.now())) / 1000)));
  recorderGauges.restarts.set(states.reduce((sum, { restarts }) => sum + restarts, 0));
}
