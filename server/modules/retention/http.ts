import { violation } from '#server/kernel/errors.ts';
import type { Route } from '#server/platform/http.ts';
import { setPeriods } from './commands.ts';
import { SetPeriods } from './contract.ts';

/** The office's periods. */
export const retentionRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/retention',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const input = SetPeriods.safeParse(await context.json());
      if (!actor || !input.success) return violation('invalid_input', 'invalid_input');
      const { basedOn, ...periods } = input.data;
      const result = await setPeriods(actor, periods, basedOn);
      return result.ok ? { body: { ok: true } } : result.error;
    },
  },
];
