import { describe, expect, test } from 'vitest';
import { PollSettings } from '#server/modules/polls/contract.ts';
import {
  draftOf,
  freshOption,
  missing,
  newDraft,
  type PollDraft,
  settingsOf,
  settled,
  whyNot,
} from './draft-settings.ts';

const fresh = newDraft('remote', 'i3', true);
const named = (changes: Partial<PollDraft>): PollDraft => settled({ ...fresh, title: '草案', ...changes });
const worded = [
  { optionId: 'a', label: '甲' },
  { optionId: 'b', label: '乙' },
];

describe('what a new vote is', () => {
  test('D20 meetings of the body decide by all their members', () => {
    expect(newDraft('plenary', null, false)).toMatchObject({ majority: 'absolute', secrecy: 'secret' });
    expect(newDraft('standingCommittee', null, false)).toMatchObject({ majority: 'absolute' });
    expect(fresh).toMatchObject({ majority: 'moreThanHalf', base: 'present', secrecy: 'named' });
  });
  test('the contract takes it once it has a title', () => {
    expect(missing(fresh)).toBe('title');
    expect(PollSettings.safeParse(settingsOf(named({})).settings).success).toBe(true);
  });
});

describe('settings that contradict each other cannot be chosen together', () => {
  test('D26 interim counts are for named votes', () => {
    expect(settled({ ...fresh, hasInterim: true, secrecy: 'secret' }).hasInterim).toBe(false);
    expect(settled({ ...fresh, hasInterim: true }).hasInterim).toBe(true);
  });
  test('D24 hands and secrecy do not mix', () => {
    expect(whyNot(named({ method: 'mixed' }), 'secrecy', 'secret')).toBe('handNotSecret');
    expect(whyNot(named({ secrecy: 'secret' }), 'method', 'mixed')).toBe('handNotSecret');
    expect(whyNot(named({}), 'method', 'mixed')).toBeNull();
  });
  test('V9 short texts are asked of moods only', () => {
    expect(whyNot(named({}), 'kind', 'text')).toBe('textOnlyStraw');
    expect(whyNot(named({ form: 'straw' }), 'kind', 'text')).toBeNull();
  });
  test('D33 the public is asked for its mood only, and never by name', () => {
    expect(whyNot(named({}), 'electorate', 'public')).toBe('publicOnlyStraw');
    expect(whyNot(named({ form: 'straw' }), 'electorate', 'public')).toBeNull();
    expect(named({ form: 'straw', electorate: 'public' }).secrecy).toBe('confidential');
  });
  test('a straw poll has neither quorum nor majority', () => {
    expect(named({ form: 'straw' })).toMatchObject({ quorum: 'none', majority: 'none' });
  });
  test('hands count simple questions only', () => {
    expect(whyNot(named({ method: 'hand' }), 'kind', 'ranking')).toBe('handOnlySimple');
    expect(whyNot(named({ kind: 'rating' }), 'method', 'hand')).toBe('handOnlySimple');
  });
});

describe('what is missing is said', () => {
  test.each([
    ['options', { kind: 'single', options: worded.slice(0, 1) }],
    ['labels', { kind: 'single' }],
    ['bounds', { kind: 'rating', options: worded, lowest: 5, highest: 5 }],
    ['electors', { electorate: 'list' }],
    ['hand', { method: 'mixed' }],
    [null, { kind: 'multiple', options: worded }],
  ] as const)('%s', (what, changes) => {
    expect(missing(named(changes))).toBe(what);
  });
});

test.each([
  { kind: 'yesNo' },
  { kind: 'single', options: worded },
  { kind: 'multiple', options: worded, min: 1, max: 2 },
  { kind: 'rating', options: worded, lowest: 0, highest: 10 },
  { kind: 'ranking', options: worded, ranking: 'points' },
  { kind: 'text', form: 'straw', longest: 40 },
  { quorum: 'number', quorumNumber: 12, majority: 'twoThirds', base: 'valid', seconds: null },
] satisfies readonly Partial<PollDraft>[])('a draft comes back as it was kept: %o', (changes) => {
  const draft = named(changes);
  const { settings, lists } = settingsOf(draft);
  expect(PollSettings.parse(settings)).toEqual(settings);
  expect(draftOf(settings, lists, draft)).toEqual(draft);
});

test('every option has a key of its own', () => {
  const options = Array.from({ length: 50 }).reduce<readonly { optionId: string; label: string }[]>(
    (known) => [...known, freshOption(known)],
    [],
  );
  expect(new Set(options.map(({ optionId }) => optionId)).size).toBe(50);
});
