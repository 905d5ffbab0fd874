import { passkey } from '@better-auth/passkey';
import { betterAuth } from 'better-auth';
import { prismaAdapter } from 'better-auth/adapters/prisma';
import { genericOAuth, username } from 'better-auth/plugins';
import { prisma } from '#server/platform/db.ts';
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
              disableSignUp: true,
            },
          ],
        }),
      ]
    : [];

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
    ipAddress: { ipAddressHeaders: env.TRUST_PROXY ? ['x-forwarded-for'] : ['x-hub-address'] },
  },
  disabledPaths: [
    '/sign-up/email',
    '/sign-in/email',
    '/sign-in/username',
    '/is-username-available',
    '/update-user',
    '/change-email',
    '/delete-user',
  ],
  emailAndPassword: { enabled: true, minPasswordLength: 10, maxPasswordLength: 128 },
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
    passkey({ rpID: new URL(appUrl).hostname, rpName: 'Consultation hub', origin: appUrl }),
    ...oidc,
  ],
});
