import type { Snapshot } from '#server/kernel/live.ts';
import { floorView } from './floor-view.ts';
import { type Html, html, jsonForScript } from './html.ts';
import { iconOf } from './icons.ts';
import { resultsView, votesView } from './poll-views.ts';
import { askWords, canAsk, publishedView } from './questions-view.ts';
import type { Say, TextTree } from './texts.ts';
import { agendaView, hasReplay, metaView, spanOf, stageView, statusView, type WatchView } from './views.ts';

/** What the browser gets to carry on from where the server drew. */
export interface WatchData {
  readonly meetingId: string;
  readonly locale: string;
  readonly snapshot: Snapshot;
  readonly texts: TextTree;
}

export interface WatchAssets {
  readonly styles: string;
  readonly script: string;
  readonly preload: readonly string[];
}

export interface WatchPage {
  readonly view: WatchView;
  readonly data: WatchData;
  readonly assets: WatchAssets;
  readonly theme: string;
  readonly size: string;
}

/** The whole public page as one document; everything on it is readable before any script has run. */
export function watchPage({ view, data, assets, theme, size }: WatchPage): string {
  const { say, locale } = view;
  const title = view.state.meetings.details?.title ?? say('watch.notFound');
  const { isRunning, isOver } = spanOf(view.state.meetings.phase);
  const body = html`<a class="skip" href="#agenda">${say('watch.skip')}</a>
<div class="stick"><div class="player" id="player"><div id="pictures"></div><div id="programme"></div><div id="stage">${stageView(view)}</div><div id="floor">${floorView(view)}</div>${playerButtons(say)}</div></div>
<div id="status" role="status">${statusView(view)}</div>
<main><div class="head"><header><h1>${title}</h1><p class="meta" id="meta">${metaView(view)}</p></header>
<div class="actions"><button type="button" id="share">${iconOf('share')}${say('watch.share')}</button><a id="calendar" href="/api/live/${data.meetingId}/calendar.ics" download ${isOver && html`hidden`}>${iconOf('calendar')}${say('watch.calendar')}</a><a id="replay" href="/replay/${data.meetingId}" ${!hasReplay(view) && html`hidden`}>${iconOf('play')}${say('watch.replay')}</a><button type="button" id="sound-only" aria-pressed="false" ${!isRunning && html`hidden`}>${iconOf('sound')}<span>${say('watch.soundOnly')}</span></button><button type="button" id="read-aloud" aria-pressed="false">${iconOf('sound')}<span>${say('watch.readAloud')}</span></button></div></div>
<div class="papers"><section id="straws"></section>
<section id="votes">${votesView(view)}</section>
<section id="agenda" tabindex="-1"><div class="rule"></div><div id="agenda-list">${agendaView(view)}</div></section>
<section id="mine"></section>
<section id="published">${publishedView(view)}</section>
<section id="results">${resultsView(view)}</section>
<p class="note">${say('watch.note')}</p>
<p class="choices"><button type="button" id="large-text">${say('watch.largeText')}</button><button type="button" id="dark">${say('watch.dark')}</button><button type="button" id="language">${say('watch.language')}</button><a href="/">${say('watch.home')}</a></p>
<noscript><p class="note">${say('watch.noScript')}</p></noscript></div></main>
<div class="dock" ${isOver && html`hidden`}><button type="button" id="ask" ${!canAsk(view) && html`disabled`}><span id="ask-words">${askWords(view)}</span><b>${say('watch.ask')}</b></button></div>
${askDialog(say)}
<div id="said" class="sr" aria-live="polite"></div>
<script type="application/json" id="data">${jsonForScript(data)}</script>`;
  return documentOf({ title, locale, theme, size, assets, body, hasScript: true });
}

function playerButtons(say: Say): Html {
  return html`<div class="buttons" id="buttons" hidden><button type="button" id="mute" aria-label="${say('watch.unmute')}">${iconOf('soundOff')}</button><button type="button" id="fullscreen" aria-label="${say('watch.fullscreen')}">${iconOf('fullscreen')}</button></div>`;
}

function askDialog(say: Say): Html {
  return html`<dialog id="dialog" aria-labelledby="dialog-title"><form id="ask-form" method="dialog"><h2 id="dialog-title">${say('watch.askTitle')}</h2><p class="quiet">${say('watch.askNote')}</p><label>${say('watch.yourQuestion')}<textarea name="text" required maxlength="500" rows="4" aria-describedby="left"></textarea></label><p id="left" class="quiet num"></p><p role="alert" class="problem"></p><p class="row"><button type="button" class="line" data-close>${say('watch.cancel')}</button><button class="go">${say('watch.submit')}</button></p></form>
<form id="verify-form" method="dialog" hidden><h2>${say('watch.verifyTitle')}</h2><p class="quiet" id="verify-note">${say('watch.verifyNote')}</p><label>${say('watch.name')}<input name="name" required maxlength="20" autocomplete="name"></label><label>${say('watch.phone')}<input name="phone" required inputmode="numeric" pattern="1[3-9][0-9]{9}" maxlength="11" autocomplete="tel-national"></label><button type="button" class="line" id="get-code">${say('watch.getCode')}</button><label>${say('watch.code')}<input name="code" required inputmode="numeric" pattern="[0-9]{6}" maxlength="6" autocomplete="one-time-code"></label><p role="alert" class="problem"></p><p class="row"><button type="button" class="line" data-close>${say('watch.cancel')}</button><button class="go">${say('watch.verify')}</button></p></form></dialog>`;
}

interface DocumentParts {
  readonly title: string;
  readonly locale: string;
  readonly theme: string;
  readonly size: string;
  readonly assets: WatchAssets;
  readonly body: Html;
  readonly hasScript: boolean;
}

function documentOf({ title, locale, theme, size, assets, body, hasScript }: DocumentParts): string {
  const preload = assets.preload.map((href) => html`<link rel="modulepreload" href="${href}">`);
  return html`<!doctype html><html lang="${locale}" data-theme="${theme}" data-size="${size}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"><title>${title}</title><link rel="icon" href="/icon.svg"><style>${{ markup: assets.styles }}</style>${
    hasScript && preload
  }${hasScript && html`<script type="module" src="${assets.script}"></script>`}</head><body>${body}</body></html>`
    .markup;
}

/** A page for a meeting that is not there for the public, or a server that does not answer. */
export function watchRefusal(
  say: Say,
  key: 'notFound' | 'unavailable',
  page: Omit<WatchPage, 'view' | 'data'> & { locale: string },
): string {
  const body = html`<main class="refusal"><h1>${say(`watch.${key}`)}</h1><p>${say(`watch.${key}Text`)}</p><p><a class="go" href="/">${say('watch.home')}</a></p></main>`;
  return documentOf({ ...page, title: say(`watch.${key}`), body, hasScript: false });
}
