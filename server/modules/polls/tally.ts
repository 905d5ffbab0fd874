import { choicesOf } from './ballots.ts';
import type { Choice, Question, RankingRound, StatementAnswer, StatementCounts, Tally } from './contract.ts';

type Counts = Record<string, number>;

const zeros = (ids: readonly string[]): Counts => Object.fromEntries(ids.map((id) => [id, 0]));
const bump = (counts: Counts, id: string, by = 1): void => {
  counts[id] = (counts[id] ?? 0) + by;
};

/** Everyone who stands highest; nobody when the highest is 0. */
export function highest(counts: Readonly<Counts>): string[] {
  const top = Math.max(0, ...Object.values(counts));
  return top === 0 ? [] : Object.keys(counts).filter((id) => counts[id] === top);
}

function firstPlaces(orders: readonly (readonly string[])[], remaining: readonly string[]): Counts {
  const counts = zeros(remaining);
  for (const order of orders) {
    const first = order.find((id) => remaining.includes(id));
    if (first !== undefined) bump(counts, first);
  }
  return counts;
}

/**
 * Ranking by elimination: as long as nobody has more than half, whoever stands last goes. Several who stand last go together
 * only where no order of going could change the rest, that is when they have fewer votes together than the next one. Any
 * other tie ends the count and is said (D28).
 */
export function eliminate(
  orders: readonly (readonly string[])[],
  optionIds: readonly string[],
): { rounds: RankingRound[]; leaders: string[] } {
  const rounds: RankingRound[] = [];
  if (orders.length === 0) return { rounds, leaders: [] };
  let remaining = [...optionIds];
  for (;;) {
    const counts = firstPlaces(orders, remaining);
    const votes = (id: string): number => counts[id] ?? 0;
    const winner = remaining.find((id) => 2 * votes(id) > orders.length);
    if (winner !== undefined) {
      rounds.push({ counts, eliminated: [], tied: [] });
      return { rounds, leaders: [winner] };
    }
    const least = Math.min(...remaining.map(votes));
    const last = remaining.filter((id) => votes(id) === least);
    const others = remaining.filter((id) => votes(id) !== least);
    const isTie = last.length > 1 && (others.length === 0 || least * last.length >= Math.min(...others.map(votes)));
    rounds.push({ counts, eliminated: isTie ? [] : last, tied: isTie ? last : [] });
    if (isTie) return { rounds, leaders: remaining };
    remaining = others;
  }
}

/** Ranking by points: with n options the first place gives n-1 points, the last 0. */
export function pointsOf(orders: readonly (readonly string[])[], optionIds: readonly string[]): Counts {
  const points = zeros(optionIds);
  for (const order of orders) for (const [place, id] of order.entries()) bump(points, id, order.length - 1 - place);
  return points;
}

function placesOf(orders: readonly (readonly string[])[], optionIds: readonly string[]): Record<string, number[]> {
  const places = Object.fromEntries(optionIds.map((id) => [id, optionIds.map(() => 0)]));
  for (const order of orders)
    for (const [place, id] of order.entries()) {
      const row = places[id];
      if (row) row[place] = (row[place] ?? 0) + 1;
    }
  return places;
}

/** Highest mean; compared as fractions, so that rounding makes no winner. */
function bestRated(ratings: Tally['ratings']): string[] {
  const rated = Object.entries(ratings).filter(([, { raters }]) => raters > 0);
  const isBetter = (a: Tally['ratings'][string], b: Tally['ratings'][string]): boolean =>
    a.sum * b.raters > b.sum * a.raters;
  return rated.filter(([, one]) => !rated.some(([, other]) => isBetter(other, one))).map(([id]) => id);
}

function rank(tally: Tally, question: Extract<Question, { kind: 'ranking' }>, orders: readonly string[][]): void {
  const ids = choicesOf(question);
  tally.counts = firstPlaces(orders, ids);
  tally.places = placesOf(orders, ids);
  if (question.method === 'points') {
    tally.points = pointsOf(orders, ids);
    tally.leaders = highest(tally.points);
  } else Object.assign(tally, eliminate(orders, ids));
}

/** How each statement was answered. */
export function countAnswers(
  ids: readonly string[],
  ballots: readonly Readonly<Record<string, StatementAnswer>>[],
): StatementCounts {
  const counts = Object.fromEntries(ids.map((id) => [id, { agree: 0, disagree: 0, pass: 0 }]));
  for (const answers of ballots)
    for (const [id, answer] of Object.entries(answers)) {
      const of = counts[id];
      if (of) of[answer]++;
    }
  return counts;
}

/** Counts ballots that were checked when they were cast; the same ballots in any order give the same tally. */
export function tallyOf(question: Question, choices: readonly Choice[]): Tally {
  const ids = choicesOf(question);
  const tally: Tally = {
    ballots: choices.length,
    abstain: 0,
    counts: zeros(ids),
    ratings: {},
    rounds: [],
    points: {},
    places: {},
    leaders: [],
  };
  if (question.kind === 'rating') tally.ratings = Object.fromEntries(ids.map((id) => [id, { sum: 0, raters: 0 }]));
  const orders: string[][] = [];
  for (const choice of choices) {
    if (choice.kind === 'abstain') tally.abstain++;
    else if (choice.kind === 'yesNo') bump(tally.counts, choice.answer);
    else if (choice.kind === 'options') for (const id of choice.optionIds) bump(tally.counts, id);
    else if (choice.kind === 'ranking') orders.push(choice.order);
    else if (choice.kind === 'rating')
      for (const [id, points] of Object.entries(choice.ratings)) {
        const figures = tally.ratings[id];
        if (figures) Object.assign(figures, { sum: figures.sum + points, raters: figures.raters + 1 });
      }
  }
  if (question.kind === 'statements') {
    tally.counts = {};
    tally.statements = countAnswers(
      ids,
      choices.flatMap((choice) => (choice.kind === 'statements' ? [choice.answers] : [])),
    );
  } else if (question.kind === 'rating') {
    tally.counts = {};
    tally.leaders = bestRated(tally.ratings);
  } else if (question.kind === 'ranking') rank(tally, question, orders);
  else if (question.kind !== 'yesNo' && question.kind !== 'text') tally.leaders = highest(tally.counts);
  return tally;
}
