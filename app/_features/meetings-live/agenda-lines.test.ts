import { expect, test } from 'vitest';
import type { AgendaItem } from '#server/modules/meetings/domain.ts';
import { initial } from '#server/modules/meetings/state.ts';
import { agendaLines } from './agenda-lines.ts';

const minute = 60_000;
const now = 1_000 * minute;
const item = (itemId: string, plannedMinutes: number, more: Partial<AgendaItem> = {}): AgendaItem => ({
  itemId,
  parentId: null,
  title: itemId,
  kind: 'discussion',
  plannedMinutes,
  visibility: 'public',
  state: 'pending',
  startedAt: null,
  spentMs: 0,
  ...more,
});
const agenda = [
  item('first', 10, { state: 'done', spentMs: 12 * minute }),
  item('second', 30, { state: 'current', startedAt: now - 10 * minute }),
  item('part', 0, { parentId: 'second' }),
  item('third', 20),
  item('fourth', 5),
];

test('what is to come begins when all before it has had its planned time', () => {
  const lines = agendaLines({ ...initial(), phase: 'live', agenda }, now);
  expect(lines.map(({ number }) => number)).toEqual([1, 2, null, 3, 4]);
  expect(lines.map(({ spentMs }) => spentMs / minute)).toEqual([12, 10, 0, 0, 0]);
  expect(lines.map(({ beginsAt }) => beginsAt && (beginsAt - now) / minute)).toEqual([null, null, 20, 20, 40]);
});

test('an item that ran over does not push the rest into the past', () => {
  const late = [item('late', 10, { state: 'current', startedAt: now - 25 * minute }), item('next', 5)];
  const [, next] = agendaLines({ ...initial(), phase: 'live', agenda: late }, now);
  expect(next?.beginsAt).toBe(now);
});

test('after the end nothing is to come', () => {
  const lines = agendaLines({ ...initial(), phase: 'ended', agenda }, now);
  expect(lines.every(({ beginsAt }) => beginsAt === null)).toBe(true);
});
