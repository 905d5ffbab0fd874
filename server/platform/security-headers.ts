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
