import { expect, test } from 'vitest';
import { judge, spreadOf, tableOf } from './bench-table.ts';

const row = { measure: 'a', unit: 'ms', product: [1, 3, 2], rival: [4, 4, 4], aim: null };

test('a spread is the median with the least and the most', () => {
  expect(spreadOf([5, 1, 3])).toEqual({ median: 3, least: 1, most: 5 });
  expect(spreadOf([4, 1])).toEqual({ median: 2.5, least: 1, most: 4 });
});

test('samples that are no figures are refused', () => {
  expect(() => spreadOf([])).toThrow();
  expect(() => spreadOf([1, Number.NaN])).toThrow();
});

test('an aim of a ratio looks at both sides, an aim of a value at the product alone', () => {
  expect(judge({ ...row, aim: { of: 'ratio', atMost: 0.5 } })).toMatchObject({ ratio: 0.5, isMet: true });
  expect(judge({ ...row, aim: { of: 'ratio', atMost: 0.49 } }).isMet).toBe(false);
  expect(judge({ ...row, rival: null, aim: { of: 'value', atMost: 2 } })).toMatchObject({ ratio: null, isMet: true });
  expect(judge(row).isMet).toBeNull();
});

test('a ratio without a rival is a mistake of the benchmark', () => {
  expect(() => judge({ ...row, rival: null, aim: { of: 'ratio', atMost: 1 } })).toThrow();
});

test('the table has one line for each row and says what was missed', () => {
  const text = tableOf([row, { ...row, measure: 'b', aim: { of: 'value', atMost: 1 } }]);
  expect(text.split('\n')).toHaveLength(4);
  expect(text).toContain('2.00 ms (1.00–3.00)');
  expect(text).toMatch(/\| b .*\| NO +\|/);
});
