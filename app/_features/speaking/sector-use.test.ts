import { expect, test } from 'vitest';
import { usesOf } from './sector-use.ts';

const names = new Map([
  ['a', '教育'],
  ['b', '经济'],
  ['c', '科技'],
]);

test('D10 sectors by the time they took, whoever has none at the end', () => {
  expect(usesOf({ a: 10, b: 30, c: 0 }, 55, names, 5)).toEqual([
    { id: 'b', name: '经济', ms: 30 },
    { id: 'a', name: '教育', ms: 10 },
    { id: '', name: null, ms: 15 },
  ]);
});

test('sectors beyond the most, and unknown ones, are told together', () => {
  expect(usesOf({ a: 10, b: 30, c: 20, gone: 5 }, 65, names, 2)).toEqual([
    { id: 'b', name: '经济', ms: 30 },
    { id: 'c', name: '科技', ms: 20 },
    { id: '', name: null, ms: 15 },
  ]);
  expect(usesOf({}, 0, names, 2)).toEqual([]);
});
