import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { canonicalJson } from '#server/kernel/canonical.ts';
import type { Choice, HandFigures, PollDefinition } from '#server/modules/polls/contract.ts';
import { type RollRow, voteLines } from '#server/modules/polls/lines.ts';
import { chainPapers, type HashName, listGenesis } from '#server/modules/polls/list.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { tallyOf } from '#server/modules/polls/tally.ts';
import { abstain, no, options, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { VoteCheck, type VoteReport } from './vote-check.ts';

const pollId = '01890000-0000-7000-8000-000000000001';
const idOf = (index: number): string => `01890000-0000-7000-8000-${String(1000 + index).padStart(12, '0')}`;

interface Plan {
  readonly definition?: Partial<PollDefinition>;
  readonly choices: readonly Choice[];
  /** Voters on a device who do not vote, and who vote by hand. */
  readonly silent?: number;
  readonly hand?: number;
  readonly figures?: HandFigures;
  readonly hash?: HashName;
}

/** A counted vote as server/modules/polls exports it. */
function exported({ definition, choices, silent = 2, hand = 0, figures, hash = 'sha256' }: Plan): string[] {
  const settings = settingsOf({ secrecy: 'secret', ...definition }) as PollDefinition;
  const size = choices.length + silent + hand;
  const roll = Array.from(
    { length: size },
    (_, index): RollRow => ({
      voter: idOf(index),
      isEntitled: true,
      isPresent: true,
      by: index >= choices.length + silent ? 'hand' : 'device',
      hasVoted: index < choices.length,
    }),
  );
  const isNamed = settings.secrecy === 'named';
  const papers = chainPapers(
    hash,
    pollId,
    choices.map((choice, index) => ({
      receipt: isNamed ? null : receiptOf(),
      voter: isNamed ? idOf(index) : null,
      choice,
    })),
  );
  const poll: Poll = {
    pollId,
    stage: 'closed',
    version: 4,
    definition: settings,
    lists: { electors: [], hand: [] },
    visibleTo: 'public',
    figures: { entitled: size, present: size, electors: size, hand },
    isQuorate: true,
    openedAt: 1,
    closesAt: null,
    closedAt: 2,
    closedBy: 'chair',
    publishedAt: null,
    voted: choices.length,
    toldAt: null,
    people: null,
    marks: {},
    marked: choices.length,
    handCounts: figures ? [{ figures, note: '', at: 3, by: 'user:clerk' }] : [],
    groups: null,
    counted: {
      tally: tallyOf(settings.question, choices),
      listLength: papers.length,
      listHash: papers.at(-1)?.hash ?? listGenesis(hash, pollId),
      hashName: hash,
    },
    result: null,
    list: null,
    reason: null,
  };
  return [...voteLines('01890000-0000-7000-8000-000000000002', poll, { roll, papers }, 9)];
}

function check(lines: readonly string[], listHash?: string): VoteReport {
  const vote = new VoteCheck();
  for (const line of lines) vote.take(line);
  return vote.end(listHash);
}
const problems = (lines: readonly string[]): string[] => check(lines).findings.map(({ problem }) => problem);

/** Gives the header a seal of its own again, as a forger would who knows the format. */
function resealed(lines: readonly string[], change: (header: Record<string, never>) => void): string[] {
  const { seal: _, ...header } = JSON.parse(lines[0] ?? '{}') as Record<string, never>;
  change(header);
  const seal = createHash('sha256').update(canonicalJson(header)).digest('hex');
  return [JSON.stringify({ ...header, seal }), ...lines.slice(1)];
}

const abc = ['a', 'b', 'c'].map((optionId) => ({ optionId, label: optionId }));
const ranked = (text: string): Choice => ({ kind: 'ranking', order: text.split('') });
const some = [yes, yes, yes, no, abstain, yes, no];

describe('the checker of exported votes', () => {
  test.each([
    ['yes and no, secret', { choices: some }],
    ['yes and no, secret, sm3', { choices: some, hash: 'sm3' }],
    ['confidential', { choices: some, definition: { secrecy: 'confidential' } }],
    ['named', { choices: some, definition: { secrecy: 'named' } }],
    ['nobody voted', { choices: [] }],
    ['all abstain', { choices: [abstain, abstain], definition: { majority: { rule: 'twoThirds', base: 'yesNo' } } }],
    ['absolute', { choices: some, silent: 1, definition: { majority: { rule: 'absolute' } } }],
    [
      'mixed',
      {
        choices: some,
        hand: 5,
        figures: { counts: { yes: 3, no: 0 }, abstain: 1, invalid: 1 },
        definition: { secrecy: 'named', method: 'mixed', majority: { rule: 'moreThanHalf', base: 'cast' } },
      },
    ],
    [
      'single',
      {
        choices: [options('a'), options('b'), options('a'), abstain],
        definition: { question: { kind: 'single', options: abc, canAbstain: true } },
      },
    ],
    [
      'multiple, tied',
      {
        choices: [options('a', 'b'), options('b', 'a')],
        definition: { question: { kind: 'multiple', options: abc, canAbstain: false, min: 1, max: 2 }, majority: null },
      },
    ],
    [
      'rating',
      {
        choices: [
          { kind: 'rating', ratings: { a: 3, b: 5 } },
          { kind: 'rating', ratings: { a: 5 } },
        ],
        definition: {
          question: { kind: 'rating', options: abc, canAbstain: false, lowest: 0, highest: 5 },
          majority: null,
        },
      },
    ],
    [
      'statements',
      {
        choices: [
          { kind: 'statements', answers: { a: 'agree', b: 'disagree' } },
          { kind: 'statements', answers: { a: 'agree', c: 'pass' } },
        ],
        definition: {
          question: { kind: 'statements', options: abc, canAbstain: false },
          form: 'straw',
          majority: null,
        },
      },
    ],
    [
      'ranking by elimination',
      {
        choices: ['abc', 'abc', 'bca', 'bca', 'cba'].map(ranked),
        definition: {
          question: { kind: 'ranking', options: abc, canAbstain: false, method: 'elimination' },
          majority: null,
        },
      },
    ],
    [
      'ranking by elimination, tied',
      {
        choices: ['abc', 'bca', 'cab'].map(ranked),
        definition: {
          question: { kind: 'ranking', options: abc, canAbstain: false, method: 'elimination' },
          majority: null,
        },
      },
    ],
    [
      'ranking by points',
      {
        choices: ['abc', 'bca', 'bac'].map(ranked),
        definition: {
          question: { kind: 'ranking', options: abc, canAbstain: false, method: 'points' },
          majority: null,
        },
      },
    ],
    [
      'texts',
      {
        choices: [{ kind: 'text', text: '多一些座位' }],
        definition: {
          form: 'straw',
          question: { kind: 'text', canAbstain: false, longest: 50 },
          majority: null,
        },
      },
    ],
  ] as const)('V6 an untouched vote is whole: %s', (_, plan) => {
    expect(problems(exported(plan as unknown as Plan))).toEqual([]);
  });

  test('V6 it counts for itself: a forged result, figure or bound is found although every hash fits', () => {
    const lines = exported({ choices: some });
    const forge = (change: (vote: Record<string, Record<string, never>>) => void) =>
      problems(resealed(lines, (header) => change(header['vote'] as never)));
    expect(forge(() => undefined)).toEqual([]);
    expect(forge((vote) => Object.assign(vote['result'] ?? {}, { outcome: 'carried' }))).toHaveLength(1);
    expect(forge((vote) => Object.assign(vote['result'] ?? {}, { leaders: ['yes'] }))).toHaveLength(1);
    expect(forge((vote) => Object.assign(vote['figures'] ?? {}, { present: 8 }))).toHaveLength(1);
    expect(forge((vote) => Object.assign(vote, { voted: 8 }))).toHaveLength(1);
    expect(forge((vote) => Object.assign(vote['result']?.['totals'] ?? {}, { abstain: 2 }))).toHaveLength(1);
    const hands = { figures: { counts: { yes: 3, no: 0 }, abstain: 0, invalid: 0 } };
    expect(forge((vote) => Object.assign(vote, { handCounts: [hands] })).length).toBeGreaterThan(0);
  });

  test('V5 more or fewer ballots than voters are found although every hash fits', () => {
    for (const change of [{ voted: 6 }, { voted: 8 }]) {
      const plan: Plan = { choices: some };
      const lines = resealed(exported(plan), (header) => Object.assign(header['vote'] as unknown as object, change));
      expect(problems(lines)).toContain('roll and ballots do not agree: the vote is invalid');
    }
  });

  test('V6 a file rewritten as a whole is found by the list’s hash; a receipt is found in it', () => {
    const lines = exported({ choices: some });
    const { listHash } = check(lines);
    expect(check(lines, listHash).findings).toEqual([]);
    expect(check(exported({ choices: some.with(0, no) }), listHash).findings).toHaveLength(1);
    const vote = new VoteCheck();
    for (const line of lines) vote.take(line);
    const { receipt } = JSON.parse(lines.at(-1) ?? '{}') as { receipt: string };
    expect([vote.holds(receipt), vote.holds(receiptOf())]).toEqual([true, false]);
    expect(problems([])).toEqual(['the file is empty']);
  });

  test.each(['secret', 'named'] as const)(
    'V6 ten thousand random tamperings of a %s vote are all found',
    (secrecy) => {
      const lines = exported({ choices: [...some, ...some], definition: { secrecy } });
      const firstPaper = lines.findIndex((line) => line.startsWith('{"place"'));
      const row = fc.integer({ min: 0, max: lines.length - 1 });
      const roll = fc.integer({ min: 1, max: firstPaper - 1 });
      const flip = (text: string): string =>
        text.includes('"hasVoted":true')
          ? text.replace('"hasVoted":true', '"hasVoted":false')
          : text.replace('"hasVoted":false', '"hasVoted":true');
      const tampering = fc.oneof(
        fc.tuple(row, fc.nat(), fc.integer({ min: 32, max: 126 })).map(([at, place, code]) => {
          const text = lines[at] ?? '';
          const index = place % text.length;
          return lines.with(at, text.slice(0, index) + String.fromCharCode(code) + text.slice(index + 1));
        }),
        fc.tuple(row, fc.nat()).map(([at, place]) => {
          const text = lines[at] ?? '';
          const index = place % text.length;
          return lines.with(at, text.slice(0, index) + text.slice(index + 1));
        }),
        row.map((at) => lines.toSpliced(at, 1)),
        fc.tuple(row, row).map(([from, to]) => lines.toSpliced(to, 0, lines[from] ?? '')),
        fc.tuple(row, row).map(([one, other]) => lines.with(one, lines[other] ?? '').with(other, lines[one] ?? '')),
        row.map((end) => lines.slice(0, end)),
        roll.map((at) => lines.with(at, flip(lines[at] ?? ''))),
      );
      const isChanged = (changed: readonly string[]): boolean => changed.join('\n') !== lines.join('\n');
      fc.assert(
        fc.property(tampering.filter(isChanged), (changed) => problems(changed).length > 0),
        { numRuns: 10_000 },
      );
    },
    300_000,
  );
});
