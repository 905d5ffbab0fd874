import { clockTime, duration, longDate, ordinal } from '#app/_lib/format.ts';
import type { LiveStatus } from '#app/_lib/live/live-client.ts';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import type { MeetingPhase } from '#server/kernel/live.ts';
import type { MeetingsState } from '#server/modules/meetings/domain.ts';
import { type AgendaLine, agendaLines } from '../agenda-lines.ts';
import { queueWords } from './floor-view.ts';
import { type Html, html } from './html.ts';
import type { Say } from './texts.ts';

/** Everything the public page is drawn from, on the server and in the browser alike. */
export interface WatchView {
  readonly meetingId: string;
  readonly state: MeetingView;
  readonly now: number;
  readonly locale: string;
  readonly say: Say;
  readonly viewers: number | null;
  readonly status: LiveStatus;
  /** How picture and sound stand; `out` while no player is loaded. */
  readonly media: MediaCondition;
  /** How far the picture is behind the meeting; null while it is not. */
  readonly delaySeconds: number | null;
}

export type MediaCondition =
  | 'out'
  | 'connecting'
  | 'playing'
  /** From segments, some seconds behind. */
  | 'delayed'
  | 'delayedAudio'
  | 'audio'
  | 'weakAudio'
  | 'captions'
  | 'waiting'
  | 'lost'
  | 'full';

const aMinute = 60_000;
const aDay = 86_400_000;

/** What a phase means for what can be done. */
export const spanOf = (phase: MeetingPhase): { readonly isRunning: boolean; readonly isOver: boolean } => ({
  isRunning: phase === 'open' || phase === 'live' || phase === 'suspended',
  isOver: phase === 'ended' || phase === 'archived',
});

/** The meeting is over and was recorded; from when on the public sees it again, the replay's own page tells. */
export const hasReplay = ({ state: { meetings, recordings } }: Pick<WatchView, 'state'>): boolean =>
  spanOf(meetings.phase).isOver && recordings.programme !== null;

/** While an item that is not public is discussed nothing goes out. */
const isClosed = ({ currentItemId, currentVisibility }: MeetingsState): boolean =>
  currentItemId !== null && currentVisibility !== 'public';

interface Words {
  readonly title: string;
  readonly text: string;
}

/** What the stage says instead of (or over) a picture; null while the picture speaks for itself. */
export function stageWords({ state: { meetings, rooms }, now, locale, say, media }: WatchView): Words | null {
  const words = (key: string, params: Record<string, string | number> = {}): Words => ({
    title: say(`watch.stage.${key}`, params),
    text: say(`watch.stage.${key}Text`, params),
  });
  const { phase, details } = meetings;
  if (phase === 'ended' || phase === 'archived')
    return words('ended', { time: meetings.endedAt === null ? '' : clockTime(meetings.endedAt) });
  if (phase === 'scheduled' && details) {
    const start = details.plannedStartAt;
    const params = { date: longDate(start, locale), time: clockTime(start), place: details.place };
    const left = start - now;
    if (left > aDay) return { title: params.date, text: words('before', params).text };
    return left > 0 ? words('before', { ...params, left: duration(left) }) : words('soon');
  }
  if (isClosed(meetings)) return words('closed');
  if (phase === 'suspended') return words('suspended', { reason: meetings.suspendReason ?? '' });
  if (rooms.stage.layout === 'pause') return words('pause');
  if (rooms.stage.layout === 'document' && rooms.stage.documentId !== null && media !== 'delayed')
    return shownPage(meetings, rooms) ? null : words('document');
  if (media === 'playing' || media === 'delayed') return null;
  if (phase === 'open' && !rooms.isVenueOnAir) return words('soon');
  if (media === 'audio') return words('sound');
  if (media === 'delayedAudio') return { title: say('watch.stage.sound'), text: '' };
  if (media === 'weakAudio' || media === 'captions') return words('weak');
  if (media === 'lost' || !rooms.isMediaAvailable) return words('lost');
  if (media === 'full') return words('full');
  return rooms.isVenueOnAir ? { title: say('watch.stage.connecting'), text: '' } : words('waiting');
}

interface ShownPage {
  readonly documentId: string;
  readonly title: string;
  readonly page: number;
  readonly pageCount: number;
}

/** The page on everybody's stage, if the public may read its document. */
export function shownPage(
  { documents, ...meetings }: MeetingsState,
  { stage }: WatchView['state']['rooms'],
): ShownPage | null {
  const found = documents.find(({ documentId }) => documentId === stage.documentId);
  const isShown = stage.layout === 'document' && spanOf(meetings.phase).isRunning && meetings.phase !== 'suspended';
  if (!found || !isShown || isClosed({ documents, ...meetings }) || found.pageCount === 0) return null;
  return { documentId: found.documentId, title: found.title, page: stage.page ?? 1, pageCount: found.pageCount };
}

/** Where the picture of a page is had. */
export const pageAddress = (meetingId: string, documentId: string, page: number): string =>
  `/api/live/${meetingId}/documents/${documentId}/pages/${page}`;

/** The delayed picture has its page in it already. */
function pageView({ state: { meetings, rooms }, say, meetingId, media }: WatchView): Html {
  const shown = media === 'delayed' ? null : shownPage(meetings, rooms);
  if (!shown) return html``;
  const { documentId, title, page, pageCount } = shown;
  return html`<img class="page" data-page="${page}" src="${pageAddress(meetingId, documentId, page)}" alt="${say('watch.page', { title, page, count: pageCount })}">`;
}

export function stageView(view: WatchView): Html {
  const words = stageWords(view);
  const isLive = view.state.meetings.phase === 'live' && !isClosed(view.state.meetings);
  const { delaySeconds } = view;
  return html`${pageView(view)}<p class="signs">${isLive && html`<span class="on-air">${view.say('watch.live')}</span>`}${
    delaySeconds !== null &&
    html`<span class="behind num">${view.say('watch.behind', { seconds: delaySeconds })}</span>`
  }</p>${words && html`<div class="words"><p class="title num">${words.title}</p><p>${words.text}</p></div>`}`;
}

export function metaView({ state: { meetings }, say, locale, viewers }: WatchView): Html {
  const { details } = meetings;
  if (!details) return html``;
  const start = meetings.startedAt ?? details.plannedStartAt;
  return html`<span>${details.place}</span><span class="num">${say('watch.startsAt', {
    date: longDate(start, locale),
    time: clockTime(start),
  })}</span><span class="num viewers">${
    viewers !== null && say('watch.viewers', { count: viewers.toLocaleString(locale) })
  }</span>`;
}

/** One line for what is not as it should be with the connection. */
export function statusView({ status, say }: WatchView): Html {
  if (status.kind === 'offline') return html`<p>${say('watch.offline', { time: clockTime(status.since) })}</p>`;
  return status.kind === 'goodbye' ? html`<p>${say('watch.gone')}</p>` : html``;
}

/** The public agenda: what was, what is, and about when the rest will be. */
export function agendaView(view: WatchView): Html {
  const {
    state: { meetings },
    say,
    locale,
    now,
  } = view;
  const lines = agendaLines(meetings, now);
  const top = lines.filter(({ item }) => item.parentId === null);
  if (top.length === 0) return html`<p class="quiet">${say('watch.agendaEmpty')}</p>`;
  const at = top.findIndex(({ item }) => item.itemId === meetings.currentItemId) + 1;
  const isOver = meetings.phase === 'ended' || meetings.phase === 'archived';
  const rows = lines.map((line) => {
    const { item, number } = line;
    const queue = item.state === 'current' ? queueWords(view, item.itemId) : '';
    return html`<li class="${item.state}" ${item.state === 'current' && html`aria-current="step"`}><span class="n">${
      number === null ? '' : ordinal(number, locale)
    }</span><p>${item.title}${queue !== '' && html`<small class="num">${queue}</small>`}</p><span class="d num">${agendaFigure(line, say)}</span></li>`;
  });
  const isClosed = meetings.currentItemId !== null && at === 0 && !isOver;
  const place =
    at > 0 ? say('watch.agendaPlace', { at, count: top.length }) : say('watch.agendaCount', { count: top.length });
  return html`<h2>${say('watch.agenda')}<small class="num">${place}</small></h2>${
    isClosed && html`<p class="quiet">${say('watch.closedNow')}</p>`
  }<ol class="agenda">${rows}</ol>`;
}

function agendaFigure({ item, spentMs: spent, beginsAt }: AgendaLine, say: Say): string {
  if (item.state === 'current') return say('watch.current');
  if (item.state === 'done') return say('watch.minutes', { count: Math.max(1, Math.round(spent / aMinute)) });
  return beginsAt === null ? '' : say('watch.about', { time: clockTime(beginsAt) });
}
