import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import { meetingIdOf, type Route } from '#server/platform/http.ts';
import { DeviceId } from './contract.ts';
import type { Media } from './media.ts';

const largestWebhookBytes = 256 * 1024;
const notFound = violation('not_found', 'not_found');

/** Tickets for browsers and the media server's webhooks. */
export function roomRoutes(media: Media, take: (key: string) => Promise<boolean> | boolean): readonly Route[] {
  const deviceTicket = (name: string, ticketOf: Media['ticket']): Route => ({
    method: 'POST',
    path: `/api/live/:meetingId/${name}`,
    access: 'person',
    async handle(context) {
      const actor = await context.actor();
      const meetingId = meetingIdOf(context.params);
      if (!actor) return violation('unauthenticated', 'unauthenticated');
      const input = z.object({ deviceId: DeviceId }).safeParse(await context.json());
      if (!meetingId || !input.success) return violation('invalid_input', 'invalid_input');
      const result = await ticketOf(actor, meetingId, input.data.deviceId);
      return result.ok ? { body: result.value } : result.error;
    },
  });
  return [
    deviceTicket('media-token', (...asked) => media.ticket(...asked)),
    deviceTicket('screen-token', (...asked) => media.screenTicket(...asked)),
    {
      method: 'POST',
      path: '/api/live/:meetingId/watch-token',
      access: 'meeting',
      async handle(context) {
        if (!(await take(`watch:${context.address}`))) return violation('rate_limited', 'rate_limited');
        const meetingId = meetingIdOf(context.params);
        if (!meetingId) return notFound;
        const result = await media.watchTicket(meetingId);
        return result.ok ? { body: result.value } : result.error;
      },
    },
    {
      method: 'POST',
      path: '/api/livekit/webhook',
      access: 'service',
      async handle(context) {
        const body = (await context.bytes(largestWebhookBytes)).toString('utf8');
        const result = await media.webhook(body, context.headers.get('authorization') ?? '');
        return result.ok ? { body: { ok: true } } : result.error;
      },
    },
  ];
}
