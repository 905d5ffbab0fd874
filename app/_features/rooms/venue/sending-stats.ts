/** As much of an RTCStats entry as is read here; every field may be missing. */
export interface StatsEntry {
  readonly type: string;
  readonly kind?: string;
  readonly timestamp: number;
  readonly bytesSent?: number;
  readonly bytesReceived?: number;
  readonly packetsSent?: number;
  readonly packetsReceived?: number;
  readonly packetsLost?: number;
  readonly roundTripTime?: number;
  readonly jitter?: number;
  readonly frameWidth?: number;
  readonly frameHeight?: number;
  readonly framesPerSecond?: number;
  readonly qualityLimitationReason?: string;
}

/** What adds up over the life of a track; the difference of two is what happened in between. */
export interface Totals {
  readonly at: number;
  readonly bytes: number;
  readonly packets: number;
  readonly lost: number;
}

/** How one track travels now. Null where the browser does not say. */
export interface TrackFigures {
  readonly kbps: number;
  /** Of the packets of the last interval, 0–100; told by whoever received them. */
  readonly lossPercent: number;
  readonly roundTripMs: number | null;
  readonly jitterMs: number | null;
  /** Of the largest layer on its way. */
  readonly size: { readonly width: number; readonly height: number } | null;
  readonly framesPerSecond: number | null;
  /** What keeps the picture below what was asked for. */
  readonly limitedBy: 'cpu' | 'bandwidth' | null;
}

const sum = (entries: readonly StatsEntry[], of: (entry: StatsEntry) => number | undefined): number =>
  entries.reduce((total, entry) => total + (of(entry) ?? 0), 0);
const ms = (seconds: number | undefined): number | null => (seconds === undefined ? null : Math.round(seconds * 1000));

/** Figures of one track from its present statistics and the totals of a moment ago; layers of one picture count together. */
export function figuresOf(
  entries: readonly StatsEntry[],
  before: Totals | null,
): { readonly totals: Totals; readonly figures: TrackFigures | null } {
  const isSent = entries.some(({ type }) => type === 'outbound-rtp');
  const streams = entries.filter(({ type }) => type === (isSent ? 'outbound-rtp' : 'inbound-rtp'));
  // Of what is sent the media server reports the losses; of what is received we know them ourselves.
  const heard = isSent ? entries.filter(({ type }) => type === 'remote-inbound-rtp') : streams;
  const totals: Totals = {
    at: Math.max(0, ...streams.map(({ timestamp }) => timestamp)),
    bytes: sum(streams, ({ bytesSent, bytesReceived }) => (isSent ? bytesSent : bytesReceived)),
    packets: sum(streams, ({ packetsSent, packetsReceived }) => (isSent ? packetsSent : packetsReceived)),
    lost: sum(heard, ({ packetsLost }) => packetsLost),
  };
  const seconds = before ? (totals.at - before.at) / 1000 : 0;
  if (!before || seconds <= 0) return { totals, figures: null };
  const [packets, lost] = [totals.packets - before.packets, Math.max(0, totals.lost - before.lost)];
  const travelled = isSent ? packets : packets + lost;
  const moving = streams.filter(({ framesPerSecond = 0 }) => framesPerSecond > 0);
  const largest = moving.toSorted((a, b) => (b.frameWidth ?? 0) - (a.frameWidth ?? 0))[0];
  const limit = streams.find(({ qualityLimitationReason: why }) => why === 'cpu' || why === 'bandwidth');
  const { frameWidth: width, frameHeight: height } = largest ?? {};
  return {
    totals,
    figures: {
      kbps: Math.max(0, Math.round(((totals.bytes - before.bytes) * 8) / seconds / 1000)),
      lossPercent: travelled > 0 ? Math.min(100, (lost / travelled) * 100) : 0,
      roundTripMs: ms(heard.find(({ roundTripTime }) => roundTripTime !== undefined)?.roundTripTime),
      jitterMs: ms(heard.find(({ jitter }) => jitter !== undefined)?.jitter),
      size: width && height ? { width, height } : null,
      framesPerSecond: largest?.framesPerSecond ?? null,
      limitedBy: (limit?.qualityLimitationReason as 'cpu' | 'bandwidth' | undefined) ?? null,
    },
  };
}
