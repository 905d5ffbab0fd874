import { z } from 'zod';

/** The last millisecond of the year 9999: later ones have no ISO form that every reader takes. */
const latestInstant = 253_402_300_799_999;

/** An instant as Unix time in milliseconds on the server's clock. */
export const InstantMs = z.int().nonnegative().max(latestInstant);
export type InstantMs = z.infer<typeof InstantMs>;

/** A length of time in milliseconds. */
export const DurationMs = z.int().nonnegative();
export type DurationMs = z.infer<typeof DurationMs>;

/** Where code that must not read the clock gets the time from. */
export type Clock = () => InstantMs;
export const systemClock: Clock = () => Date.now();
