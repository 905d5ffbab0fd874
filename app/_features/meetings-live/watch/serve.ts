import { pickLocale } from '#app/_lib/i18n/locale.ts';
import { loadMessages } from '#app/_lib/i18n/messages.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { MeetingIdSchema } from '#server/kernel/ids.ts';
import type { Snapshot } from '#server/kernel/live.ts';
import { watchBundle } from './bundle.ts';
import { watchPage, watchRefusal } from './page.ts';
import { type Say, sayer, type TextTree } from './texts.ts';
import type { WatchView } from './views.ts';

/** Where this node's own live service answers; the pages' bundles hold no live state of their own. */
const liveOrigin = (): string => {
  const host = process.env['HOST'];
  const isAny = host === undefined || host === '' || host === '0.0.0.0' || host === '::' || host === 'localhost';
  return `http://${isAny ? '127.0.0.1' : host}:${process.env['PORT'] ?? 3000}`;
};

type Found = { readonly kind: 'found'; readonly snapshot: Snapshot } | { readonly kind: 'notFound' | 'unavailable' };

async function publicSnapshot(meetingId: string): Promise<Found> {
  if (!MeetingIdSchema.safeParse(meetingId).success) return { kind: 'notFound' };
  try {
    // Without the reader's cookies: a member who opens the public page sees what the public sees.
    const answer = await fetch(`${liveOrigin()}/api/live/${meetingId}/snapshot`, { cache: 'no-store' });
    if (answer.status === 404) return { kind: 'notFound' };
    return answer.ok ? { kind: 'found', snapshot: (await answer.json()) as Snapshot } : { kind: 'unavailable' };
  } catch {
    return { kind: 'unavailable' };
  }
}

const cookieOf = (request: Request, name: string): string | undefined =>
  request.headers
    .get('cookie')
    ?.split(/;\s*/)
    .find((part) => part.startsWith(`${name}=`))
    ?.slice(name.length + 1);

/** Only what the public page may say. */
async function textsFor(locale: 'zh-CN' | 'en'): Promise<TextTree> {
  const all = (await loadMessages(locale)) as unknown as Record<string, TextTree>;
  const errors = (name: string): TextTree => ({ errors: all[name]?.['errors'] ?? {} });
  const { deleted = '', decline = {} } = all['chat'] ?? {};
  return {
    watch: all['watch'] ?? {},
    chat: { deleted, decline, ...errors('chat') },
    common: errors('common'),
    identity: errors('identity'),
    rooms: errors('rooms'),
  };
}

/** The public page of a meeting, drawn from its public snapshot. */
export async function serveWatch(request: Request, meetingId: string): Promise<Response> {
  const locale = pickLocale(cookieOf(request, 'NEXT_LOCALE'), request.headers.get('accept-language'));
  const [found, texts, bundle] = await Promise.all([publicSnapshot(meetingId), textsFor(locale), watchBundle()]);
  const say = sayer(texts);
  const look = {
    assets: bundle,
    theme: cookieOf(request, 'theme') === 'dark' ? 'dark' : 'light',
    size: cookieOf(request, 'size') === 'elder' ? 'elder' : 'normal',
  };
  if (found.kind !== 'found') {
    const status = found.kind === 'notFound' ? 404 : 503;
    return respond(watchRefusal(say, found.kind, { ...look, locale }), status, bundle.styleHash);
  }
  const { snapshot } = found;
  const view = viewOf(snapshot, locale, say);
  return respond(watchPage({ view, data: { meetingId, locale, snapshot, texts }, ...look }), 200, bundle.styleHash);
}

const viewOf = (snapshot: Snapshot, locale: string, say: Say): WatchView => ({
  state: snapshot.state as unknown as MeetingView,
  now: snapshot.serverNow,
  locale,
  say,
  viewers: null,
  status: { kind: 'connecting' },
  media: 'out',
});

function respond(body: string, status: number, styleHash: string): Response {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styleHash}`,
    "img-src 'self' data:",
    'media-src blob:',
    // The media server stands on an address of its own.
    "connect-src 'self' http: https: ws: wss:",
    "frame-ancestors 'none'",
    "base-uri 'none'",
    "form-action 'self'",
  ].join('; ');
  return new Response(body, {
    status,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'cache-control': 'private, no-cache',
      'content-security-policy': policy,
      vary: 'cookie, accept-language',
    },
  });
}

/** One of the page's scripts; its name changes with its content. */
export async function serveWatchAsset(name: string): Promise<Response> {
  const file = (await watchBundle()).files.get(name);
  if (!file) return new Response(null, { status: 404 });
  return new Response(file as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': 'text/javascript; charset=utf-8',
      'cache-control': 'public, max-age=31536000, immutable',
    },
  });
}
