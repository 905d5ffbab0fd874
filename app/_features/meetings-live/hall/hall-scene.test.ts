import { expect, test } from 'vitest';
import type { MeetingView } from '#app/_lib/live/modules.ts';
import { initial as chatInitial } from '#server/modules/chat/state.ts';
import { initial as meetingsInitial } from '#server/modules/meetings/state.ts';
import type { Poll } from '#server/modules/polls/state.ts';
import { roomsFold } from '#server/modules/rooms/fold.ts';
import { initial as speakingInitial } from '#server/modules/speaking/state.ts';
import { isLull, sceneOf } from './hall-scene.ts';

const poll = (pollId: string, changes: object): Poll =>
  ({
    pollId,
    stage: 'open',
    definition: { form: 'vote' },
    openedAt: 1_000,
    closedAt: null,
    publishedAt: null,
    ...changes,
  }) as Poll;

interface Situation {
  readonly meetings?: object;
  readonly stage?: object;
  readonly turn?: number;
  readonly polls?: readonly Poll[];
  readonly shownAt?: number;
}

function seen({ meetings = {}, stage = {}, turn, polls = [], shownAt }: Situation): MeetingView {
  const rooms = roomsFold.initial();
  const turns = turn === undefined ? [] : [{ turnId: 't', startedAt: turn }];
  return {
    meetings: { ...meetingsInitial(), phase: 'live', ...meetings },
    rooms: { ...rooms, stage: { ...rooms.stage, ...stage } },
    speaking: { ...speakingInitial(), turns, mainTurnId: turn === undefined ? null : 't' },
    chat: {
      ...chatInitial(),
      published: [{ messageId: 'q', text: '何时开工' }],
      shown: shownAt === undefined ? null : { messageId: 'q', at: shownAt },
    },
    polls: { polls: Object.fromEntries(polls.map((one) => [one.pollId, one])), open: [] },
  } as unknown as MeetingView;
}
const shown = (situation: Situation): string => {
  const scene = sceneOf(seen(situation));
  return scene.kind === 'poll' ? `${scene.poll.pollId} ${scene.poll.stage}` : scene.kind;
};

test.each([
  ['scheduled', 'lobby'],
  ['open', 'lobby'],
  ['live', 'item'],
  ['suspended', 'suspended'],
  ['ended', 'over'],
  ['archived', 'over'],
])('a meeting that is %s shows %s', (phase, scene) => {
  expect(shown({ meetings: { phase } })).toBe(scene);
});

test('whoever has the floor is shown', () => {
  expect(shown({ turn: 500 })).toBe('floor');
});

test('a vote takes the screen when it opens, also from a speaker (D30), until the chair switches away', () => {
  const polls = [poll('v', {})];
  expect(shown({ turn: 500, polls })).toBe('v open');
  expect(shown({ turn: 500, polls, stage: { layout: 'speaker', switchedAt: 900 } })).toBe('v open');
  expect(shown({ turn: 500, polls, stage: { layout: 'speaker', switchedAt: 1_100 } })).toBe('floor');
  expect(shown({ turn: 500, polls, stage: { layout: 'vote', switchedAt: 1_200 } })).toBe('v open');
});

test('a result stays until the next deed of the chair', () => {
  const polls = [poll('v', { stage: 'published', closedAt: 2_000, publishedAt: 3_000 })];
  expect(shown({ polls })).toBe('v published');
  expect(shown({ polls, turn: 2_500 })).toBe('v published');
  expect(shown({ polls, turn: 3_500 })).toBe('floor');
  expect(shown({ polls, meetings: { agenda: [{ startedAt: 3_500 }] } })).toBe('item');
  expect(shown({ polls, stage: { layout: 'venue', switchedAt: 3_500 } })).toBe('item');
  expect(shown({ polls, meetings: { phase: 'suspended', suspendedAt: 4_000 } })).toBe('suspended');
  expect(shown({ polls, meetings: { phase: 'ended', endedAt: 2_500 } })).toBe('v published');
});

test('a closed vote keeps the screen while it is counted; a cancelled one says why', () => {
  expect(shown({ polls: [poll('v', { stage: 'closed', closedAt: 2_000 })], turn: 2_500 })).toBe('v closed');
  expect(shown({ polls: [poll('v', { stage: 'cancelled', closedAt: 2_000 })] })).toBe('v cancelled');
});

test('a prepared vote is announced by the stage switch, and only by it', () => {
  const polls = [
    poll('old', { stage: 'published', publishedAt: 800, openedAt: 700 }),
    poll('new', { stage: 'draft', openedAt: null }),
  ];
  expect(shown({ polls, turn: 900 })).toBe('floor');
  expect(shown({ polls, turn: 900, stage: { layout: 'vote', switchedAt: 1_000 } })).toBe('new draft');
  expect(shown({ polls, turn: 1_100, stage: { layout: 'vote', switchedAt: 1_000 } })).toBe('floor');
});

test('a straw poll is shown when the chair wants it', () => {
  const polls = [poll('s', { definition: { form: 'straw' } })];
  expect(shown({ polls })).toBe('item');
  expect(shown({ polls, stage: { layout: 'vote', switchedAt: 1_100 } })).toBe('s open');
});

test('a new build of the product waits for a lull', () => {
  expect(isLull(seen({ turn: 500 }))).toBe(false);
  expect(isLull({ ...seen({}), polls: { polls: {}, open: ['v'] } })).toBe(false);
  expect(isLull(seen({}))).toBe(true);
});

test('C26 a question that was put on the screen stands there until the chair’s next deed; an open vote comes first', () => {
  expect(shown({ turn: 500, shownAt: 900 })).toBe('question');
  expect(shown({ turn: 1_000, shownAt: 900 })).toBe('floor');
  expect(shown({ turn: 500, shownAt: 900, stage: { layout: 'venue', switchedAt: 950 } })).toBe('floor');
  expect(shown({ shownAt: 1_500, polls: [poll('v', {})] })).toBe('v open');
  const over = [poll('v', { stage: 'published', publishedAt: 1_200 })];
  expect(shown({ shownAt: 1_500, polls: over })).toBe('question');
  expect(shown({ shownAt: 1_100, polls: over })).toBe('v published');
});
