import { barOf } from '#app/_features/polls/vote-cells.ts';
import { clockTime, duration } from '#app/_lib/format.ts';
import { choicesOf } from '#server/modules/polls/ballots.ts';
import type { PollResult, Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { type Html, html } from './html.ts';
import type { Say } from './texts.ts';
import type { WatchView } from './views.ts';

type Told = Pick<WatchView, 'say' | 'now'>;

const pollsOf = ({ state }: Pick<WatchView, 'state'>): readonly Poll[] => Object.values(state.polls.polls);
const isPublicStraw = ({ definition }: Poll): boolean => definition.electorate === 'public';

/** Straw polls that this page answers. */
export const openStraws = (view: Pick<WatchView, 'state'>): readonly Poll[] =>
  pollsOf(view).filter((poll) => poll.stage === 'open' && isPublicStraw(poll));

export const labelOf = (say: Say, question: Question, key: string): string => {
  const options = question.kind === 'yesNo' || question.kind === 'text' ? [] : question.options;
  const label = options.find(({ optionId }) => optionId === key)?.label;
  return label ?? say(`polls.choice.${key}`);
};

const mostCells = 60;

/** One cell per person, or shares where there are too many to be told apart. */
function bar(poll: Poll, say: Say): Html {
  const found = barOf(poll);
  if (!found) return html``;
  const { parts, total, needed } = found;
  const said = parts.map(({ cell, count }) =>
    cell === 'yes' || cell === 'no'
      ? say('polls.bar.choice', { name: say(`polls.choice.${cell}`), count })
      : say(`polls.bar.${cell}`, { count }),
  );
  // Drawn by attributes: the page's policy allows no styles of single elements.
  const cells: Html[] = [];
  let at = 0;
  for (const { cell, count } of parts) {
    const step = total <= mostCells ? 1 : count;
    for (let done = 0; done < count; done += step) {
      const [x, width] = [(at / total) * 1_000, (step / total) * 1_000 - (total <= mostCells ? 3 : 0)];
      cells.push(html`<rect class="${cell}" x="${x.toFixed(1)}" width="${width.toFixed(1)}" y="6" height="28"/>`);
      at += step;
    }
  }
  const line =
    needed !== null &&
    html`<rect class="line" x="${((needed / total) * 1_000 - 3).toFixed(1)}" width="3" y="0" height="40"/>`;
  return html`<svg class="bar" viewBox="0 0 1000 40" preserveAspectRatio="none" role="img" aria-label="${said.join(say('polls.bar.comma'))}">${cells}${line}</svg>`;
}

const leftOf = ({ closesAt }: Poll, { say, now }: Told): string =>
  closesAt === null ? '' : say('watch.votes.left', { time: duration(Math.max(0, closesAt - now)) });

function openVote(poll: Poll, told: Told): Html {
  const { say } = told;
  const { definition, figures, voted, stage } = poll;
  const isOpen = stage === 'open';
  const electors = (figures?.electors ?? 0) - (figures?.hand ?? 0);
  const turnout =
    definition.method === 'hand'
      ? say('watch.votes.byHand')
      : say('watch.votes.turnout', { voted, electors: isPublicStraw(poll) ? voted : electors });
  return html`<div class="rule"></div><h2>${say(`polls.form.${definition.form}`)}<small class="num">${
    isOpen ? leftOf(poll, told) : say('watch.votes.counting')
  }</small></h2><p class="asked">${definition.title}</p>${
    !isPublicStraw(poll) && definition.method !== 'hand' && bar(poll, say)
  }<p class="quiet num">${say(`polls.secrecy.${definition.secrecy}`)}　${turnout}</p>`;
}

/** Votes that are going on, as far as the public sees them; straw polls of the public have a form of their own. */
export function votesView(view: WatchView): Html {
  const going = pollsOf(view).filter(
    (poll) => (poll.stage === 'open' || poll.stage === 'closed') && !(isPublicStraw(poll) && poll.stage === 'open'),
  );
  const over = view.state.meetings.phase === 'ended' || view.state.meetings.phase === 'archived';
  return html`${over ? [] : going.map((poll) => openVote(poll, view))}`;
}

function countsOf(
  question: Question,
  { totals, tally }: PollResult,
  say: Say,
): readonly { key: string; text: string }[] {
  return choicesOf(question).map((key) => {
    if (question.kind === 'rating') {
      const { sum = 0, raters = 0 } = tally.ratings[key] ?? {};
      return { key, text: say('watch.votes.mean', { mean: raters === 0 ? '–' : (sum / raters).toFixed(2), raters }) };
    }
    if (question.kind === 'ranking' && question.method === 'points')
      return { key, text: String(tally.points[key] ?? 0) };
    if (question.kind === 'ranking') {
      const last = tally.rounds.findLast(({ counts }) => counts[key] !== undefined);
      return { key, text: String(last?.counts[key] ?? 0) };
    }
    if (question.kind === 'statements') {
      const { agree = 0, disagree = 0, pass = 0 } = tally.statements?.[key] ?? {};
      return { key, text: say('watch.votes.statement', { agree, disagree, pass }) };
    }
    return { key, text: String(totals.counts[key] ?? 0) };
  });
}

function result(poll: Poll, found: PollResult, say: Say): Html {
  const { definition, publishedAt, list } = poll;
  const { question } = definition;
  const isYesNo = question.kind === 'yesNo';
  const word = definition.form === 'vote' ? say(`polls.outcome.${found.outcome}`) : '';
  const figures = isYesNo
    ? html`<p class="figures num">${[
        ...(['yes', 'no'] as const).map(
          (key) => html`<span>${say(`polls.choice.${key}`)} <b>${found.totals.counts[key] ?? 0}</b></span>`,
        ),
        question.canAbstain ? html`<span>${say('polls.choice.abstain')} <b>${found.totals.abstain}</b></span>` : html``,
        found.hand ? html`<span>${say('watch.votes.hands')}</span>` : html``,
      ]}</p>`
    : html`<ul class="options num">${countsOf(question, found, say).map(
        ({ key, text }) =>
          html`<li class="${found.leaders.includes(key) && 'leads'}"><span>${labelOf(say, question, key)}</span><b>${text}</b></li>`,
      )}</ul>`;
  const why = say(`polls.explain.${found.explanation.key}`, found.explanation.params);
  return html`<li><p class="asked">${definition.title}${
    word !== '' && html`<b class="${found.outcome === 'carried' && 'carried'}">${word}</b>`
  }</p>${isYesNo && !isPublicStraw(poll) && bar(poll, say)}${figures}<p class="because num">${why}</p><p class="quiet num">${
    publishedAt !== null && say('watch.votes.published', { time: clockTime(publishedAt) })
  }${isPublicStraw(poll) && html`　${say('watch.votes.notVerified')}`}${
    list !== null &&
    list.listLength > 0 &&
    html`　${say('watch.votes.hash', { hash: list.listHash.slice(0, 12).toUpperCase() })}`
  }</p></li>`;
}

function undone({ definition, stage, reason }: Poll, say: Say): Html {
  const known = reason === 'rollMismatch' ? say('polls.reasons.rollMismatch') : (reason ?? '');
  return html`<li><p class="asked">${definition.title}<b>${say(`polls.outcome.${stage}`)}</b></p><p class="because">${say('watch.because', { reason: known })}</p></li>`;
}

/** Published results, the newest first, each with the sentence that explains it (D21). */
export function resultsView(view: WatchView): Html {
  const { say } = view;
  const done = pollsOf(view)
    .filter(({ stage }) => stage === 'published' || stage === 'cancelled' || stage === 'invalid')
    .toReversed();
  if (done.length === 0) return html``;
  const rows = done.map((poll) =>
    poll.result && poll.stage === 'published' ? result(poll, poll.result, say) : undone(poll, say),
  );
  return html`<div class="rule"></div><h2>${say('watch.votes.results')}</h2><ul class="results">${rows}</ul>`;
}
