import { hash, randomFillSync } from 'node:crypto';
import type { Audience } from '#server/kernel/live.ts';

/** Hashes a meeting's chain may use; fixed when the meeting is created. */
export type HashName = 'sha256' | 'sm3';

export const digest = (name: HashName, text: string): string => hash(name, text, 'hex');

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

const saltBytes = 16;
const randomPool = Buffer.alloc(256 * saltBytes);
let poolAt = randomPool.length;

/** From the system's random source, many at a time: asking it costs more than all hashes of an event. */
function freshSalt(): string {
  if (poolAt === randomPool.length) {
    randomFillSync(randomPool);
    poolAt = 0;
  }
  const salt = randomPool.toString('hex', poolAt, poolAt + saltBytes);
  randomPool.fill(0, poolAt, poolAt + saltBytes);
  poolAt += saltBytes;
  return salt;
}

/**
 * The link of one event. The chain covers a salted hash of the payload, so that the words can be erased later (payload and
 * salt go) while every hash still holds.
 */
export function link(name: HashName, prevHash: string, event: ChainInput, salt = freshSalt()): ChainLink {
  const payloadHash = digest(name, `${salt}\n${event.payload}`);
  const { meetingId, seq, at, actor, audience, type } = event;
  // Canonical JSON: the members stand in the order of their names.
  const covered = JSON.stringify({ actor, at, audience, meetingId, payloadHash, seq, type });
  return { salt, payloadHash, prevHash, hash: digest(name, `${prevHash}\n${covered}`) };
}
