import { timingSafeEqual } from 'node:crypto';
import { keyedHash } from '#server/modules/identity/index.ts';
import { hallSlotMs, memberSlotMs, type ReadCode, slotAt } from './code-times.ts';
import type { HallCode } from './contract.ts';

/** 120 bits: short enough for a code that is read across a hall, and good for a minute only. */
const signatureLength = 30;
const signature = (purpose: string, text: string): string => keyedHash(purpose, text).slice(0, signatureLength);

function isSigned(purpose: string, text: string, given: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(signature(purpose, text))];
  return a.length === b.length && timingSafeEqual(a, b);
}

const slotOf = (text: string): number | null => (/^[0-9a-z]{1,9}$/.test(text) ? Number.parseInt(text, 36) : null);

/** The hall screen's code of this moment: bound to the meeting and to half a minute (A3). */
export function hallCode(appUrl: string, meetingId: string, now: number): HallCode {
  const slot = slotAt(now, hallSlotMs);
  const code = `${slot.toString(36)}-${signature('hall-code', `${meetingId} ${slot}`)}`;
  const url = new URL(`/check-in/${meetingId}/${code}`, appUrl).href;
  return { code, url, from: slot * hallSlotMs, until: (slot + 1) * hallSlotMs };
}

/** When the code was made for; null for one that this server never made for the meeting. */
export function readHallCode(meetingId: string, code: string): ReadCode | null {
  const [slotText = '', given = '', ...more] = code.split('-');
  const slot = slotOf(slotText);
  if (slot === null || more.length > 0 || !isSigned('hall-code', `${meetingId} ${slot}`, given)) return null;
  return { slot, slotMs: hallSlotMs };
}

/** A member's own code for the desk of one meeting; a picture of it is soon worth nothing (A3). */
export function memberCode(meetingId: string, userId: string, now: number): { code: string; until: number } {
  const slot = slotAt(now, memberSlotMs);
  const signed = signature('member-code', `${meetingId} ${userId} ${slot}`);
  return { code: `${userId}.${slot.toString(36)}.${signed}`, until: (slot + 1) * memberSlotMs };
}

export function readMemberCode(meetingId: string, code: string): { userId: string; code: ReadCode } | null {
  const [userId = '', slotText = '', given = '', ...more] = code.trim().split('.');
  const slot = slotOf(slotText);
  if (slot === null || more.length > 0 || !isSigned('member-code', `${meetingId} ${userId} ${slot}`, given))
    return null;
  return { userId, code: { slot, slotMs: memberSlotMs } };
}
