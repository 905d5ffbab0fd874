import { followPublic } from '#app/_lib/live/follow-public.ts';
import type { Violation } from '#server/kernel/errors.ts';
import { askBox } from './ask-box.ts';
import { type BroadcastState, startBroadcast } from './broadcast.ts';
import { floorView, onlineFloor } from './floor-view.ts';
import { iconOf } from './icons.ts';
import type { WatchData } from './page.ts';
import { resultsView, votesView } from './poll-views.ts';
import { publishedView } from './questions-view.ts';
import { strawBox } from './straw-box.ts';
import { hasText, sayer } from './texts.ts';
import {
  agendaView,
  hasReplay,
  metaView,
  pageAddress,
  shownPage,
  spanOf,
  stageView,
  stageWords,
  statusView,
  type WatchView,
} from './views.ts';

const element = (id: string): HTMLElement => {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no ${id}`);
  return found;
};
const data = JSON.parse(element('data').textContent ?? '') as WatchData;
const { meetingId, locale, snapshot } = data;
const say = sayer(data.texts, locale);
const textOf = ({ code, params }: Violation): string => {
  const dot = code.indexOf('.');
  const key = dot < 0 ? `common.errors.${code}` : `${code.slice(0, dot)}.errors.${code.slice(dot + 1)}`;
  return say(hasText(data.texts, key) ? key : 'common.errors.internal', params);
};
const live = followPublic({ meetingId, snapshot });
let media: Pick<BroadcastState, 'condition' | 'delaySeconds'> = { condition: 'out', delaySeconds: null };

const view = (): WatchView => ({
  meetingId,
  state: live.getState(),
  now: live.serverNow(),
  locale,
  say,
  viewers: live.getViewers(),
  status: live.getStatus(),
  media: media.condition,
  delaySeconds: media.delaySeconds,
});

const parts = [
  ['stage', stageView],
  ['floor', floorView],
  ['meta', metaView],
  ['status', statusView],
  ['votes', votesView],
  ['agenda-list', agendaView],
  ['published', publishedView],
  ['results', resultsView],
] as const;
const drawn = new Map<string, string>();

/** Only what changed is written, at most once per picture of the screen. */
let isDrawing = false;
function draw(): void {
  if (isDrawing) return;
  isDrawing = true;
  requestAnimationFrame(() => {
    isDrawing = false;
    const now = view();
    for (const [id, render] of parts) {
      const { markup } = render(now);
      if (drawn.get(id) === markup) continue;
      const isFirst = !drawn.has(id);
      drawn.set(id, markup);
      // What the server drew is the same but for the clock; writing it again would only move the page.
      if (isFirst && id !== 'stage' && element(id).innerHTML === markup) continue;
      element(id).innerHTML = markup;
    }
    const span = spanOf(now.state.meetings.phase);
    element('sound-only').hidden = !span.isRunning;
    element('calendar').hidden = span.isOver;
    element('replay').hidden = !hasReplay(now);
    announce(now);
    fetchNextPage(now);
    conductBroadcast(now);
    box.refresh(now);
    straws.refresh(now.state);
  });
}

/** The picture of the next page is there before anybody turns to it. */
let fetched = '';
function fetchNextPage({ state: { meetings, rooms } }: WatchView): void {
  const shown = shownPage(meetings, rooms);
  if (!shown || shown.page >= shown.pageCount) return;
  const address = pageAddress(meetingId, shown.documentId, shown.page + 1);
  if (address !== fetched) new Image().src = address;
  fetched = address;
}

let said = '';
function announce({ state: { meetings, speaking, polls } }: WatchView): void {
  const item = meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId);
  const speaker = speaking.turns.find(({ turnId }) => turnId === speaking.mainTurnId)?.speaker?.name;
  const vote = polls.open.map((pollId) => polls.polls[pollId]?.definition.title ?? '').join(' ');
  const words = [say(`watch.phase.${meetings.phase}`), item?.title, speaker, vote].filter(Boolean).join(' ');
  if (said !== '' && said !== words) element('said').textContent = words;
  said = words;
}

/** Media may be had while the meeting runs and the item is public; everything else ends the broadcast. */
function conductBroadcast({ state: { meetings, rooms, recordings, speaking }, status }: WatchView): void {
  const isPublic = meetings.currentItemId === null || meetings.currentVisibility === 'public';
  const { programme } = recordings;
  const hasSegments = programme !== null && programme.endedAt === null;
  const hasSomething = rooms.isVenueOnAir || hasSegments || media.condition !== 'out';
  const isWanted = spanOf(meetings.phase).isRunning && isPublic && status.kind !== 'goodbye' && hasSomething;
  broadcast.conduct({ isWanted, hasSegments, stage: rooms.stage, floor: onlineFloor(speaking) });
}

const broadcast = startBroadcast({
  meetingId,
  pictures: element('pictures'),
  programme: element('programme'),
  serverNow: live.serverNow,
  onChange({ condition, isSoundOff, delaySeconds }) {
    element('buttons').hidden = condition === 'out';
    showSound(isSoundOff);
    if (media.condition === condition && media.delaySeconds === delaySeconds) return;
    if (condition === 'delayed' && media.condition !== condition) element('said').textContent = say('watch.nowDelayed');
    if (condition === 'playing' && media.condition === 'delayed') element('said').textContent = say('watch.nowDirect');
    media = { condition, delaySeconds };
    draw();
  },
});

function showSound(isOff: boolean): void {
  const button = element('mute');
  const label = say(isOff ? 'watch.unmute' : 'watch.mute');
  if (button.getAttribute('aria-label') === label) return;
  button.setAttribute('aria-label', label);
  button.innerHTML = iconOf(isOff ? 'soundOff' : 'sound').markup;
}

const on = (id: string, act: () => void): void => element(id).addEventListener('click', act);
on('mute', () => broadcast.toggleSound());
on('fullscreen', () => {
  if (document.fullscreenElement) void document.exitFullscreen();
  else void element('player').requestFullscreen?.();
});
on('sound-only', () => {
  const button = element('sound-only');
  const isOn = button.getAttribute('aria-pressed') !== 'true';
  button.setAttribute('aria-pressed', String(isOn));
  const label = button.querySelector('span');
  if (label) label.textContent = say(isOn ? 'watch.withPicture' : 'watch.soundOnly');
  broadcast.setSoundOnly(isOn);
});
/** In large text: where the meeting stands, read by the device's own voice. */
on('read-aloud', () => {
  const isSpeaking = speechSynthesis.speaking;
  speechSynthesis.cancel();
  if (isSpeaking) return;
  const { state } = view();
  const item = state.meetings.agenda.find(({ itemId }) => itemId === state.meetings.currentItemId);
  const words = stageWords(view());
  const text = [state.meetings.details?.title, say(`watch.phase.${state.meetings.phase}`), words?.title, words?.text];
  if (item) text.push(`${say('watch.currentTopic')}: ${item.title}`);
  const speech = new SpeechSynthesisUtterance(text.filter(Boolean).join('. '));
  speech.lang = locale;
  speech.rate = 0.9;
  speechSynthesis.speak(speech);
});
element('read-aloud').toggleAttribute('hidden', !('speechSynthesis' in globalThis));
on('share', () => {
  const shared = { title: document.title, url: location.href };
  if (navigator.share) return void navigator.share(shared).catch(() => undefined);
  void navigator.clipboard?.writeText(location.href).then(() => {
    element('said').textContent = say('watch.shared');
    element('share').append(` · ${say('watch.shared')}`);
  });
});
const remember = (name: string, value: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: small preferences that the server reads before it draws
  document.cookie = `${name}=${value}; path=/; max-age=31536000; samesite=lax`;
};
const flip = (name: 'theme' | 'size', one: string, other: string): void => {
  const root = document.documentElement;
  const next = root.dataset[name] === one ? other : one;
  root.dataset[name] = next;
  remember(name, next);
};
on('large-text', () => flip('size', 'elder', 'normal'));
on('dark', () => flip('theme', 'dark', 'light'));
on('language', () => {
  remember('NEXT_LOCALE', locale === 'en' ? 'zh-CN' : 'en');
  location.reload();
});

const box = askBox({ meetingId, say, textOf, element });
const straws = strawBox({ meetingId, say, textOf, element });
live.subscribe(draw);
draw();
// Countdowns count in seconds; expected times move slowly.
setInterval(draw, 1_000);
