import { expect, test } from 'vitest';
import { fromLocalInput, startOfDay, toLocalInput } from './district-time.ts';

const halfPastTwo = Date.parse('2026-03-18T06:30:00Z');

test('a field shows the district’s clock and reads it back', () => {
  expect(toLocalInput(halfPastTwo)).toBe('2026-03-18T14:30');
  expect(fromLocalInput('2026-03-18T14:30')).toBe(halfPastTwo);
});

test('an incomplete field names no instant', () => {
  expect(fromLocalInput('')).toBeNull();
  expect(fromLocalInput('2026-03-18')).toBeNull();
});

test('the day begins at the district’s midnight', () => {
  expect(startOfDay(halfPastTwo)).toBe(Date.parse('2026-03-17T16:00:00Z'));
});
