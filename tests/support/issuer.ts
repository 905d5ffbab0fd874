import { createServer } from 'node:http';
import { Provider } from 'oidc-provider';
import { freePort } from '#server/platform/local/postgres.ts';

/** A real OpenID Connect issuer with one client. Anybody may sign in as anybody: the name typed is the subject. */
export interface Issuer {
  readonly url: string;
  readonly settings: Readonly<Record<string, string>>;
  readonly stop: () => Promise<void>;
}

export async function startIssuer(redirectUri: string): Promise<Issuer> {
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const client = { client_id: 'hub', client_secret: 'a-secret-of-the-client-of-the-issuer' };
  const provider = new Provider(url, {
    clients: [
      { ...client, redirect_uris: [redirectUri], grant_types: ['authorization_code'], response_types: ['code'] },
    ],
    findAccount: (_context: unknown, sub: string) => ({
      accountId: sub,
      claims: () => ({ sub, name: `Person ${sub}` }),
    }),
    claims: { openid: ['sub'], profile: ['name'] },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
  });
  const server = createServer(provider.callback());
  await new Promise<void>((resolve) => server.listen(port, resolve));
  return {
    url,
    settings: { OIDC_ISSUER: url, OIDC_CLIENT_ID: client.client_id, OIDC_CLIENT_SECRET: client.client_secret },
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
