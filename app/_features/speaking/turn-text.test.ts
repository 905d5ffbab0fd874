import { expect, test } from 'vitest';
import { turnText } from './turn-text.ts';

test.each([
  ['D11 counts down to nothing', 300_000, '05:00'],
  ['D11 a begun second counts whole', 299_001, '05:00'],
  ['D11 the last second', 1, '00:01'],
  ['D11 red begins at nothing', 0, '00:00'],
  ['D11 overtime counts up', -999, '+00:00'],
  ['D11 overtime counts up', -61_000, '+01:01'],
  ['D11 long limits show hours', 3_600_000, '1:00:00'],
])('%s: %d ms left reads %s', (_, leftMs, text) => {
  expect(turnText({ spentMs: 0, leftMs })).toBe(text);
});

test('D11 without a limit the time spoken counts up', () => {
  expect(turnText({ spentMs: 61_999, leftMs: null })).toBe('01:01');
});
