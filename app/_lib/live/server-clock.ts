/** One question to the server's clock, on the local one; milliseconds. */
export interface ClockSample {
  readonly sentAt: number;
  readonly receivedAt: number;
  readonly serverNow: number;
}

export interface ServerClock {
  readonly take: (sample: ClockSample) => void;
  /** The server's time now, in Unix milliseconds; the local clock until the first answer. */
  readonly now: () => number;
  /** Forgets what was measured: after sleep or a change of network the old answers mislead. */
  readonly forget: () => void;
}

const keptSamples = 8;

/** The page's own clock: it runs evenly whatever the person does to the computer's time. */
export const steadyNow = (): number => performance.timeOrigin + performance.now();

/**
 * Estimates the server's clock from several round trips. The quickest one decides: half of its way is the most the
 * estimate can be wrong (Cristian's algorithm).
 */
export function serverClock(local: () => number = steadyNow): ServerClock {
  let samples: { offset: number; roundTrip: number }[] = [];
  let offset = 0;
  return {
    take({ sentAt, receivedAt, serverNow }) {
      const roundTrip = receivedAt - sentAt;
      if (roundTrip < 0) return;
      samples = [...samples, { offset: serverNow - (sentAt + receivedAt) / 2, roundTrip }].slice(-keptSamples);
      offset = samples.reduce((best, one) => (one.roundTrip < best.roundTrip ? one : best)).offset;
    },
    now: () => local() + offset,
    forget() {
      samples = [];
    },
  };
}
