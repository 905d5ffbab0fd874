import { nearest } from '#server/modules/chat/grouping.ts';
import { cutTerms } from '#server/modules/chat/segmenter.ts';
import { compileWords, normalise, type WordKind } from '#server/modules/chat/words.ts';
import { askedAgain, askedBeside } from '#tests/support/asked.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';

const sizes = { full: { words: 20_000, texts: 1_500, waiting: 2_000 }, quick: { words: 500, texts: 100, waiting: 50 } };
const characters = 300;
/** Characters that lists and texts really share, so that the search is led astray as often as by real words. */
const common = [...new Set([...askedAgain.flat(), ...askedBeside.flat()].join(''))];

/** Numbers that look random and are the same in every run. */
function dice(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state % below;
  };
}
const written = (roll: (below: number) => number, length: number): string =>
  Array.from({ length }, () => common[roll(common.length)]).join('');

const percentile = (samples: readonly number[], share: number): number =>
  samples.toSorted((a, b) => a - b)[Math.min(samples.length - 1, Math.floor(samples.length * share))] ?? 0;

/** The best of five for each text: what the text costs, without what another process took away meanwhile. */
function timed<T>(items: readonly T[], act: (item: T) => void): readonly number[] {
  const once = (item: T): number => {
    const startedAt = performance.now();
    act(item);
    return performance.now() - startedAt;
  };
  return items.map((item) => Math.min(...Array.from({ length: 5 }, () => once(item))));
}

/** What a list without an automaton costs: every word is looked for in the folded text. */
const wordByWord = (words: readonly string[], text: string): number => {
  const folded = normalise(text);
  return words.filter((word) => folded.includes(word)).length;
};

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const size = sizes[env.isQuick ? 'quick' : 'full'];
  const roll = dice(20_261_129);
  const kinds: readonly WordKind[] = ['block', 'review'];
  const words = Array.from({ length: size.words }, (_, n) => ({
    word: written(roll, 2 + roll(5)),
    kind: kinds[n % 2] ?? 'block',
  }));
  const texts = Array.from({ length: size.texts }, () => written(roll, characters));
  const matcher = compileWords(words);
  const folded = [...new Set(words.map(({ word }) => normalise(word)))];
  // The automaton and the plain search find the same, else its speed means nothing.
  for (const text of texts.slice(0, 100)) {
    const { blocked, review } = matcher.find(text);
    if (
      Math.min(20, wordByWord(folded, text)) > blocked.length + review.length &&
      blocked.length < 20 &&
      review.length < 20
    )
      throw new Error(`the matcher missed a word in ${text}`);
  }
  const rows: Record<'p50' | 'p99' | 'rival50' | 'rival99' | 'near50' | 'near99' | 'cut', number[]> = {
    p50: [],
    p99: [],
    rival50: [],
    rival99: [],
    near50: [],
    near99: [],
    cut: [],
  };
  const questions = [...askedAgain.flat(), ...askedBeside.flat()];
  const terms = await Promise.all(questions.map(cutTerms));
  const waiting = Array.from({ length: size.waiting }, (_, n) => ({
    messageId: String(n),
    text: questions[n % questions.length] ?? '',
    groupId: null,
    // Every one its own number, so that none is near and all are looked at.
    terms: { ...(terms[n % questions.length] ?? { words: {}, isNegated: false }), numbers: [String(n)] },
  }));
  const asked = Array.from({ length: Math.min(size.texts, 200) }, (_, n) => n % questions.length);
  for (let round = 0; round <= env.rounds; round++) {
    env.say(`round ${round}`);
    const own = timed(texts, (text) => matcher.find(text));
    const rival = timed(texts.slice(0, 200), (text) => wordByWord(folded, text));
    const near = timed(asked, (at) => {
      const found = terms[at] ?? null;
      nearest(questions[at] ?? '', found && { ...found, numbers: [] }, waiting);
    });
    const startedAt = performance.now();
    await Promise.all(texts.slice(0, 500).map(cutTerms));
    const cut = (performance.now() - startedAt) / Math.min(500, texts.length);
    // The first is not counted: compilers warm up.
    if (round === 0) continue;
    rows.p50.push(percentile(own, 0.5));
    rows.p99.push(percentile(own, 0.99));
    rows.rival50.push(percentile(rival, 0.5));
    rows.rival99.push(percentile(rival, 0.99));
    rows.near50.push(percentile(near, 0.5));
    rows.near99.push(percentile(near, 0.99));
    rows.cut.push(cut);
  }
  const of = `${characters} characters, ${size.words} words`;
  const row = (
    measure: string,
    product: readonly number[],
    rival: readonly number[] | null,
    aim: number | null,
  ): BenchRow => ({
    measure,
    unit: 'ms',
    product,
    rival,
    aim: aim === null ? null : { of: 'value', atMost: aim },
  });
  return [
    row(`screening a text, ${of}: p50`, rows.p50, rows.rival50, 1),
    row(`screening a text, ${of}: p99`, rows.p99, rows.rival99, 1),
    row(`finding the nearest of ${size.waiting} waiting questions: p50`, rows.near50, null, null),
    row(`finding the nearest of ${size.waiting} waiting questions: p99`, rows.near99, null, null),
    row(`cutting a text of ${characters} characters, in its thread`, rows.cut, null, null),
  ];
}

export const bench: Bench = {
  name: 'screening',
  title: 'word lists against looking for each word in turn; grouping of questions',
  run,
};
