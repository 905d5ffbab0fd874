import { z } from 'zod';
import type { Actor } from '#server/kernel/actor.ts';
import { violation } from '#server/kernel/errors.ts';
import type { Route } from '#server/platform/http.ts';
import { currentConsent, publishConsent } from './commands.ts';
import { ConsentVersion, ConsentWording } from './contract.ts';

const Publish = z.object({ after: ConsentVersion, wording: ConsentWording });

/** The text everybody is shown before entering, and the office's next version of it. */
export const consentRoutes = (onPublished: (actor: Actor, version: string) => Promise<void>): readonly Route[] => [
  {
    method: 'GET',
    path: '/api/consents/current',
    access: 'anyone',
    handle: async () => ({ body: await currentConsent() }),
  },
  {
    method: 'POST',
    path: '/api/consents',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const input = Publish.safeParse(await context.json());
      if (!actor || !input.success) return violation('invalid_input', 'invalid_input');
      const result = await publishConsent(actor, input.data.after, input.data.wording);
      if (result.ok) await onPublished(actor, result.value.version);
      return result.ok ? { status: 201, body: { ok: true, ...result.value } } : result.error;
    },
  },
];
