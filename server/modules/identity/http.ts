import type { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import type { Answer, Route, RouteContext } from '#server/platform/http.ts';
import { ChangePassword, RequestCode, SignIn, VerifyCode } from './contract.ts';
import { libraryRoutes } from './library.ts';
import type { CodeSender } from './senders.ts';
import { changePassword, endSession, meOfHeaders, sessionsOf, signIn } from './session.ts';
import { env } from './settings.ts';
import { requestCode, setCookie, verifyCode } from './visitors.ts';

const isSecure = env.APP_URL.startsWith('https://');
const invalid = violation('invalid_input', 'invalid_input');
const nobody = violation('unauthenticated', 'unauthenticated');
const rateLimited = violation('rate_limited', 'rate_limited');

async function parsed<T extends z.ZodType>(context: RouteContext, schema: T): Promise<z.output<T> | null> {
  const result = schema.safeParse(await context.json());
  return result.success ? result.data : null;
}

const withCookies = (headers: Headers, body: unknown): Answer => ({
  body,
  headers: { 'set-cookie': headers.getSetCookie() as unknown as string },
});

export interface IdentityRoutesEnvironment {
  readonly sender: CodeSender;
  readonly take: (key: string) => Promise<boolean> | boolean;
}

/** Sign-in, own sessions, own password, and phone codes of visitors. */
export function identityRoutes({ sender, take }: IdentityRoutesEnvironment): readonly Route[] {
  return [
    ...libraryRoutes(take),
    {
      method: 'POST',
      path: '/api/session',
      access: 'anyone',
      async handle(context) {
        if (!(await take(`sign-in:${context.address}`))) return rateLimited;
        const input = await parsed(context, SignIn);
        if (!input) return invalid;
        const headers = new Headers(context.headers);
        headers.delete('cookie');
        headers.set('x-hub-address', context.address);
        const result = await signIn(input.identifier, input.password, headers);
        if (!result.ok) return result.error;
        // Whoever signs in again leaves no older session of this browser behind.
        const former = await meOfHeaders(context.headers);
        if (former) await endSession(former, former.sessionId);
        return withCookies(result.value, { ok: true });
      },
    },
    {
      method: 'DELETE',
      path: '/api/session',
      access: 'session',
      async handle(context) {
        const me = await meOfHeaders(context.headers);
        if (!me) return nobody;
        await endSession(me, me.sessionId);
        return { body: { ok: true } };
      },
    },
    {
      method: 'GET',
      path: '/api/session',
      access: 'anyone',
      async handle(context) {
        return { body: { me: await meOfHeaders(context.headers) } };
      },
    },
    {
      method: 'POST',
      path: '/api/session/password',
      access: 'session',
      async handle(context) {
        const me = await meOfHeaders(context.headers);
        if (!me) return nobody;
        if (!(await take(`sign-in:${context.address}`))) return rateLimited;
        const input = await parsed(context, ChangePassword);
        if (!input) return violation('invalid_input', 'identity.weakPassword');
        const result = await changePassword(me, input.current, input.next, context.headers);
        return result.ok ? withCookies(result.value, { ok: true }) : result.error;
      },
    },
    {
      method: 'GET',
      path: '/api/sessions',
      access: 'session',
      async handle(context) {
        const me = await meOfHeaders(context.headers);
        return me ? { body: { sessions: await sessionsOf(me) } } : nobody;
      },
    },
    {
      method: 'DELETE',
      path: '/api/sessions/:sessionId',
      access: 'session',
      async handle(context) {
        const me = await meOfHeaders(context.headers);
        if (!me) return nobody;
        const isEnded =
          /^[0-9a-f-]{36}$/.test(context.params['sessionId'] ?? '') &&
          (await endSession(me, context.params['sessionId'] ?? ''));
        return isEnded ? { body: { ok: true } } : violation('not_found', 'not_found');
      },
    },
    {
      method: 'POST',
      path: '/api/visitors/code',
      access: 'anyone',
      async handle(context) {
        if (!(await take(`code:${context.address}`))) return rateLimited;
        const input = await parsed(context, RequestCode);
        if (!input) return violation('invalid_input', 'identity.wrongPhone');
        const result = await requestCode(input.phone, sender);
        return result.ok ? { body: { ok: true } } : result.error;
      },
    },
    {
      method: 'POST',
      path: '/api/visitors/verify',
      access: 'anyone',
      async handle(context) {
        if (!(await take(`code:${context.address}`))) return rateLimited;
        const input = await parsed(context, VerifyCode);
        if (!input) return invalid;
        const result = await verifyCode(input.phone, input.code, input.name);
        return result.ok
          ? { body: { ok: true }, headers: { 'set-cookie': setCookie(result.value, isSecure) } }
          : result.error;
      },
    },
  ];
}
