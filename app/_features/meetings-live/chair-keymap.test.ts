import { expect, test } from 'vitest';
import type { KeyPress } from '#app/_lib/use-keys.ts';
import { actOf, keymap } from './chair-keymap.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress => ({
  key,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
  repeat: false,
  ...more,
});

test('every key does one thing', () => {
  const keys = keymap.flatMap(({ acts }) => Object.keys(acts));
  expect(new Set(keys).size).toBe(keys.length);
});

test('every key that is drawn does something', () => {
  for (const { caps, acts, joint, name } of keymap) {
    const drawn = joint ? caps : caps.filter((cap) => cap !== 'Shift');
    const known = Object.keys(acts).map((key) => key.replace('shift+arrowup', '↑').replace('shift+arrowdown', '↓'));
    for (const cap of drawn) expect(known, name).toContain(cap === 'space' ? ' ' : cap.toLowerCase());
  }
});

test.each([
  [press(' '), 'next'],
  [press('P'), 'pause'],
  [press('p'), 'pause'],
  [press('?', { shiftKey: true }), 'help'],
  [press('ArrowDown'), 'down'],
  [press('ArrowDown', { shiftKey: true }), 'moveDown'],
  [press('ArrowUp', { shiftKey: true }), 'moveUp'],
  [press('Enter'), 'grant'],
  [press('t'), 'toFloor'],
  [press('5'), 'voteStage'],
  [press('j', { repeat: true }), 'down'],
  [press(' ', { repeat: true }), null],
  [press('ArrowDown', { shiftKey: true, repeat: true }), null],
  [press('p', { ctrlKey: true }), null],
  [press('r', { metaKey: true }), null],
  [press('z'), null],
] as const)('%o does %s', (event, act) => {
  expect(actOf(event)).toBe(act);
});
