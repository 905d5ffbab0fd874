import type { MeetingId } from '#server/kernel/ids.ts';
import { SegmentAudience } from '#server/modules/recordings/contract.ts';

/** Signs values and checks signatures, for one purpose. */
export interface Signer {
  readonly sign: (purpose: string, value: string) => string;
  readonly unsign: (purpose: string, signed: string) => string | null;
}

const purpose = 'programme page';
/** Enough for a browser to start; the page gets a new one with every answer. */
const lifeMs = 2 * 60_000;

/** The right to see the programme of one meeting, as long as it is for this audience and nobody else (G15). */
export const pageKey = ({ sign }: Signer, meetingId: MeetingId, audience: SegmentAudience, now: number): string =>
  sign(purpose, [meetingId, audience, now + lifeMs].join('.'));

/** The audience of a key; null when it was not made here, for another meeting, or too long ago. */
export function readPageKey(
  { unsign }: Signer,
  meetingId: MeetingId,
  key: string,
  now: number,
): SegmentAudience | null {
  const [meeting, audience, until] = unsign(purpose, key)?.split('.') ?? [];
  const parsed = SegmentAudience.safeParse(audience);
  return meeting === meetingId && parsed.success && Number(until) > now ? parsed.data : null;
}

/** The address that an egress opens; it adds `url`, `token` and `layout` to the query and keeps what is there. */
export const programmePage =
  (signer: Signer, appUrl: string) =>
  (meetingId: MeetingId, audience: SegmentAudience): string =>
    `${appUrl}/live/${meetingId}/programme?${new URLSearchParams({ key: pageKey(signer, meetingId, audience, Date.now()) })}`;
