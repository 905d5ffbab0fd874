/** The user and device of a media identity; null for public viewers and strangers. */
export function parseIdentity(identity: string): { userId: string; deviceId: string } | null {
  const found = /^([0-9a-f-]{36})\.([A-Za-z0-9_-]{8,40})$/.exec(identity);
  return found ? { userId: found[1] ?? '', deviceId: found[2] ?? '' } : null;
}

/** What may send as the hall without being a person (server/modules/venue). */
export type SourceKind = 'encoder' | 'pulled';

/** The media identity of a source of the hall: nobody's device and nobody's presence (H3). */
export const sourceIdentity = (kind: SourceKind, sourceId: string): string => `${kind}.${sourceId}`;

/** The source behind a media identity; null for everybody else. */
export function parseSource(identity: string): { kind: SourceKind; sourceId: string } | null {
  const found = /^(encoder|pulled)\.([0-9a-f-]{36})$/.exec(identity);
  return found ? { kind: found[1] as SourceKind, sourceId: found[2] ?? '' } : null;
}

/** The media identity of one hall screen: whoever opened it, but nobody's device and nobody's presence (R16). */
export const screenIdentity = (userId: string, deviceId: string): string => `screen.${userId}.${deviceId}`;

/** Who opened the hall screen with this media identity; null for everybody else. */
export const screenOpener = (identity: string): string | null =>
  /^screen\.([0-9a-f-]{36})\.[A-Za-z0-9_-]{8,40}$/.exec(identity)?.[1] ?? null;
