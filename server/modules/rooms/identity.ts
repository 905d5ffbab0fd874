/** The user and device of a media identity; null for public viewers and strangers. */
export function parseIdentity(identity: string): { userId: string; deviceId: string } | null {
  const found = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{8,40})$/.exec(identity);
  return found ? { userId: found[1] ?? '', deviceId: found[2] ?? '' } : null;
}
