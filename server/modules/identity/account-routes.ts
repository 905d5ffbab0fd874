import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import type { Route, RouteContext } from '#server/platform/http.ts';
import { createAccount, givePasswords, reviseAccount, setStanding } from './accounts.ts';
import { CreateAccount, GivePasswords, ReviseAccount, SetStanding } from './contract.ts';

const invalid = violation('invalid_input', 'invalid_input');
const notFound = violation('not_found', 'not_found');
const nobody = violation('unauthenticated', 'unauthenticated');
const userIdOf = ({ params }: RouteContext): string | null => z.uuid().safeParse(params['userId']).data ?? null;

/** Accounts as the office keeps them. Passwords leave the server in these answers only, once each. */
export const accountRoutes: readonly Route[] = [
  {
    method: 'POST',
    path: '/api/accounts',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const input = CreateAccount.safeParse(await context.json());
      if (!actor) return nobody;
      if (!input.success) return invalid;
      const result = await createAccount(actor, input.data);
      return result.ok ? { status: 201, body: { passwords: [result.value] } } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/accounts/passwords',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const input = GivePasswords.safeParse(await context.json());
      if (!actor) return nobody;
      if (!input.success) return invalid;
      const result = await givePasswords(actor, input.data.userIds);
      return result.ok ? { body: { passwords: result.value } } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/accounts/:userId/revise',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const userId = userIdOf(context);
      const input = ReviseAccount.safeParse(await context.json());
      if (!actor) return nobody;
      if (!userId) return notFound;
      if (!input.success) return invalid;
      const result = await reviseAccount(actor, userId, input.data);
      return result.ok ? { body: { ok: true } } : result.error;
    },
  },
  {
    method: 'POST',
    path: '/api/accounts/:userId/standing',
    access: 'office',
    async handle(context) {
      const actor = await context.actor();
      const userId = userIdOf(context);
      const input = SetStanding.safeParse(await context.json());
      if (!actor) return nobody;
      if (!userId) return notFound;
      if (!input.success) return invalid;
      const result = await setStanding(actor, userId, input.data.isDisabled);
      return result.ok ? { body: { ok: true } } : result.error;
    },
  },
];
