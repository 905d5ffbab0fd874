import { z } from 'zod';
import { violation } from '#server/kernel/errors.ts';
import type { Answer, Route, RouteContext } from '#server/platform/http.ts';
import { auth } from './auth.ts';
import { env } from './settings.ts';

type Take = (key: string) => Promise<boolean> | boolean;
const callbackPath = '/api/auth/callback/oidc';

const text = z.string().min(1).max(16_384);
const base64url = text.regex(/^[\w-]+$/);
const credential = <T extends z.ZodRawShape>(response: T) =>
  z.object({
    id: base64url,
    rawId: base64url,
    type: z.literal('public-key'),
    clientExtensionResults: z.record(z.string(), z.unknown()),
    authenticatorAttachment: z.string().max(40).nullish(),
    response: z.object({ clientDataJSON: base64url, ...response }),
  });
const made = credential({ attestationObject: base64url, transports: z.array(z.string().max(40)).max(10).optional() });
const shown = credential({ authenticatorData: base64url, signature: base64url, userHandle: base64url.nullish() });
const toIssuer = z.object({
  provider: z.literal('oidc'),
  callbackURL: z.string().max(500),
  errorCallbackURL: z.string().max(500).optional(),
  disableRedirect: z.boolean().optional(),
});

/**
 * What of a request goes on to the library; it takes much more (a ready ID token, wishes for sign-up and further sessions)
 * and stumbles over what it did not expect.
 */
const bodies: Readonly<Record<string, z.ZodType>> = {
  '/api/auth/passkey/verify-registration': z.object({ response: made, name: z.string().trim().max(60).optional() }),
  '/api/auth/passkey/verify-authentication': z.object({ response: shown }),
  '/api/auth/passkey/delete-passkey': z.object({ id: z.uuid() }),
  '/api/auth/sign-in/social': toIssuer,
  '/api/auth/link-social': toIssuer,
  '/api/auth/unlink-account': z.object({ providerId: z.literal('oidc') }),
};

/**
 * What of the library's own endpoints is open, and for whom. Everything else is closed, also what a later version of it
 * may bring: it has endpoints that change names, roles' carriers, passwords and sessions past the rules of this module.
 */
const open: readonly (readonly [Route['method'], string, Route['access']])[] = [
  ['GET', '/api/auth/passkey/generate-register-options', 'account'],
  ['POST', '/api/auth/passkey/verify-registration', 'account'],
  ['POST', '/api/auth/passkey/delete-passkey', 'account'],
  ['GET', '/api/auth/passkey/generate-authenticate-options', 'anyone'],
  ['POST', '/api/auth/passkey/verify-authentication', 'anyone'],
  ['POST', '/api/auth/sign-in/social', 'anyone'],
  ['GET', callbackPath, 'anyone'],
  ['POST', '/api/auth/link-social', 'account'],
  ['POST', '/api/auth/unlink-account', 'account'],
];

/** The library's refusals in our words; it has a code for everything, and few of them help a person. */
async function refusalOf(response: Response): Promise<Answer | ReturnType<typeof violation>> {
  const { code = '' } = (await response.json().catch(() => ({}))) as { code?: string };
  if (code === 'SESSION_NOT_FRESH') return violation('invalid_state', 'identity.notFresh');
  if (response.status >= 500) return violation('unavailable', 'unavailable');
  return response.status === 401
    ? violation('unauthenticated', 'identity.signInFailed')
    : violation('invalid_input', 'identity.methodRefused');
}

async function answer(context: RouteContext, take: Take): Promise<Answer | ReturnType<typeof violation>> {
  if (!(await take(`sign-in:${context.address}`))) return violation('rate_limited', 'rate_limited');
  const { pathname, search } = context.url;
  const isReading = context.req.method === 'GET';
  const body = isReading ? undefined : bodies[pathname]?.safeParse(await context.json());
  if (!isReading && !body?.success) return violation('invalid_input', 'invalid_input');
  const headers = new Headers(context.headers);
  headers.delete('content-length');
  // The address the library keeps with a session is the one we know, never one that the client claims.
  headers.set('x-hub-address', context.address);
  const response = await auth.handler(
    new Request(`${env.APP_URL.replace(/\/$/, '')}${pathname}${search}`, {
      method: context.req.method ?? 'GET',
      headers,
      ...(body?.success && { body: JSON.stringify(body.data) }),
    }),
  );
  if (response.status >= 400) {
    // A person comes back from the issuer here, so the refusal must be a page.
    if (pathname === callbackPath) return { status: 302, headers: { location: '/sign-in?problem=single-sign-on' } };
    return refusalOf(response);
  }
  const location = response.headers.get('location');
  const said = (await response.json().catch(() => ({}))) as { url?: string };
  // Its answers to a sign-in hold the session's token, which belongs in the cookie alone.
  const told = isReading ? said : { ok: true, ...(said.url !== undefined && { url: said.url }) };
  return {
    status: response.status,
    ...(location === null && { body: told }),
    headers: {
      'set-cookie': response.headers.getSetCookie() as unknown as string,
      ...(location !== null && { location }),
    },
  };
}

/** Passkeys and single sign-on. */
export const libraryRoutes = (take: Take): readonly Route[] =>
  open.map(([method, path, access]) => ({ method, path, access, handle: (context) => answer(context, take) }));
