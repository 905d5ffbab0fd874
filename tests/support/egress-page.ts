import { randomBytes } from 'node:crypto';
import { AccessToken } from 'livekit-server-sdk';
import type { MeetingId } from '#server/kernel/ids.ts';
import { programmePage } from '#server/media/egress/page-key.ts';
import type { SegmentAudience } from '#server/modules/recordings/contract.ts';
import { TEST_AUTH_SECRET } from './product.ts';

function setting(name: string): string {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: the journeys' global setup does it`);
  return value;
}

/** The address that an egress of the journeys' product opens: its page, with the media server's own token and words. */
export async function egressAddress(meetingId: MeetingId, audience: SegmentAudience = 'public'): Promise<string> {
  const { apiKey, apiSecret } = JSON.parse(setting('JOURNEY_MEDIA')) as { apiKey: string; apiSecret: string };
  // The signing reads the settings of a server; here it is to be the journeys' one.
  process.env['AUTH_SECRET'] = TEST_AUTH_SECRET;
  process.env['DATABASE_URL'] = setting('JOURNEY_DATABASE_URL');
  const { sign, unsign } = await import('#server/modules/identity/phone.ts');
  const token = new AccessToken(apiKey, apiSecret, { identity: `EG_${randomBytes(6).toString('hex')}`, ttl: 600 });
  token.kind = 'egress';
  token.addGrant({
    roomJoin: true,
    room: meetingId,
    canSubscribe: true,
    canPublish: false,
    hidden: true,
    recorder: true,
  });
  const address = new URL(programmePage({ sign, unsign }, setting('JOURNEY_URL'))(meetingId, audience));
  address.searchParams.set('layout', '');
  address.searchParams.set('url', 'ws://livekit.internal:7880');
  address.searchParams.set('token', await token.toJwt());
  return address.href;
}
