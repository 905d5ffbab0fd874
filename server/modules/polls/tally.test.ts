import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ballotFault } from './ballots.ts';
import type { Choice, Majority, PollDefinition, Question } from './contract.ts';
import { handFault, isQuorate, isReached, isRevealing, quorumNeeded, resultOf, votesNeeded } from './result.ts';
import { eliminate, pointsOf, tallyOf } from './tally.ts';

const yesNo: Question = { kind: 'yesNo', canAbstain: true };
const option = (optionId: string) => ({ optionId, label: optionId });
const abc = ['a', 'b', 'c'].map(option);
const single: Question = { kind: 'single', options: abc, canAbstain: true };
const multiple: Question = { kind: 'multiple', options: abc, canAbstain: false, min: 1, max: 2 };
const stating: Question = { kind: 'statements', options: abc, canAbstain: false };
const rating: Question = { kind: 'rating', options: abc, canAbstain: true, lowest: 1, highest: 5 };
const ranking = (method: 'elimination' | 'points'): Question => ({
  kind: 'ranking',
  options: abc,
  canAbstain: false,
  method,
});

const definition = (change: Partial<PollDefinition>): PollDefinition => ({
  title: 't',
  form: 'vote',
  question: yesNo,
  secrecy: 'named',
  method: 'electronic',
  electorate: 'present',
  majority: null,
  quorum: { rule: 'none' },
  belowQuorum: 'refuse',
  hasInterim: false,
  closesWhenComplete: false,
  durationMs: null,
  leastElectors: 5,
  isPublic: true,
  countsLeave: true,
  itemId: null,
  againOf: null,
  ...change,
});

const ballots = (yes: number, no: number, abstain: number): Choice[] => [
  ...Array.from({ length: yes }, (): Choice => ({ kind: 'yesNo', answer: 'yes' })),
  ...Array.from({ length: no }, (): Choice => ({ kind: 'yesNo', answer: 'no' })),
  ...Array.from({ length: abstain }, (): Choice => ({ kind: 'abstain' })),
];

interface Case {
  readonly of: readonly [yes: number, no: number, abstain: number, invalid: number];
  readonly present: number;
  readonly entitled: number;
  readonly majority: Majority;
  readonly base: number;
  readonly needed: number | null;
  readonly carried: boolean;
}

const moreThanHalf = (base: 'yesNo' | 'valid' | 'cast' | 'present' | 'entitled'): Majority => ({
  rule: 'moreThanHalf',
  base,
});
const twoThirds = (base: 'yesNo' | 'valid' | 'cast' | 'present' | 'entitled'): Majority => ({
  rule: 'twoThirds',
  base,
});
const absolute: Majority = { rule: 'absolute' };
const row = (
  of: Case['of'],
  [present, entitled]: readonly [number, number],
  majority: Majority,
  base: number,
  needed: number | null,
  carried: boolean,
): Case => ({ of, present, entitled, majority, base, needed, carried });

const house = [10, 20] as const;
const cases: readonly Case[] = [
  // Every base with more than half: just over, exactly half, just under.
  row([4, 3, 3, 0], house, moreThanHalf('yesNo'), 7, 4, true),
  row([3, 3, 4, 0], house, moreThanHalf('yesNo'), 6, 4, false),
  row([2, 3, 5, 0], house, moreThanHalf('yesNo'), 5, 3, false),
  row([6, 2, 2, 0], house, moreThanHalf('valid'), 10, 6, true),
  row([5, 2, 3, 0], house, moreThanHalf('valid'), 10, 6, false),
  row([5, 2, 2, 0], house, moreThanHalf('valid'), 9, 5, true),
  row([5, 2, 2, 1], house, moreThanHalf('cast'), 10, 6, false),
  row([6, 2, 1, 1], house, moreThanHalf('cast'), 10, 6, true),
  row([6, 0, 0, 0], house, moreThanHalf('present'), 10, 6, true),
  row([5, 0, 0, 0], house, moreThanHalf('present'), 10, 6, false),
  row([6, 3, 0, 0], [11, 20], moreThanHalf('present'), 11, 6, true),
  row([11, 0, 0, 0], [11, 20], moreThanHalf('entitled'), 20, 11, true),
  row([10, 0, 0, 0], house, moreThanHalf('entitled'), 20, 11, false),
  row([10, 1, 0, 0], [11, 20], absolute, 20, 11, false),
  row([11, 9, 0, 0], [20, 20], absolute, 20, 11, true),
  row([11, 0, 0, 0], [12, 21], absolute, 21, 11, true),
  // Two thirds: exactly, one under, bases that three does not divide.
  row([6, 3, 1, 0], house, twoThirds('yesNo'), 9, 6, true),
  row([5, 3, 2, 0], house, twoThirds('yesNo'), 8, 6, false),
  row([7, 3, 0, 0], house, twoThirds('valid'), 10, 7, true),
  row([6, 3, 1, 0], house, twoThirds('valid'), 10, 7, false),
  row([6, 2, 1, 1], house, twoThirds('cast'), 10, 7, false),
  row([7, 0, 0, 3], house, twoThirds('cast'), 10, 7, true),
  row([7, 0, 0, 0], house, twoThirds('present'), 10, 7, true),
  row([6, 0, 0, 0], house, twoThirds('present'), 10, 7, false),
  row([14, 0, 0, 0], [20, 20], twoThirds('entitled'), 20, 14, true),
  row([13, 7, 0, 0], [20, 20], twoThirds('entitled'), 20, 14, false),
  // All abstain, nobody voted, nothing but invalid ballots.
  row([0, 0, 10, 0], house, moreThanHalf('yesNo'), 0, null, false),
  row([0, 0, 10, 0], house, twoThirds('yesNo'), 0, null, false),
  row([0, 0, 10, 0], house, moreThanHalf('valid'), 10, 6, false),
  row([0, 0, 0, 0], house, moreThanHalf('valid'), 0, null, false),
  row([0, 0, 0, 0], house, twoThirds('cast'), 0, null, false),
  row([0, 0, 0, 4], house, moreThanHalf('valid'), 0, null, false),
  row([0, 0, 0, 4], house, moreThanHalf('cast'), 4, 3, false),
  row([0, 0, 0, 0], house, moreThanHalf('present'), 10, 6, false),
  row([0, 0, 0, 0], [0, 20], twoThirds('present'), 0, null, false),
  row([1, 0, 0, 0], house, moreThanHalf('yesNo'), 1, 1, true),
  row([1, 0, 0, 0], house, twoThirds('yesNo'), 1, 1, true),
];

describe('majorities', () => {
  test.each(cases)(
    'D20 $of with $majority of $present present and $entitled entitled',
    ({ of: [yes, no, abstain, invalid], present, entitled, majority, base, needed, carried }) => {
      const method = invalid > 0 ? 'mixed' : 'electronic';
      const figures = { entitled, present, electors: present, hand: invalid };
      const hand = invalid > 0 ? { counts: { yes: 0, no: 0 }, abstain: 0, invalid } : null;
      const tally = tallyOf(yesNo, ballots(yes, no, abstain));
      const result = resultOf(definition({ majority, method }), figures, tally, hand);
      expect(result.majority).toMatchObject({ baseValue: base, needed });
      expect(result.outcome).toBe(carried ? 'carried' : 'notCarried');
    },
  );

  test('D20 the needed number is the least that reaches it, for every base up to 2,000', () => {
    for (const rule of ['moreThanHalf', 'twoThirds'] as const)
      for (let base = 1; base <= 2_000; base++) {
        const needed = votesNeeded(rule, base) as number;
        expect(isReached(rule, needed, base) && !isReached(rule, needed - 1, base)).toBe(true);
        // As the rule says it, with nothing but integers.
        const half = 2 * needed > base && 2 * (needed - 1) <= base;
        const thirds = 3 * needed >= 2 * base && 3 * (needed - 1) < 2 * base;
        expect(rule === 'twoThirds' ? thirds : half).toBe(true);
      }
  });

  test('D23 a tie is not carried and is said; base 0 has no needed number', () => {
    const figures = { entitled: 10, present: 8, electors: 8, hand: 0 };
    const tied = resultOf(
      definition({ majority: moreThanHalf('yesNo') }),
      figures,
      tallyOf(yesNo, ballots(4, 4, 0)),
      null,
    );
    expect(tied).toMatchObject({ outcome: 'notCarried', isTie: true });
    const none = resultOf(definition({ majority: moreThanHalf('yesNo') }), figures, tallyOf(yesNo, []), null);
    expect(none).toMatchObject({ outcome: 'notCarried', isTie: false, explanation: { key: 'baseZero' } });
    expect(none.majority?.needed).toBeNull();
  });

  test.each([
    [{ rule: 'none' } as const, 20, 0, null, true],
    [{ rule: 'moreThanHalf' } as const, 20, 10, 11, false],
    [{ rule: 'moreThanHalf' } as const, 20, 11, 11, true],
    [{ rule: 'moreThanHalf' } as const, 21, 11, 11, true],
    [{ rule: 'moreThanHalf' } as const, 21, 10, 11, false],
    [{ rule: 'twoThirds' } as const, 30, 20, 20, true],
    [{ rule: 'twoThirds' } as const, 30, 19, 20, false],
    [{ rule: 'twoThirds' } as const, 31, 20, 21, false],
    [{ rule: 'twoThirds' } as const, 31, 21, 21, true],
    [{ rule: 'number', number: 5 } as const, 31, 5, 5, true],
    [{ rule: 'number', number: 5 } as const, 31, 4, 5, false],
    [{ rule: 'moreThanHalf' } as const, 0, 0, 1, false],
  ])('D22 quorum %j of %i with %i present', (quorum, entitled, present, needed, isMet) => {
    expect(quorumNeeded(quorum, entitled)).toBe(needed);
    expect(isQuorate(quorum, { entitled, present })).toBe(isMet);
  });

  test('D22 a vote that was not quorate is never carried, whatever its ballots say', () => {
    const figures = { entitled: 30, present: 10, electors: 10, hand: 0 };
    const low = definition({ majority: moreThanHalf('valid'), quorum: { rule: 'moreThanHalf' } });
    const result = resultOf(low, figures, tallyOf(yesNo, ballots(10, 0, 0)), null);
    expect(result).toMatchObject({ outcome: 'notQuorate', quorum: { needed: 16, isMet: false } });
  });
});

describe('ballots', () => {
  const bad: readonly (readonly [Question, Choice, string | null])[] = [
    [yesNo, { kind: 'yesNo', answer: 'yes' }, null],
    [yesNo, { kind: 'options', optionIds: ['a'] }, 'otherQuestion'],
    [{ kind: 'yesNo', canAbstain: false }, { kind: 'abstain' }, 'abstainNotOffered'],
    [single, { kind: 'options', optionIds: ['a'] }, null],
    [single, { kind: 'options', optionIds: [] }, 'ballotEmpty'],
    [single, { kind: 'options', optionIds: ['a', 'b'] }, 'tooManyOptions'],
    [single, { kind: 'options', optionIds: ['z'] }, 'optionUnknown'],
    [single, { kind: 'abstain' }, null],
    [multiple, { kind: 'options', optionIds: ['a', 'b'] }, null],
    [multiple, { kind: 'options', optionIds: ['a', 'a'] }, 'optionTwice'],
    [multiple, { kind: 'options', optionIds: ['a', 'b', 'c'] }, 'tooManyOptions'],
    [multiple, { kind: 'options', optionIds: [] }, 'ballotEmpty'],
    [multiple, { kind: 'abstain' }, 'abstainNotOffered'],
    [{ ...multiple, min: 2 }, { kind: 'options', optionIds: ['a'] }, 'tooFewOptions'],
    [rating, { kind: 'rating', ratings: { a: 1, b: 5 } }, null],
    [rating, { kind: 'rating', ratings: { a: 0 } }, 'outOfScale'],
    [rating, { kind: 'rating', ratings: { a: 6 } }, 'outOfScale'],
    [rating, { kind: 'rating', ratings: {} }, 'ballotEmpty'],
    [rating, { kind: 'rating', ratings: { z: 3 } }, 'optionUnknown'],
    [stating, { kind: 'statements', answers: { a: 'agree', c: 'pass' } }, null],
    [stating, { kind: 'statements', answers: {} }, 'ballotEmpty'],
    [stating, { kind: 'statements', answers: { z: 'agree' } }, 'optionUnknown'],
    [stating, { kind: 'yesNo', answer: 'yes' }, 'otherQuestion'],
    [stating, { kind: 'abstain' }, 'abstainNotOffered'],
    [ranking('points'), { kind: 'ranking', order: ['c', 'a', 'b'] }, null],
    [ranking('points'), { kind: 'ranking', order: ['c', 'a'] }, 'tooFewOptions'],
    [ranking('points'), { kind: 'ranking', order: ['c', 'a', 'a'] }, 'optionTwice'],
    [{ kind: 'text', canAbstain: false, longest: 3 }, { kind: 'text', text: '好' }, null],
    [{ kind: 'text', canAbstain: false, longest: 3 }, { kind: 'text', text: '' }, 'ballotEmpty'],
    [{ kind: 'text', canAbstain: false, longest: 3 }, { kind: 'text', text: '很好很好' }, 'textTooLong'],
  ];
  test.each(bad)('D28 %j takes %j: %s', (question, choice, fault) => {
    expect(ballotFault(question, choice)).toBe(fault);
  });

  test('D24 hand figures give every choice and fit the hand group', () => {
    const figures = { entitled: 10, present: 10, electors: 10, hand: 4 };
    const mixed = definition({ method: 'mixed' });
    const hand = (yes: number, no: number, abstain: number, invalid: number) => ({
      counts: { yes, no },
      abstain,
      invalid,
    });
    expect(handFault(mixed, figures, hand(2, 1, 1, 0))).toBeNull();
    expect(handFault(mixed, figures, hand(2, 1, 1, 1))).toBe('handTooMany');
    expect(handFault(mixed, figures, { counts: { yes: 2 }, abstain: 0, invalid: 0 })).toBe('handIncomplete');
    expect(handFault(mixed, figures, { counts: { yes: 1, no: 1, maybe: 1 }, abstain: 0, invalid: 0 })).toBe(
      'handIncomplete',
    );
    const result = resultOf(mixed, figures, tallyOf(yesNo, ballots(3, 2, 1)), hand(2, 1, 0, 1));
    expect(result.totals).toEqual({ counts: { yes: 5, no: 3 }, abstain: 1, invalid: 1, valid: 9, cast: 10 });
    expect(result.tally.counts).toEqual({ yes: 3, no: 2 });
  });

  test('D26 a unanimous or near-empty secret vote reveals', () => {
    const figures = { entitled: 10, present: 10, electors: 10, hand: 0 };
    const secret = definition({ secrecy: 'secret' });
    const of = (...counts: readonly [number, number, number]) =>
      isRevealing(secret, resultOf(secret, figures, tallyOf(yesNo, ballots(...counts)), null));
    expect(of(10, 0, 0)).toBe(true);
    expect(of(0, 0, 10)).toBe(true);
    expect(of(2, 2, 0)).toBe(true);
    expect(of(0, 0, 0)).toBe(true);
    expect(of(9, 1, 0)).toBe(false);
    const named = definition({ secrecy: 'named' });
    expect(isRevealing(named, resultOf(named, figures, tallyOf(yesNo, ballots(10, 0, 0)), null))).toBe(false);
  });
});

describe('counting', () => {
  const order = (text: string): string[] => text.split('');
  test('D28 elimination goes round by round until somebody has more than half', () => {
    const { rounds, leaders } = eliminate(['abc', 'abc', 'bca', 'bca', 'cba'].map(order), ['a', 'b', 'c']);
    expect(leaders).toEqual(['b']);
    expect(rounds).toEqual([
      { counts: { a: 2, b: 2, c: 1 }, eliminated: ['c'], tied: [] },
      { counts: { a: 2, b: 3 }, eliminated: [], tied: [] },
    ]);
  });

  test('D28 ties are said, never resolved', () => {
    expect(eliminate(['abc', 'bca'].map(order), ['a', 'b', 'c'])).toMatchObject({ leaders: ['a', 'b'] });
    // Whoever of b and c went first would decide, so nobody goes.
    const stuck = eliminate(['abc', 'abc', 'bca', 'cba'].map(order), ['a', 'b', 'c']);
    expect(stuck).toMatchObject({ leaders: ['a', 'b', 'c'], rounds: [{ eliminated: [], tied: ['b', 'c'] }] });
    // Together they have fewer than the next one: the order of going changes nothing.
    const safe = eliminate(
      ['abcd', 'abcd', 'abcd', 'abcd', 'bacd', 'bacd', 'bacd', 'cbad', 'dbac'].map(order),
      order('abcd'),
    );
    expect(safe.rounds[0]).toMatchObject({ eliminated: ['c', 'd'] });
    expect(safe.leaders).toEqual(['b']);
    expect(tallyOf(single, [options('a'), options('b')]).leaders).toEqual(['a', 'b']);
    expect(tallyOf(single, []).leaders).toEqual([]);
    expect(tallyOf(ranking('points'), [ranked('abc'), ranked('bac')]).leaders).toEqual(['a', 'b']);
    expect(eliminate([], ['a', 'b'])).toEqual({ rounds: [], leaders: [] });
  });

  test('D28 points: n-1 for the first place, none for the last; places stand beside them', () => {
    const tally = tallyOf(ranking('points'), [ranked('abc'), ranked('acb'), ranked('bac')]);
    expect(tally.points).toEqual({ a: 5, b: 3, c: 1 });
    expect(tally.places).toEqual({ a: [2, 1, 0], b: [1, 1, 1], c: [0, 1, 2] });
    expect(tally.leaders).toEqual(['a']);
  });

  test('D28 ratings: sum and number of raters; the best mean leads, compared as fractions', () => {
    const rate = (ratings: Record<string, number>): Choice => ({ kind: 'rating', ratings });
    const tally = tallyOf(rating, [rate({ a: 5, b: 4 }), rate({ a: 2, b: 4 }), rate({ b: 4 }), { kind: 'abstain' }]);
    expect(tally).toMatchObject({ ballots: 4, abstain: 1, leaders: ['b'] });
    expect(tally.ratings).toEqual({ a: { sum: 7, raters: 2 }, b: { sum: 12, raters: 3 }, c: { sum: 0, raters: 0 } });
    expect(tallyOf(rating, []).leaders).toEqual([]);
  });

  test('D28 shares refer to ballots: several options of one ballot are one ballot', () => {
    const tally = tallyOf(multiple, [options('a', 'b'), options('a')]);
    expect(tally).toMatchObject({ ballots: 2, counts: { a: 2, b: 1, c: 0 } });
    const figures = { entitled: 2, present: 2, electors: 2, hand: 0 };
    const result = resultOf(definition({ question: multiple, majority: moreThanHalf('valid') }), figures, tally, null);
    expect(result.majority).toMatchObject({ baseValue: 2, needed: 2, reached: ['a'] });
  });

  const options = (...optionIds: string[]): Choice => ({ kind: 'options', optionIds });
  const ranked = (text: string): Choice => ({ kind: 'ranking', order: order(text) });
  const ids = ['a', 'b', 'c'];
  const perm = fc.shuffledSubarray(ids, { minLength: 3 });
  const questions: readonly (readonly [Question, fc.Arbitrary<Choice>])[] = [
    [
      yesNo,
      fc.constantFrom<Choice>({ kind: 'yesNo', answer: 'yes' }, { kind: 'yesNo', answer: 'no' }, { kind: 'abstain' }),
    ],
    [single, fc.constantFrom<Choice>(options('a'), options('b'), options('c'), { kind: 'abstain' })],
    [multiple, fc.subarray(ids, { minLength: 1, maxLength: 2 }).map((chosen) => options(...chosen))],
    [
      rating,
      fc
        .dictionary(fc.constantFrom(...ids), fc.integer({ min: 1, max: 5 }), { minKeys: 1, noNullPrototype: true })
        .map((ratings): Choice => ({ kind: 'rating', ratings })),
    ],
    [ranking('elimination'), perm.map((chosen): Choice => ({ kind: 'ranking', order: chosen }))],
    [ranking('points'), perm.map((chosen): Choice => ({ kind: 'ranking', order: chosen }))],
  ];

  test.each(questions)(
    'D28 any ballots of %j: as a naive count, in any order, twice as many twice as much',
    (question, choice) => {
      const key = (one: Choice, id: string): number => {
        if (one.kind === 'yesNo') return one.answer === id ? 1 : 0;
        if (one.kind === 'options') return one.optionIds.filter((other) => other === id).length;
        return one.kind === 'ranking' && one.order[0] === id ? 1 : 0;
      };
      fc.assert(
        fc.property(fc.array(choice, { maxLength: 60 }), fc.infiniteStream(fc.nat()), (list, noise) => {
          for (const one of list) expect(ballotFault(question, one)).toBeNull();
          const tally = tallyOf(question, list);
          expect(tally.ballots).toBe(list.length);
          expect(tally.abstain).toBe(list.filter(({ kind }) => kind === 'abstain').length);
          for (const [id, count] of Object.entries(tally.counts))
            expect(count).toBe(list.reduce((sum, one) => sum + key(one, id), 0));
          const mixed = list
            .map((one) => ({ one, at: noise.next().value as number }))
            .toSorted((one, other) => one.at - other.at)
            .map(({ one }) => one);
          expect(tallyOf(question, mixed)).toEqual(tally);
          const doubled = tallyOf(question, [...list, ...list]);
          expect(doubled.leaders).toEqual(tally.leaders);
          for (const [id, count] of Object.entries(tally.counts)) expect(doubled.counts[id]).toBe(2 * count);
          // Renaming nobody gives nobody an advantage: whoever leads does so in a mirrored list of options too.
          if ('options' in question) {
            const turned = tallyOf({ ...question, options: question.options.toReversed() }, list);
            expect(turned.leaders.toSorted()).toEqual(tally.leaders.toSorted());
          }
        }),
        { numRuns: 400 },
      );
    },
  );

  test('D28 any orders: points are those of a naive sum, and an eliminated winner beats what is left', () => {
    fc.assert(
      fc.property(fc.array(perm, { minLength: 1, maxLength: 40 }), (orders) => {
        const points = pointsOf(orders, ids);
        for (const id of ids) expect(points[id]).toBe(orders.reduce((sum, one) => sum + 2 - one.indexOf(id), 0));
        const { rounds, leaders } = eliminate(orders, ids);
        const last = rounds.at(-1);
        expect(rounds.every(({ counts }) => Object.values(counts).reduce((a, b) => a + b, 0) === orders.length)).toBe(
          true,
        );
        if (leaders.length === 1) expect(2 * (last?.counts[leaders[0] ?? ''] ?? 0)).toBeGreaterThan(orders.length);
        else expect(last?.tied.length).toBeGreaterThan(1);
      }),
      { numRuns: 2_000 },
    );
  });
});

test('V10 answers to statements are counted one by one, and nothing leads', () => {
  const tally = tallyOf(stating, [
    { kind: 'statements', answers: { a: 'agree', b: 'disagree' } },
    { kind: 'statements', answers: { a: 'agree', b: 'pass' } },
  ]);
  expect(tally).toMatchObject({ ballots: 2, counts: {}, leaders: [] });
  expect(tally.statements).toEqual({
    a: { agree: 2, disagree: 0, pass: 0 },
    b: { agree: 0, disagree: 1, pass: 1 },
    c: { agree: 0, disagree: 0, pass: 0 },
  });
});
