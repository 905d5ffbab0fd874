import fc from 'fast-check';
import { expect, test } from 'vitest';
import { meetingFolding } from '#app/_lib/live/modules.ts';
import type { LogEvent } from '#server/kernel/live.ts';
import { findIn, markedParts, recordOf } from './record-list.ts';
import { axisMarks, densityOf, timelineOf } from './timeline.ts';

const minute = 60_000;
const ann = '01900000-0000-7000-8000-000000000001';
const item = (itemId: string, visibility: string) => ({
  itemId,
  parentId: null,
  title: `Title of ${itemId}`,
  kind: 'discussion',
  plannedMinutes: 10,
  visibility,
});

let seq = 0;
const event = (at: number, type: string, payload: object, actor = `user:${ann}`): LogEvent => ({
  seq: ++seq,
  at: at * minute,
  actor,
  type,
  payload: payload as Record<string, unknown>,
});
const open = [item('one', 'public'), item('two', 'public')];
const speaker = { userId: ann, name: 'Ann', sectorId: null, sectorName: 'Education', post: null };

/** What the public reads of a meeting whose second item was closed. */
const log = (): readonly LogEvent[] => [
  event(1, 'meetings.publicAgendaSet', { items: open }),
  event(2, 'meetings.meetingStarted', {}),
  event(2, 'meetings.itemStarted', { itemId: 'one', visibility: 'public' }),
  event(3, 'speaking.turnStarted', {
    turnId: 't1',
    itemId: 'one',
    kind: 'speech',
    speaker,
    source: 'online',
    answersTurnId: null,
    addressees: [],
    limitMs: 5 * minute,
    isPublic: true,
    isAway: false,
    entryId: null,
  }),
  event(
    5,
    'chat.questionPublished',
    { messageId: 'q1', name: 'Q', text: '学位够不够？', askedAt: 4 * minute },
    'user:x',
  ),
  event(6, 'chat.questionPublished', { messageId: 'q2', name: 'Q', text: 'gone', askedAt: 6 * minute }, 'user:x'),
  event(7, 'chat.messageDeleted', { messageId: 'q2', reason: 'noise' }),
  event(8, 'speaking.turnEnded', { turnId: 't1', endReason: 'ended', reason: 'ended', spentMs: 5 * minute }),
  event(9, 'meetings.itemFinished', { itemId: 'one' }),
  event(9, 'meetings.itemStarted', { itemId: 'secret', visibility: 'closed' }),
  event(12, 'meetings.itemFinished', { itemId: 'secret' }),
  event(12, 'meetings.itemStarted', { itemId: 'two', visibility: 'public' }),
  event(15, 'meetings.itemFinished', { itemId: 'two' }),
  event(15, 'meetings.meetingEnded', {}),
];
const bounds = { from: 2 * minute, to: 15 * minute, audience: 'public', hasRecording: true } as const;
const timeline = (events = log()) =>
  timelineOf(events, meetingFolding.fold(meetingFolding.initial(), structuredClone(events)), bounds);

test('P7 chapters are the visits to items; a closed one has no title and cannot be entered', () => {
  expect(
    timeline().chapters.map(({ title, number, from, to, isCut }) => [title, number, from / minute, to / minute, isCut]),
  ).toEqual([
    ['Title of one', 1, 2, 9, false],
    [null, null, 9, 12, true],
    ['Title of two', 2, 12, 15, false],
  ]);
});

test('P7 turns and questions stand where they happened; what was deleted is nowhere', () => {
  const { turns, said } = timeline();
  expect(turns.map(({ name, from, to, nth, isOnline }) => [name, from / minute, to / minute, nth, isOnline])).toEqual([
    ['Ann', 3, 8, 1, true],
  ]);
  expect(said.map(({ text, at }) => [text, at / minute])).toEqual([['学位够不够？', 5]]);
});

test('K6 what somebody wrote who withdrew the consent is not shown', () => {
  const words = event(6, 'chat.messagePosted', { messageId: 'm1', text: 'my words', replyTo: null });
  const withdrawn = event(14, 'consents.consentWithdrawn', { userId: ann });
  const before = [...log().filter(({ at }) => at < 14 * minute), words].toSorted((one, other) => one.at - other.at);
  expect(timeline(before).said.map(({ text }) => text)).toContain('my words');
  expect(timeline([...before, withdrawn]).said.map(({ text }) => text)).not.toContain('my words');
});

test('P7 the record is in order of time, and its search finds words whatever their width and case', () => {
  const entries = recordOf(timeline());
  expect(entries.map(({ from }) => from)).toEqual(
    entries.map(({ from }) => from).toSorted((one, other) => one - other),
  );
  expect(findIn(entries, 'ＡＮＮ').map((index) => entries[index]?.kind)).toEqual(['turn']);
  expect(findIn(entries, '学位')).toHaveLength(1);
  expect(findIn(entries, ' ')).toEqual([]);
  expect(markedParts('问学位，再问学位', '学位')).toEqual(['问', '学位', '，再问', '学位', '']);
});

test('P7 the density is between 0 and 1, and counts what lies in the bounds', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -50, max: 1_050 })), fc.integer({ min: 1, max: 60 }), (instants, bins) => {
      const density = densityOf(
        instants.map((at) => ({ at })),
        0,
        1_000,
        bins,
      );
      expect(density).toHaveLength(bins);
      expect(density.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(Math.max(...density)).toBe(instants.some((at) => at >= 0) ? 1 : 0);
    }),
  );
  expect(axisMarks(2 * minute, 15 * minute).map((at) => at / minute)).toEqual([5, 10]);
});
