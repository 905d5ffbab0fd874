import { violation } from '#server/kernel/errors.ts';
import { meetingIdOf, type Route } from '#server/platform/http.ts';
import { commands } from './contract.ts';
import { addEncoder, type VenueEnvironment } from './desk.ts';

/** Encoders over HTTP: what they are set up with must not pass through the log. */
export function venueRoutes(env: VenueEnvironment): readonly Route[] {
  return [
    {
      method: 'POST',
      path: '/api/live/:meetingId/encoders',
      access: 'person',
      async handle(context) {
        const actor = await context.actor();
        const meetingId = meetingIdOf(context.params);
        if (!actor) return violation('unauthenticated', 'unauthenticated');
        const input = commands['venue.addEncoder'].input.safeParse(await context.json());
        if (!meetingId || !input.success) return violation('invalid_input', 'invalid_input');
        const result = await addEncoder(env, actor, meetingId, input.data);
        return result.ok ? { status: 201, body: result.value, headers: { 'cache-control': 'no-store' } } : result.error;
      },
    },
  ];
}
