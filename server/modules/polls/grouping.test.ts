import { expect, test } from 'vitest';
import { OpinionGroups, type StatementAnswer } from './contract.ts';
import { groupOpinions } from './grouping.ts';
import { groupInThread } from './grouping-thread.ts';

const statements = (count: number): string[] => Array.from({ length: count }, (_, index) => `s${index + 1}`);

/** Repeatable noise for made-up voters. */
function noise(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_103_515_245) + 12_345) & 0x7fffffff;
    return state / 0x7fffffff;
  };
}

const any = (random: () => number): StatementAnswer =>
  random() < 0.45 ? 'agree' : random() < 0.8 ? 'disagree' : 'pass';

type Camp = Readonly<Record<string, StatementAnswer>>;

/** Voters who hold with their camp except for `doubt` of their answers. */
function voters(camps: readonly Camp[], each: number, doubt: number, seed: number): Record<string, StatementAnswer>[] {
  const random = noise(seed);
  return camps.flatMap((camp) =>
    Array.from({ length: each }, () =>
      Object.fromEntries(Object.entries(camp).map(([id, answer]) => [id, random() < doubt ? any(random) : answer])),
    ),
  );
}

const camp = (text: string): Camp =>
  Object.fromEntries(Array.from(text).map((sign, at) => [`s${at + 1}`, sign === '+' ? 'agree' : 'disagree']));

test('V11 two camps are found, with what unites and what divides them', () => {
  const answers = voters([camp('++++--+++'), camp('----++++-')], 20, 0.1, 1);
  const found = groupOpinions({ seed: 'poll', optionIds: statements(9), answers });
  expect(OpinionGroups.parse(found)).toEqual(found);
  expect(found).toMatchObject({ status: 'found', voters: 40, leftOut: 0 });
  expect(found.groups.map(({ size }) => size)).toEqual([20, 20]);
  expect(found.uniting.map(({ optionId, side }) => `${optionId} ${side}`)).toEqual(
    expect.arrayContaining(['s7 agree', 's8 agree']),
  );
  expect(found.dividing.map(({ optionId }) => optionId).sort()).toEqual(['s1', 's2', 's3', 's4', 's5', 's6', 's9']);
  for (const group of found.groups) expect(group.typical.length).toBeGreaterThan(0);
  expect(found.points).toHaveLength(40);
});

test('V11 three camps of different size are found, the largest first', () => {
  const answers = [
    ...voters([camp('++++++----')], 30, 0.1, 2),
    ...voters([camp('----++++++')], 20, 0.1, 3),
    ...voters([camp('++------++')], 10, 0.1, 4),
  ];
  const found = groupOpinions({ seed: 'poll', optionIds: statements(10), answers });
  expect(found.status).toBe('found');
  const sizes = found.groups.map(({ size }) => size);
  expect(sizes.reduce((sum, one) => sum + one)).toBe(60);
  expect(sizes).toEqual([...sizes].sort((a, b) => b - a));
  expect(sizes.length).toBe(3);
});

test('V11 people who answer without regard to anything are no groups', () => {
  const invented: string[] = [];
  for (let seed = 1; seed <= 60; seed++) {
    const answers = voters([camp('++++++++')], 12 + (seed % 5) * 15, 1, seed);
    const { status } = groupOpinions({ seed: `poll ${seed}`, optionIds: statements(8), answers });
    if (status === 'found') invented.push(`seed ${seed}`);
  }
  // Chance alone passes for groups in one poll of twenty at most.
  expect(invented.length).toBeLessThanOrEqual(3);
});

test('V11 with two statements that have nothing to do with each other there are no groups', () => {
  const answers = Array.from({ length: 40 }, (_, at) => ({
    s1: at % 2 === 0 ? 'agree' : 'disagree',
    s2: at % 4 < 2 ? 'agree' : 'disagree',
  })) as Record<string, StatementAnswer>[];
  expect(groupOpinions({ seed: 'poll', optionIds: statements(2), answers }).status).toBe('noGroups');
});

test('V11 everybody of one mind: no groups, and what all agree on', () => {
  const answers = voters([camp('+++---')], 15, 0, 5);
  const found = groupOpinions({ seed: 'poll', optionIds: statements(6), answers });
  expect(found).toMatchObject({ status: 'noGroups', groups: [] });
  expect(found.uniting).toHaveLength(6);
  expect(found.uniting[0]).toMatchObject({ share: 1 });
});

test.each([0, 1, 7])('V11 of %d voters nothing is made up', (count) => {
  const answers = voters([camp('++++--')], count, 0, 6);
  expect(groupOpinions({ seed: 'poll', optionIds: statements(6), answers })).toMatchObject({
    status: 'tooFewVoters',
    voters: count,
    groups: [],
    uniting: [],
    points: [],
  });
});

test('V11 who answered too little is left out and counted', () => {
  const silent = Array.from({ length: 9 }, () => ({ s1: 'agree' as const }));
  const answers = [...voters([camp('++++--+'), camp('----+++')], 10, 0.05, 7), ...silent];
  const found = groupOpinions({ seed: 'poll', optionIds: statements(7), answers });
  expect(found).toMatchObject({ status: 'found', voters: 20, leftOut: 9 });
});

test('V11 the same answers give the same picture, also in a thread of its own', async () => {
  const task = {
    seed: 'poll',
    optionIds: statements(7),
    answers: voters([camp('++++--+'), camp('----+++')], 15, 0.2, 8),
  };
  const here = groupOpinions(task);
  expect(groupOpinions(task)).toEqual(here);
  expect(await groupInThread(task)).toEqual(here);
});
