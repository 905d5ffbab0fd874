/** The user and device of a media identity; null for public viewers and strangers. */
export function parseIdentity(identity: string): { userId: string; deviceId: string } | null {
  const found = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{8,40})$/.exec(identity);
  return found ? { userId: found[1] ?? '', deviceId: found[2] ?? '' } : null;
}

/** The media identity of one hall screen: whoever opened it, but nobody's device and nobody's presence (R16). */
export const screenIdentity = (userId: string, deviceId: string): string => `screen.${userId}.${deviceId}`;

/** Who opened the hall screen with this media identity; null for everybody else. */
export const screenOpener = (identity: string): string | null =>
  /^screen\.([0-9a-f-]{36})\.[A-Za-z0-9_-]{8,40}$/.exec(identity)?.[1] ?? null;
