import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AgendaItemPlan } from '#server/modules/meetings/contract.ts';
import { deepestLevel, type Items, indent, levelOf, move, numbersOf, outdent, place, remove } from './agenda-tree.ts';

const item = (itemId: string, parentId: string | null = null): AgendaItemPlan => ({
  itemId,
  parentId,
  title: itemId,
  kind: 'discussion',
  plannedMinutes: 10,
  visibility: 'public',
});
const tree: Items = [item('a'), item('b'), item('b1', 'b'), item('b2', 'b'), item('c')];
const order = (items: Items | null) => items?.map(({ itemId }) => itemId).join(' ') ?? null;

test('an item moves among its equals and takes its parts along', () => {
  expect(order(move(tree, 'b', 'up'))).toBe('b b1 b2 a c');
  expect(order(move(tree, 'a', 'down'))).toBe('b b1 b2 a c');
  expect(order(move(tree, 'b2', 'up'))).toBe('a b b2 b1 c');
  expect(move(tree, 'b1', 'up')).toBeNull();
  expect(move(tree, 'c', 'down')).toBeNull();
});

test('an item becomes a part of the one before it and its equal again', () => {
  const deeper = indent(tree, 'c') ?? [];
  expect(deeper.find(({ itemId }) => itemId === 'c')?.parentId).toBe('b');
  expect(order(outdent(deeper, 'b1'))).toBe('a b b2 c b1');
  expect(indent(tree, 'a')).toBeNull();
  expect(outdent(tree, 'a')).toBeNull();
});

test('M4 nothing goes below the third level', () => {
  const deep: Items = [item('a'), item('b', 'a'), item('c', 'b'), item('d'), item('e', 'd'), item('f')];
  expect(place(deep, 'd', 'after', 'c')).toBeNull();
  expect(indent(deep, 'd')).not.toBeNull();
  expect(indent(indent(deep, 'd') ?? [], 'f')).not.toBeNull();
  expect(place(deep, 'f', 'before', 'c')).not.toBeNull();
});

test('numbers follow the papers of each language', () => {
  const deep: Items = [item('a'), item('b'), item('b1', 'b'), item('b11', 'b1')];
  expect([...numbersOf(deep, 'zh-CN').values()]).toEqual(['一', '二', '（一）', '1']);
  expect([...numbersOf(deep, 'en').values()]).toEqual(['1', '2', '2.1', '2.1.1']);
});

test('M4 whatever is done, the list stays an agenda: parents before their parts, three levels, nothing lost or doubled', () => {
  const ids = ['a', 'b', 'b1', 'b2', 'c'];
  const id = fc.constantFrom(...ids);
  const step = fc.oneof(
    fc.tuple(fc.constant('up'), id, id),
    fc.tuple(fc.constant('down'), id, id),
    fc.tuple(fc.constant('in'), id, id),
    fc.tuple(fc.constant('out'), id, id),
    fc.tuple(fc.constant('before'), id, id),
    fc.tuple(fc.constant('after'), id, id),
  );
  const apply = (items: Items, [what, one, other]: [string, string, string]): Items => {
    if (what === 'up' || what === 'down') return move(items, one, what) ?? items;
    if (what === 'in') return indent(items, one) ?? items;
    if (what === 'out') return outdent(items, one) ?? items;
    return place(items, one, what as 'before' | 'after', other) ?? items;
  };
  fc.assert(
    fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
      const items = steps.reduce(apply, tree);
      expect(items.map(({ itemId }) => itemId).toSorted()).toEqual(ids);
      const seen = new Set<string | null>([null]);
      for (const { itemId, parentId } of items) {
        expect(seen.has(parentId)).toBe(true);
        seen.add(itemId);
        expect(levelOf(items, itemId)).toBeLessThanOrEqual(deepestLevel);
      }
      // An item's parts stand directly behind it.
      expect(order(remove(items, 'b'))?.includes('undefined')).toBe(false);
    }),
  );
});
