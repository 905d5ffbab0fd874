import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { APIError } from 'better-auth/api';
import { hashPassword, verifyPassword } from 'better-auth/crypto';
import { genericOAuth, username } from 'better-auth/plugins';
import { prisma } from '#server/platform/db.ts';
import { passwordChecks } from '#server/platform/metrics.ts';
import { env } from './settings.ts';

const appUrl = env.APP_URL;
const isSecure = appUrl.startsWith('https://');

const oidc =
  env.OIDC_ISSUER && env.OIDC_CLIENT_ID && env.OIDC_CLIENT_SECRET
    ? [
        genericOAuth({
          config: [
            {
              providerId: 'oidc',
              discoveryUrl: `${env.OIDC_ISSUER.replace(/\/$/, '')}/.well-known/openid-configuration`,
              clientId: env.OIDC_CLIENT_ID,
              clientSecret: env.OIDC_CLIENT_SECRET,
              scopes: ['openid', 'profile'],
              pkce: true,
              requireIdTokenVerification: true,
              // Accounts are made by the office; a person links one on the account page.
              disableSignUp: true,
              mapProfileToUser: ({ sub }) => ({ email: `${String(sub)}@single-sign-on.invalid`, emailVerified: false }),
            },
          ],
        }),
      ]
    : [];

async function isDisabled(userId: string): Promise<boolean> {
  const user = await prisma.user.findUnique({ where: { id: userId }, select: { isDisabled: true } });
  return user?.isDisabled ?? true;
}

function mustBeVerified(isVerified: boolean | undefined): void {
  if (isVerified !== true) throw new APIError('UNAUTHORIZED');
}

/**
 * Sessions, password hashing, passkeys and OIDC are the library's. Sign-in by password goes through `signIn` of this
 * module alone, which counts failures and hides whether an account exists (I2, I3).
 */
export const auth = betterAuth({
  appName: 'consultation-hub',
  baseURL: appUrl,
  basePath: '/api/auth',
  secret: env.AUTH_SECRET,
  trustedOrigins: [appUrl, ...env.TRUSTED_ORIGINS],
  database: prismaAdapter(prisma, { provider: 'postgresql' }),
  advanced: {
    database: { generateId: 'uuid' },
    // The library's own prefix is __Secure-; __Host- also binds the cookie to this host and path.
    useSecureCookies: false,
    cookiePrefix: isSecure ? '__Host-hub' : 'hub',
    defaultCookieAttributes: { secure: isSecure, sameSite: 'lax', httpOnly: true, path: '/' },
    // Set by our routes from the address they know.
    ipAddress: { ipAddressHeaders: ['x-hub-address'] },
  },
  // Only the routes of library.ts reach the library, and those are counted by our own limits.
  rateLimit: { enabled: false },
  onAPIError: { errorURL: `${appUrl.replace(/\/$/, '')}/sign-in?problem=single-sign-on` },
  account: {
    encryptOAuthTokens: true,
    updateAccountOnSignIn: false,
    accountLinking: {
      enabled: true,
      trustedProviders: ['oidc'],
      allowDifferentEmails: true,
      // An account is linked by its signed-in owner, never because an issuer names the same address.
      disableImplicitLinking: true,
    },
  },
  databaseHooks: {
    session: {
      create: {
        /** Whatever the way in: a disabled account gets no session (I3). */
        async before({ userId }) {
          if (await isDisabled(userId)) throw new APIError('UNAUTHORIZED');
        },
      },
    },
  },
  emailAndPassword: {
    enabled: true,
    disableSignUp: true,
    minPasswordLength: 10,
    maxPasswordLength: 128,
    password: {
      hash(password) {
        passwordChecks.inc();
        return hashPassword(password);
      },
      verify(given) {
        passwordChecks.inc();
        return verifyPassword(given);
      },
    },
  },
  // Seven days at most however busy it is; when it was used last is stamped by `meOfHeaders` (I5).
  session: { expiresIn: 60 * 60 * 24 * 7, disableSessionRefresh: true },
  user: {
    additionalFields: {
      role: { type: 'string', required: false, input: false, defaultValue: 'member' },
      phone: { type: 'string', required: false, input: false },
      mustChangePassword: { type: 'boolean', required: false, input: false, defaultValue: true },
      isDisabled: { type: 'boolean', required: false, input: false, defaultValue: false },
    },
  },
  telemetry: { enabled: false },
  logger: { level: 'error' },
  plugins: [
    username({ minUsernameLength: 3, maxUsernameLength: 40 }),
    passkey({
      rpID: new URL(appUrl).hostname,
      rpName: 'Consultation hub',
      origin: new URL(appUrl).origin,
      // A passkey stands for name and password both, so its holder is always verified (fingerprint, face, PIN).
      authenticatorSelection: { residentKey: 'required', userVerification: 'required' },
      registration: {
        afterVerification: ({ verification }) => mustBeVerified(verification.registrationInfo?.userVerified),
      },
      authentication: {
        afterVerification: ({ verification }) => mustBeVerified(verification.authenticationInfo.userVerified),
      },
    }),
    ...oidc,
  ],
});
