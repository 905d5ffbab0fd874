import type { MeetingId } from '#server/kernel/ids.ts';
import { type Audience, audiences, type Frame, maySee } from '#server/kernel/live.ts';
import type { LiveMeeting } from './hub.ts';
import { bare } from './mirror.ts';

/** Somewhere frames go: sockets, event streams. */
export interface Sink {
  /** Hands one frame to everyone of the audience who follows on this node. */
  readonly deliver: (audience: Audience, frame: Frame) => void;
  /** The frames between were too many to keep: followers need a snapshot. */
  readonly reset: (meeting: LiveMeeting, audience: Audience) => void;
  readonly hasFollowers: (meetingId: MeetingId, audience: Audience) => boolean;
}

/** At most about twenty frames a second, however many events there are. */
const shortestIntervalMs = 50;
const longestIntervalMs = 1_000;
/** Share of a core that delivering to one audience may take before frames are spaced out. */
const largestDuty = 0.4;
/** Weight of the newest frame in the smoothed cost. */
const weight = 0.25;

interface Channel {
  seq: number;
  audienceSeq: number;
  /** The next frame begins no earlier. */
  notBefore: number;
  /**
   * Processor time that handing a frame to everyone takes, smoothed. Not the time that goes by meanwhile: on a machine that
   * has other work frames would become ever rarer and larger, and make it worse.
   */
  costMs: number;
  timer: NodeJS.Timeout | null;
}

const intervalMs = ({ costMs }: Channel): number =>
  Math.min(longestIntervalMs, Math.max(shortestIntervalMs, costMs / largestDuty));

export interface PublisherFigures {
  readonly onFrame?: (audience: Audience, events: number, ms: number) => void;
}

/**
 * Turns committed events into frames, one per audience, built once for everyone. The first event after a pause goes out
 * at once; under load events wait for the next frame, and with very many followers the interval grows with the cost.
 */
export class Publisher {
  readonly #sinks: readonly Sink[];
  readonly #figures: PublisherFigures;
  readonly #channels = new Map<string, Channel>();

  constructor(sinks: readonly Sink[], figures: PublisherFigures = {}) {
    this.#sinks = sinks;
    this.#figures = figures;
  }

  /** Remembers where the meeting stood, so that only later events are sent. Call when it is loaded. */
  attach(meeting: LiveMeeting): void {
    const { meetingId, head } = meeting.mirror;
    for (const audience of audiences) {
      const key = `${meetingId}:${audience}`;
      if (this.#channels.has(key)) continue;
      const channel: Channel = {
        seq: head.seq,
        audienceSeq: head.audienceSeq[audience],
        notBefore: 0,
        costMs: 0,
        timer: null,
      };
      this.#channels.set(key, channel);
    }
  }

  detach(meetingId: MeetingId): void {
    for (const audience of audiences) {
      const key = `${meetingId}:${audience}`;
      const channel = this.#channels.get(key);
      if (channel?.timer) clearTimeout(channel.timer);
      this.#channels.delete(key);
    }
  }

  /** Says that the mirror has moved on. */
  announce(meeting: LiveMeeting): void {
    for (const audience of audiences) {
      const channel = this.#channels.get(`${meeting.mirror.meetingId}:${audience}`);
      if (!channel || channel.timer) continue;
      const { head } = meeting.mirror;
      if (head.audienceSeq[audience] === channel.audienceSeq && head.seq >= channel.seq) {
        channel.seq = head.seq;
        continue;
      }
      const wait = Math.max(0, channel.notBefore - performance.now());
      channel.timer = setTimeout(() => {
        channel.timer = null;
        this.#flush(meeting, audience, channel);
      }, wait);
    }
  }

  #flush(meeting: LiveMeeting, audience: Audience, channel: Channel): void {
    const { mirror } = meeting;
    // A mirror that was reloaded from an older state, or is far ahead, cannot be followed event by event.
    const recent = mirror.head.seq < channel.seq ? null : mirror.recent(channel.seq);
    const prev = channel.audienceSeq;
    channel.seq = mirror.head.seq;
    channel.audienceSeq = mirror.head.audienceSeq[audience];
    const followed = this.#sinks.filter((sink) => sink.hasFollowers(mirror.meetingId, audience));
    if (followed.length === 0) return;
    const startedAt = performance.now();
    const usedBefore = process.cpuUsage();
    if (recent === null) {
      for (const sink of followed) sink.reset(meeting, audience);
      return;
    }
    const events = recent.filter((event) => maySee(audience, event.audience)).map(bare);
    const last = events.at(-1);
    if (!last) return;
    const frame: Frame = { meetingId: mirror.meetingId, prev, seq: last.seq, events };
    for (const sink of followed) sink.deliver(audience, frame);
    const { user, system } = process.cpuUsage(usedBefore);
    channel.costMs += ((user + system) / 1_000 - channel.costMs) * weight;
    const endedAt = performance.now();
    // Also where the machine is slow, whoever else waits for this thread gets a turn in between.
    channel.notBefore = Math.max(startedAt + intervalMs(channel), endedAt + shortestIntervalMs);
    this.#figures.onFrame?.(audience, events.length, endedAt - startedAt);
  }
}
