/** The district's clock is eight hours ahead of UTC all year. */
const offsetMs = 8 * 3_600_000;
const offset = '+08:00';

/** An instant as a date-and-time field shows it, on the district's clock whatever the device's. */
export const toLocalInput = (ms: number): string => new Date(ms + offsetMs).toISOString().slice(0, 16);

/** The instant that a date-and-time field names; null while it is incomplete. */
export function fromLocalInput(text: string): number | null {
  const ms = Date.parse(`${text}:00${offset}`);
  return Number.isNaN(ms) ? null : ms;
}

/** Midnight of the district's day that holds the instant. */
export const startOfDay = (ms: number): number => Math.floor((ms + offsetMs) / 86_400_000) * 86_400_000 - offsetMs;
