import { expect, test } from 'vitest';
import { figuresOf, type StatsEntry } from './sending-stats.ts';

const layer = (at: number, width: number, bytesSent: number, more: Partial<StatsEntry> = {}): StatsEntry => ({
  type: 'outbound-rtp',
  kind: 'video',
  timestamp: at,
  bytesSent,
  packetsSent: bytesSent / 1000,
  frameWidth: width,
  frameHeight: (width / 16) * 9,
  framesPerSecond: 25,
  ...more,
});
const told = (at: number, packetsLost: number): StatsEntry => ({
  type: 'remote-inbound-rtp',
  timestamp: at,
  packetsLost,
  roundTripTime: 0.0124,
  jitter: 0.004,
});

test('layers of one picture count together, and losses are what the media server tells of the last interval', () => {
  const first = figuresOf([layer(1_000, 1280, 100_000), layer(1_000, 640, 20_000), told(1_000, 7)], null);
  expect(first.figures).toBeNull();
  const { figures } = figuresOf(
    [layer(3_000, 1280, 600_000), layer(3_000, 640, 120_000), told(3_000, 13)],
    first.totals,
  );
  expect(figures).toEqual({
    kbps: 2_400,
    lossPercent: 1,
    roundTripMs: 12,
    jitterMs: 4,
    size: { width: 1280, height: 720 },
    framesPerSecond: 25,
    limitedBy: null,
  });
});

test('a layer that stands still is not the size of the picture, and what holds it back is said', () => {
  const entries = (at: number, bytes: number): readonly StatsEntry[] => [
    layer(at, 1280, 0, { framesPerSecond: 0, qualityLimitationReason: 'bandwidth' }),
    layer(at, 640, bytes),
  ];
  const { totals } = figuresOf(entries(0, 0), null);
  const { figures } = figuresOf(entries(1_000, 25_000), totals);
  expect(figures).toMatchObject({ kbps: 200, size: { width: 640, height: 360 }, limitedBy: 'bandwidth' });
});

test('what is received counts its own losses among what was on the way', () => {
  const heard = (at: number, packetsReceived: number, packetsLost: number): StatsEntry => ({
    type: 'inbound-rtp',
    kind: 'audio',
    timestamp: at,
    bytesReceived: packetsReceived * 100,
    packetsReceived,
    packetsLost,
  });
  const { totals } = figuresOf([heard(0, 0, 0)], null);
  const { figures } = figuresOf([heard(1_000, 90, 10)], totals);
  expect(figures).toMatchObject({ lossPercent: 10, kbps: 72, size: null, framesPerSecond: null });
});
