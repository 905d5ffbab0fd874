import { pickLocale } from '#app/_lib/i18n/locale.ts';
import { loadMessages } from '#app/_lib/i18n/messages.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { publicSnapshot } from '#app/_lib/live/public-snapshot.ts';
import type { Snapshot } from '#server/kernel/live.ts';
import { watchBundle } from './bundle.ts';
import { watchPage, watchRefusal } from './page.ts';
import { type Say, sayer, type TextTree } from './texts.ts';
import type { WatchView } from './views.ts';

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
  const {
    explain = {},
    outcome = {},
    choice = {},
    secrecy = {},
    form = {},
    bar = {},
    ask = {},
    reasons = {},
  } = all['polls'] ?? {};
  const { kind = {}, clock = {} } = all['speaking'] ?? {};
  return {
    watch: all['watch'] ?? {},
    chat: { deleted, decline, ...errors('chat') },
    common: errors('common'),
    identity: errors('identity'),
    rooms: errors('rooms'),
    speaking: { kind, clock },
    polls: { explain, outcome, choice, secrecy, form, bar, ask, reasons, ...errors('polls') },
  };
}

/** The public page of a meeting, drawn from its public snapshot. */
export async function serveWatch(request: Request, meetingId: string): Promise<Response> {
  const locale = pickLocale(cookieOf(request, 'NEXT_LOCALE'), request.headers.get('accept-language'));
  const [found, texts, bundle] = await Promise.all([publicSnapshot(meetingId), textsFor(locale), watchBundle()]);
  const say = sayer(texts, locale);
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
  const view = viewOf(meetingId, snapshot, locale, say);
  return respond(watchPage({ view, data: { meetingId, locale, snapshot, texts }, ...look }), 200, bundle.styleHash);
}

const viewOf = (meetingId: string, snapshot: Snapshot, locale: string, say: Say): WatchView => ({
  meetingId,
  state: snapshot.state as unknown as MeetingView,
  now: snapshot.serverNow,
  locale,
  say,
  viewers: null,
  status: { kind: 'connecting' },
  media: 'out',
  delaySeconds: null,
});

/** The media server stands on an address of its own and speaks two protocols. */
function mediaOrigins(): string {
  const url = process.env['LIVEKIT_PUBLIC_URL'] || process.env['LIVEKIT_URL'];
  if (!url || !URL.canParse(url)) return '';
  const { host, protocol } = new URL(url);
  const isSafe = protocol === 'wss:' || protocol === 'https:';
  return isSafe ? ` wss://${host} https://${host}` : ` ws://${host} http://${host}`;
}

function respond(body: string, status: number, styleHash: string): Response {
  const policy = [
    "default-src 'self'",
    "script-src 'self'",
    `style-src ${styleHash}`,
    "img-src 'self' data:",
    // Browsers that play segments themselves fetch them as media; all others put them together first.
    "media-src 'self' blob:",
    `connect-src 'self'${mediaOrigins()}`,
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
