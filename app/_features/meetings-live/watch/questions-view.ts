import { clockTime, longDate } from '#app/_lib/format.ts';
import type { OwnQuestion } from '#server/modules/chat/contract.ts';
import { type BoxState, boxState, byUpvotes } from '#server/modules/chat/figures.ts';
import type { PublishedQuestion } from '#server/modules/chat/state.ts';
import { type Html, html } from './html.ts';
import { iconOf } from './icons.ts';
import type { Say } from './texts.ts';
import type { WatchView } from './views.ts';

/** Shown at once; the rest opens on a press. */
const shownAtOnce = 10;

const boxOf = ({ state: { chat, meetings }, now }: WatchView): BoxState => boxState(chat, meetings.phase, now);

export const canAsk = (view: WatchView): boolean => boxOf(view).isOpen;

/** What stands in the place of a question: the invitation, or why none can be asked now and when it can (C21). */
export function askWords(view: WatchView): string {
  const { say, locale, now } = view;
  const box = boxOf(view);
  const timeOf = (at: number): string =>
    new Date(at).toDateString() === new Date(now).toDateString()
      ? clockTime(at)
      : `${longDate(at, locale)} ${clockTime(at)}`;
  if (box.isOpen)
    return box.closesAt === null ? say('watch.askPlaceholder') : say('watch.box.until', { time: timeOf(box.closesAt) });
  return say(`watch.box.${box.why}`, { time: box.opensAt === null ? '' : timeOf(box.opensAt) });
}

/** Asked first or after it was shown: reviewed before, or after. */
export const reviewWords = ({ state: { chat }, say }: WatchView): string =>
  say(chat.channels.public.review === 'pre' ? 'watch.reviewed' : 'watch.reviewedLater');

const answerView = (by: string, text: string | null, at: number, say: Say): Html =>
  html`<p class="answer"><b>${by}</b> ${text ?? say('watch.answeredInMeeting', { time: clockTime(at) })}</p>`;

function publishedRow(question: PublishedQuestion, say: Say): Html {
  const { messageId, text, name, at, upvotes, joined, answer, raised } = question;
  if (text === null) return html`<li><p class="quiet">${say('chat.deleted')}</p></li>`;
  return html`<li><div class="asked-row"><div><p>${text}</p><p class="by num"><span>${name} ${clockTime(at)}</span>${
    joined > 0 && html`<span>${say('watch.alike', { count: joined })}</span>`
  }${raised && html`<span>${say('watch.raised', { by: raised.by, time: clockTime(raised.at) })}</span>`}</p></div><button type="button" class="support num" data-support="${messageId}" aria-pressed="false" aria-label="${say(
    'watch.supportThis',
    { text: text.slice(0, 40), count: upvotes },
  )}">${iconOf('up')}${upvotes}</button></div>${answer && answerView(answer.by, answer.text, answer.at, say)}</li>`;
}

/** What the public asked and everybody may read, the most wanted first; what was taken down leaves its mark at the end. */
export function publishedView({ state: { chat }, say }: WatchView): Html {
  if (chat.published.length === 0) return html``;
  const deleted = chat.published.filter(({ text }) => text === null).toReversed();
  const rows = [...byUpvotes(chat.published), ...deleted].map((question) => publishedRow(question, say));
  const rest = rows.slice(shownAtOnce);
  return html`<div class="rule"></div><h2>${say('watch.published')}<small>${say('watch.byUpvotes')}</small></h2><ul class="questions">${rows.slice(
    0,
    shownAtOnce,
  )}</ul>${
    rest.length > 0 &&
    html`<details class="more"><summary>${say('watch.morePublished', { count: rest.length })}</summary><ul class="questions">${rest}</ul></details>`
  }`;
}

type Step = { readonly words: string; readonly kind: '' | 'yes' | 'no' };

/** The stations of a question on its way; the last one says how it stands (C27). */
function stepsOf({ at, status, reviewedAt, onScreenAt, raised }: OwnQuestion, say: Say): readonly Step[] {
  const step = (key: string, time: number | null, kind: Step['kind'] = ''): Step => ({
    words: say(`watch.status.${key}`, { time: time === null ? '' : clockTime(time) }),
    kind,
  });
  const submitted = step('submitted', at);
  if (status === 'pending') return [submitted, step('pending', null, 'no')];
  if (status === 'declined') return [submitted, step('declined', reviewedAt, 'no')];
  if (status === 'deleted') return [submitted, step('deleted', null, 'no')];
  const seen = onScreenAt ?? raised?.at ?? null;
  if (seen === null) return [submitted, step('published', reviewedAt, 'yes')];
  return [submitted, step('passed', reviewedAt), step(onScreenAt === null ? 'raised' : 'onScreen', seen, 'yes')];
}

function ownRow(question: OwnQuestion, say: Say): Html {
  const { id, text, status, reason, note, alike, shown, isOpinion, answer, raised } = question;
  const why = reason === null ? (note ?? '') : say(`chat.decline.${reason}`);
  const steps = stepsOf(question, say).map(
    ({ words, kind }) =>
      html`<span class="${kind}">${kind === 'yes' && iconOf('check')}${kind === 'no' && status === 'declined' && iconOf('cross')}${words}</span>`,
  );
  const lines = [
    status === 'declined' && why !== '' && say('watch.because', { reason: why }),
    status === 'declined' && reason !== null && note !== null && note !== '' && note,
    status === 'pending' && (alike > 0 ? say('watch.groupedWaiting', { count: alike }) : say('watch.waiting')),
    status === 'published' && shown !== null && say('watch.groupedShown', { count: alike, text: shown }),
    status === 'published' && shown === null && alike > 0 && say('watch.standsFor', { count: alike }),
    status === 'published' && raised !== null && say('watch.raised', { by: raised.by, time: clockTime(raised.at) }),
    isOpinion && say('watch.isOpinion'),
  ].filter((line) => line !== false);
  return html`<li><p>${text ?? say('chat.deleted')}</p><p class="steps num">${steps}</p>${lines.map(
    (line) => html`<p class="why">${line}</p>`,
  )}${answer && answerView(answer.by, answer.text, answer.at, say)}${
    status === 'declined' && html`<button type="button" class="line" data-again="${id}">${say('watch.again')}</button>`
  }</li>`;
}

/** The author's own questions with their honest status, the newest first. */
export function mineView(
  { say, reviewed }: { readonly say: Say; readonly reviewed: string },
  questions: readonly OwnQuestion[],
): Html {
  if (questions.length === 0) return html``;
  const rows = questions.map((question) => ownRow(question, say));
  return html`<div class="rule"></div><h2>${say('watch.mine')}<small>${reviewed}</small></h2><ul class="questions">${rows}</ul>`;
}
