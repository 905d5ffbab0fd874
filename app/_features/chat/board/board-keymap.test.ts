import { expect, test } from 'vitest';
import { keymap as chairKeymap } from '#app/_features/meetings-live/chair-keymap.ts';
import { boardActOf, boardKeymap } from './board-keymap.ts';

const press = (key: string, repeat = false) => ({
  key,
  repeat,
  shiftKey: false,
  ctrlKey: false,
  altKey: false,
  metaKey: false,
});

test('every key of the board does one thing, and only walking may be held down', () => {
  const keys = boardKeymap.flatMap((line) => line.keys);
  expect(new Set(keys).size).toBe(keys.length);
  expect([boardActOf(press('D')), boardActOf(press('j', true)), boardActOf(press('d', true))]).toEqual([
    'publish',
    'down',
    null,
  ]);
  expect(boardActOf({ ...press('d'), ctrlKey: true })).toBeNull();
});

test('what the chair’s page has too lies on the same keys there', () => {
  for (const name of ['publish', 'decline', 'toFloor', 'help'] as const) {
    const chair = chairKeymap.find((line) => line.name === name);
    expect(boardKeymap.find((line) => line.name === name)?.caps).toEqual(chair?.caps);
  }
});
