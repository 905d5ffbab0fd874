import { expect, test } from 'vitest';
import type { Poll } from '#server/modules/polls/state.ts';
import { barOf } from './vote-cells.ts';

const poll = (changes: object): Poll =>
  ({
    stage: 'published',
    definition: { question: { kind: 'yesNo', canAbstain: true }, quorum: { rule: 'twoThirds' }, electorate: 'present' },
    figures: { entitled: 31, present: 27, electors: 27, hand: 0 },
    voted: 26,
    result: {
      totals: { counts: { yes: 19, no: 3 }, abstain: 4, invalid: 0, valid: 26, cast: 26 },
      majority: { needed: 14 },
    },
    ...changes,
  }) as unknown as Poll;

test('D21 everybody entitled has a cell, and the lines stand at what was needed', () => {
  expect(barOf(poll({}))).toEqual({
    parts: [
      { cell: 'yes', count: 19 },
      { cell: 'no', count: 3 },
      { cell: 'abstain', count: 4 },
      { cell: 'silent', count: 1 },
      { cell: 'absent', count: 4 },
    ],
    total: 31,
    needed: 14,
    quorum: 21,
  });
});

test('D26 while a vote is open only how many have voted is shown', () => {
  expect(barOf(poll({ stage: 'open', result: null, voted: 10 }))).toMatchObject({
    parts: [
      { cell: 'voted', count: 10 },
      { cell: 'silent', count: 17 },
      { cell: 'absent', count: 4 },
    ],
    needed: null,
  });
});

test('D32 whoever voted without being there counts as having voted', () => {
  const all = { question: { kind: 'yesNo' }, quorum: { rule: 'none' }, electorate: 'all' };
  const bar = barOf(
    poll({ definition: all, figures: { entitled: 31, present: 20, electors: 31, hand: 0 }, result: null, voted: 25 }),
  );
  expect(bar?.parts).toEqual([
    { cell: 'voted', count: 25 },
    { cell: 'silent', count: 6 },
  ]);
});

test('D23 nothing is drawn where nobody is entitled', () => {
  const nobody = { entitled: 0, present: 0, electors: 0, hand: 0 };
  expect(barOf(poll({ figures: nobody, voted: 0, result: null }))).toBeNull();
});
