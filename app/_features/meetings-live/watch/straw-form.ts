import type { Choice, Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { type Html, html } from './html.ts';
import { labelOf } from './poll-views.ts';
import type { Say } from './texts.ts';

const statementAnswers = ['agree', 'disagree', 'pass'] as const;

const pick = (type: 'radio' | 'checkbox', name: string, value: string, label: string): Html =>
  html`<label class="pick"><input type="${type}" name="${name}" value="${value}">${label}</label>`;

const numbers = (from: number, to: number): readonly number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index);

/** A list to choose one figure from, for each option. */
const figure = (label: string, name: string, from: number, to: number): Html =>
  html`<label class="rate"><span>${label}</span><select name="${name}"><option value=""></option>${numbers(
    from,
    to,
  ).map((one) => html`<option>${one}</option>`)}</select></label>`;

function fields(question: Question, say: Say): Html {
  const label = (key: string): string => labelOf(say, question, key);
  switch (question.kind) {
    case 'yesNo':
      return html`${(['yes', 'no'] as const).map((key) => pick('radio', 'choice', key, label(key)))}`;
    case 'single':
      return html`${question.options.map(({ optionId }) => pick('radio', 'choice', optionId, label(optionId)))}`;
    case 'multiple':
      return html`<p class="quiet">${say('polls.ask.multiple', { min: question.min, max: question.max })}</p>${question.options.map(
        ({ optionId }) => pick('checkbox', 'choice', optionId, label(optionId)),
      )}`;
    case 'rating':
      return html`<p class="quiet">${say('polls.ask.rating', { lowest: question.lowest, highest: question.highest })}</p>${question.options.map(
        ({ optionId }) => figure(label(optionId), optionId, question.lowest, question.highest),
      )}`;
    case 'ranking':
      return html`<p class="quiet">${say('watch.straw.ranking')}</p>${question.options.map(({ optionId }) =>
        figure(label(optionId), optionId, 1, question.options.length),
      )}`;
    case 'statements':
      return html`${question.options.map(
        ({ optionId }) =>
          html`<fieldset><legend>${label(optionId)}</legend>${statementAnswers.map((one) =>
            pick('radio', optionId, one, say(`watch.straw.${one}`)),
          )}</fieldset>`,
      )}`;
    case 'text':
      return html`<textarea name="text" rows="3" maxlength="${question.longest}" aria-label="${say('watch.straw.answer')}"></textarea>`;
  }
}

/** What of a straw poll is answered on this page; the same markup however many have answered meanwhile. */
export function strawForm({ pollId, definition: { title, question } }: Poll, say: Say): Html {
  return html`<form class="straw" data-poll="${pollId}"><fieldset><legend class="asked">${title}</legend>${fields(question, say)}${
    question.canAbstain && pick('radio', 'choice', 'abstain', say('polls.choice.abstain'))
  }</fieldset><p class="quiet">${say('watch.straw.note')}</p><p role="alert" class="problem"></p><button class="go">${say('watch.straw.send')}</button></form>`;
}

/** What the filled form says; null while nothing is chosen. The server decides whether it fits. */
export function choiceIn(question: Question, data: FormData): Choice | null {
  const chosen = data.getAll('choice').map(String);
  if (chosen.includes('abstain')) return { kind: 'abstain' };
  const given = (optionIds: readonly string[]): readonly (readonly [string, string])[] =>
    optionIds.flatMap((id) => {
      const value = String(data.get(id) ?? '');
      return value === '' ? [] : [[id, value] as const];
    });
  switch (question.kind) {
    case 'yesNo':
      return chosen[0] === 'yes' || chosen[0] === 'no' ? { kind: 'yesNo', answer: chosen[0] } : null;
    case 'single':
    case 'multiple':
      return chosen.length === 0 ? null : { kind: 'options', optionIds: chosen };
    case 'rating': {
      const ratings = given(question.options.map(({ optionId }) => optionId)).map(([id, value]) => [id, Number(value)]);
      return ratings.length === 0 ? null : { kind: 'rating', ratings: Object.fromEntries(ratings) };
    }
    case 'ranking': {
      const places = given(question.options.map(({ optionId }) => optionId));
      const order = places.toSorted((a, b) => Number(a[1]) - Number(b[1])).map(([id]) => id);
      const isWhole = new Set(places.map(([, place]) => place)).size === question.options.length;
      return isWhole ? { kind: 'ranking', order } : null;
    }
    case 'statements': {
      const answers = given(question.options.map(({ optionId }) => optionId));
      return answers.length === 0 ? null : ({ kind: 'statements', answers: Object.fromEntries(answers) } as Choice);
    }
    case 'text': {
      const text = String(data.get('text') ?? '').trim();
      return text === '' ? null : { kind: 'text', text };
    }
  }
}
