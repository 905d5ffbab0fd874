import type { MediaFact } from './domain.ts';
import { mediaKey, type RoomsState } from './evolve.ts';
import { parseIdentity } from './identity.ts';

/** Somebody as the media server lists them. `isActive`: the media connection stands, not only the signalling. */
export interface MediaPerson {
  readonly identity: string;
  readonly isActive: boolean;
  readonly tracks: readonly { readonly sid: string; readonly source: string }[];
}

/**
 * What the media server knows and the log does not: webhooks get lost, come late, or speak of an earlier connection of the
 * same device; and a media server that was killed sends no farewells. The answer brings the log to what is (R9).
 */
export function missedFacts(state: RoomsState, there: readonly MediaPerson[], now: number): readonly MediaFact[] {
  const facts: MediaFact[] = [];
  const present = new Map<string, ReadonlySet<string>>();
  for (const { identity, tracks } of there) {
    const person = parseIdentity(identity);
    if (person) present.set(mediaKey(person.userId, person.deviceId), new Set(tracks.map(({ sid }) => sid)));
  }
  for (const key of Object.keys(state.media)) {
    const [userId = '', deviceId = ''] = key.split(' ');
    if (!present.has(key)) facts.push({ kind: 'left', userId, deviceId, at: now });
  }
  for (const [trackId, { userId, deviceId }] of Object.entries(state.tracks)) {
    if (!present.get(mediaKey(userId, deviceId))?.has(trackId))
      facts.push({ kind: 'unpublished', userId, deviceId, trackId, at: now });
  }
  for (const { identity, isActive, tracks } of there) {
    const person = isActive ? parseIdentity(identity) : null;
    if (!person) continue;
    if (state.media[mediaKey(person.userId, person.deviceId)] === undefined)
      facts.push({ kind: 'joined', ...person, at: now });
    for (const { sid, source } of tracks)
      if (!state.tracks[sid]) facts.push({ kind: 'published', ...person, trackId: sid, source, at: now });
  }
  return facts;
}

/** LiveKit's TrackSource numbers (livekit_models.proto). */
export function sourceName(source: number): string {
  return ['unknown', 'camera', 'microphone', 'screenShare', 'screenShareAudio'][source] ?? 'unknown';
}
