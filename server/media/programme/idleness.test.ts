import { expect, test } from 'vitest';
import { Idleness } from './idleness.ts';

test('G13 quiet for longer than the patience is idle, and whatever is sent ends it', () => {
  const idleness = new Idleness(1_000);
  expect(idleness.look(false, 5_000)).toBe(false);
  expect(idleness.look(false, 6_000)).toBe(false);
  expect(idleness.look(false, 6_001)).toBe(true);
  expect(idleness.look(true, 7_000)).toBe(false);
  expect(idleness.look(false, 7_500)).toBe(false);
  expect(idleness.look(true, 8_400)).toBe(false);
  expect(idleness.look(false, 8_600)).toBe(false);
  expect(idleness.look(false, 9_601)).toBe(true);
});
