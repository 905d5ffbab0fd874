import type { IncomingHttpHeaders } from 'node:http';

/** What tells where a request comes from. */
export interface Caller {
  readonly headers: IncomingHttpHeaders;
  readonly socket: { readonly remoteAddress?: string | undefined };
}

/** Whether a browser's request comes from our own pages. Programs without an origin carry no cookies of a victim. */
export function originCheck(appUrl: string, trusted: readonly string[]) {
  const allowed = new Set([new URL(appUrl).origin, ...trusted]);
  return (origin: string | undefined, host: string | undefined): boolean => {
    if (origin === undefined) return true;
    if (allowed.has(origin)) return true;
    // The page's own host under another spelling (localhost and 127.0.0.1) is the same server to the cookie too.
    return URL.canParse(origin) && new URL(origin).host === host;
  };
}

/** The address a request comes from; a forwarded one only behind a proxy that sets it itself. */
export function addressReader(trustProxy: boolean): (req: Caller) => string {
  return (req) => {
    const forwarded = trustProxy ? req.headers['x-forwarded-for'] : undefined;
    const last = (Array.isArray(forwarded) ? forwarded.at(-1) : forwarded)?.split(',').at(-1)?.trim();
    return last || (req.socket.remoteAddress ?? 'unknown');
  };
}
