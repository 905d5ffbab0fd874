import { expect, test } from 'vitest';
import type { SpeakingKind } from '#server/modules/speaking/contract.ts';
import type { QueuePlace } from '#server/modules/speaking/figures.ts';
import { droppedAt, shifted, stepped } from './queue-places.ts';

const queue = (
  [
    ['q', 'interposedQuestion'],
    ['a', 'speech'],
    ['b', 'speech'],
    ['c', 'speech'],
  ] as const
).map(([entryId, kind]: readonly [string, SpeakingKind], at) => ({
  entry: { entryId, kind },
  place: at + 1,
})) as unknown as readonly QueuePlace[];
const of = (id: string): QueuePlace => queue.find(({ entry }) => entry.entryId === id) as QueuePlace;

test('D14 moving stays inside the kind', () => {
  expect(shifted(queue, of('a').entry, -1)).toBeNull();
  expect(shifted(queue, of('a').entry, 1)).toBe(1);
  expect(shifted(queue, of('c').entry, 1)).toBeNull();
  expect(shifted(queue, of('q').entry, 1)).toBeNull();
});

test('J and K begin at the ends and stop there', () => {
  expect(stepped(queue, null, 1)).toBe('q');
  expect(stepped(queue, null, -1)).toBe('c');
  expect(stepped(queue, 'q', -1)).toBe('q');
  expect(stepped(queue, 'b', 1)).toBe('c');
  expect(stepped(queue, 'gone', 1)).toBe('q');
  expect(stepped([], 'b', 1)).toBeNull();
});

test.each([
  ['a', 'c', true, 2],
  ['a', 'c', false, 1],
  ['c', 'a', false, 0],
  ['c', 'a', true, 1],
  ['b', 'b', true, 1],
  ['b', 'b', false, 1],
  ['c', 'q', false, 0],
  ['q', 'b', true, 0],
])('D14 %s let go over %s, below: %s, gets place %d', (dragged, over, isBelow, place) => {
  expect(droppedAt(queue, of(dragged), of(over), isBelow)).toBe(place);
});
