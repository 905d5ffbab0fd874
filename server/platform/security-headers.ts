import { randomBytes } from 'node:crypto';

/** What the policies depend on. */
export interface PageSurroundings {
  /** As browsers reach the media server; it stands on an address of its own. */
  readonly mediaUrl: string | undefined;
  readonly isHttps: boolean;
  /** The development server evaluates code and keeps a connection for changes. */
  readonly isDevelopment: boolean;
}

const yearSeconds = 31_536_000;

/** Headers of every answer, whoever gives it. Pages and files bring their own content policy. */
export function commonHeaders({ isHttps }: PageSurroundings): Readonly<Record<string, string>> {
  return {
    'content-security-policy': "default-src 'none'; frame-ancestors 'none'",
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'strict-origin-when-cross-origin',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'permissions-policy':
      'camera=(self), microphone=(self), display-capture=(self), geolocation=(), payment=(), usb=()',
    ...(isHttps && { 'strict-transport-security': `max-age=${yearSeconds}; includeSubDomains` }),
  };
}

/** The media server by both of its protocols, and the page's own sockets. */
function connections({ mediaUrl, isDevelopment }: PageSurroundings): string {
  const media = mediaUrl && URL.canParse(mediaUrl) ? new URL(mediaUrl).host : null;
  const isSafe = mediaUrl?.startsWith('wss:') || mediaUrl?.startsWith('https:');
  const own = isDevelopment ? ["'self'", 'ws:'] : ["'self'"];
  return [
    ...own,
    ...(media ? (isSafe ? [`wss://${media}`, `https://${media}`] : [`ws://${media}`, `http://${media}`]) : []),
  ].join(' ');
}

export const freshNonce = (): string => randomBytes(16).toString('base64');

/**
 * What a page of the framework may load. Scripts run by their nonce alone; styles may be inline, because primitives set
 * widths and positions as they go.
 */
export function pagePolicy(nonce: string, surroundings: PageSurroundings): string {
  return [
    "default-src 'self'",
    `script-src 'self' 'nonce-${nonce}' 'strict-dynamic'${surroundings.isDevelopment ? " 'unsafe-eval'" : ''}`,
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' data: blob:",
    "media-src 'self' blob:",
    "font-src 'self' data:",
    "worker-src 'self' blob:",
    `connect-src ${connections(surroundings)}`,
    "frame-src 'self'",
    "frame-ancestors 'none'",
    "object-src 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
}
