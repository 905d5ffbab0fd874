import { describe, expect, it } from 'vitest';
import type { Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { settingsOf } from '#tests/support/polls.ts';
import { firstDraft, isWhole, moved, toggled } from './ballot-draft.ts';
import { ballotStateOf } from './ballot-state.ts';
import { lingerMs, stageVoteOf } from './stage-vote.ts';

const options = ['a', 'b', 'c'].map((optionId) => ({ optionId, label: optionId.toUpperCase() }));

describe('a ballot in the making', () => {
  it('D28 is whole when the vote would take it', () => {
    const multiple: Question = { kind: 'multiple', options, canAbstain: false, min: 2, max: 2 };
    expect(firstDraft(multiple)).toBeNull();
    expect(isWhole(multiple, null)).toBe(false);
    expect(isWhole(multiple, { kind: 'options', optionIds: ['a'] })).toBe(false);
    expect(isWhole(multiple, { kind: 'options', optionIds: ['a', 'c'] })).toBe(true);
    expect(isWhole(multiple, { kind: 'abstain' })).toBe(false);
  });

  it('D28 a ranking starts complete and stays so however it is moved', () => {
    const ranking: Question = { kind: 'ranking', options, canAbstain: false, method: 'points' };
    expect(firstDraft(ranking)).toEqual({ kind: 'ranking', order: ['a', 'b', 'c'] });
    expect(moved(['a', 'b', 'c'], 'c', 0)).toEqual(['c', 'a', 'b']);
    expect(moved(['a', 'b', 'c'], 'a', 9)).toEqual(['b', 'c', 'a']);
    expect(moved(['a', 'b', 'c'], 'b', -1)).toEqual(['b', 'a', 'c']);
  });

  it('D28 no more options are chosen than may be', () => {
    expect(toggled(['a'], 'b', 2)).toEqual(['a', 'b']);
    expect(toggled(['a', 'b'], 'c', 2)).toEqual(['b', 'c']);
    expect(toggled(['a', 'b'], 'a', 2)).toEqual(['b']);
  });
});

describe('the vote on the stage', () => {
  const poll = (pollId: string, change: Partial<Poll>): Poll =>
    ({
      pollId,
      stage: 'open',
      openedAt: 1,
      closedAt: null,
      publishedAt: null,
      definition: { ...settingsOf({}), majority: null },
      ...change,
    }) as Poll;

  it('D30 is the open formal one, then the newest for a while', () => {
    const straw = poll('s', { definition: { ...settingsOf({ form: 'straw' }), majority: null } });
    expect(stageVoteOf([straw], 'speaker')).toBeNull();
    const old = poll('o', { stage: 'published', openedAt: 1, closedAt: 2, publishedAt: 3 });
    expect(stageVoteOf([old, straw], 'speaker')).toEqual({ poll: old, until: 3 + lingerMs });
    expect(stageVoteOf([old], 'vote')).toEqual({ poll: old, until: null });
    const closed = poll('c', { stage: 'closed', openedAt: 5, closedAt: 9 });
    expect(stageVoteOf([old, closed], 'venue')).toEqual({ poll: closed, until: 9 + lingerMs });
    const open = poll('n', { openedAt: 4 });
    expect(stageVoteOf([old, open, closed], 'venue')?.poll.pollId).toBe('n');
  });
});

describe('one person and one poll', () => {
  const poll = (change: Parameters<typeof settingsOf>[0], stage: Poll['stage'] = 'open') => ({
    stage,
    definition: { ...settingsOf(change), majority: null },
  });
  const own = (change: object) =>
    ({ pollId: 'p', by: 'device', hasVoted: false, choice: null, receipt: null, ...change }) as const;
  const yes = { kind: 'yesNo', answer: 'yes' } as const;

  it('D24 hands are raised, devices choose, others look on', () => {
    expect(ballotStateOf(poll({}), null, null, false).kind).toBe('unknown');
    expect(ballotStateOf(poll({}), own({ by: 'hand' }), null, false).kind).toBe('hand');
    expect(ballotStateOf(poll({}), own({ by: 'none' }), null, false).kind).toBe('notEntitled');
    expect(ballotStateOf(poll({}), own({}), null, false)).toEqual({ kind: 'choosing', isChange: false, error: null });
  });

  it('D25 D27 what was given may be changed until closing, unless it is secret', () => {
    const given = own({ hasVoted: true, choice: yes });
    expect(ballotStateOf(poll({}), given, null, false)).toEqual({ kind: 'voted', choice: yes, mayChange: true });
    expect(ballotStateOf(poll({}), given, null, true)).toMatchObject({ kind: 'choosing', isChange: true });
    expect(ballotStateOf(poll({}, 'closed'), given, null, true)).toMatchObject({ kind: 'voted', mayChange: false });
    const secret = own({ hasVoted: true });
    expect(ballotStateOf(poll({ secrecy: 'secret' }), secret, null, true)).toEqual({
      kind: 'voted',
      choice: null,
      mayChange: false,
    });
  });

  it('D29 a ballot that came too late is told apart from one on its way', () => {
    const late = { kind: 'refused', error: { kind: 'invalid_state', code: 'polls.voteClosed' } } as const;
    expect(ballotStateOf(poll({}, 'closed'), own({}), late, false).kind).toBe('missed');
    const sending = { kind: 'sending', choice: yes } as const;
    expect(ballotStateOf(poll({}, 'closed'), own({}), sending, false)).toEqual(sending);
  });
});
