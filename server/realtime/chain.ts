import { createHash, randomBytes } from 'node:crypto';
import { canonicalJson } from '#server/kernel/canonical.ts';
import type { Audience } from '#server/kernel/live.ts';

/** Hashes a meeting's chain may use; fixed when the meeting is created. */
export type HashName = 'sha256' | 'sm3';

export const digest = (name: HashName, text: string): string => createHash(name).update(text, 'utf8').digest('hex');

/** What the first event's `prevHash` is: bound to the meeting, so a chain cannot be moved to another. */
export const genesisHash = (name: HashName, meetingId: string): string =>
  digest(name, `consultation-hub-log\n${meetingId}`);

export interface ChainInput {
  readonly meetingId: string;
  readonly seq: number;
  readonly at: number;
  readonly actor: string;
  readonly audience: Audience;
  readonly type: string;
  /** Canonical JSON of the payload. */
  readonly payload: string;
}

export interface ChainLink {
  readonly salt: string;
  readonly payloadHash: string;
  readonly prevHash: string;
  readonly hash: string;
}

/**
 * The link of one event. The chain covers a salted hash of the payload, so that the words can be erased later (payload and
 * salt go) while every hash still holds.
 */
export function link(
  name: HashName,
  prevHash: string,
  event: ChainInput,
  salt = randomBytes(16).toString('hex'),
): ChainLink {
  const payloadHash = digest(name, `${salt}\n${event.payload}`);
  const { meetingId, seq, at, actor, audience, type } = event;
  const covered = canonicalJson({ meetingId, seq, at, actor, audience, type, payloadHash });
  return { salt, payloadHash, prevHash, hash: digest(name, `${prevHash}\n${covered}`) };
}
