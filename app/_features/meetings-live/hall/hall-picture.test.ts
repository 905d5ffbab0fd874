import { expect, test } from 'vitest';
import type { Placeable } from '#server/modules/rooms/composition.ts';
import type { StageLayout } from '#server/modules/rooms/contract.ts';
import { hallPicture } from './hall-picture.ts';

const camera = (userId: string, place = ''): Placeable => ({ key: userId, userId, source: 'camera', place });
const [venue, chair, ann, bob] = [camera('tech', 'venue'), camera('chair'), camera('ann'), camera('bob')];
const screen: Placeable = { ...venue, key: 'tech screen', source: 'screen' };

const shown = (layout: StageLayout, pictures: readonly Placeable[], ...speakers: string[]): string => {
  const found = hallPicture({
    layout,
    pictures,
    documentId: null,
    speakers,
  });
  if (found.kind === 'one') return `${found.main.userId}${found.inset ? `+${found.inset.userId}` : ''}`;
  return found.kind === 'two' ? `${found.left.userId}|${found.right.userId}` : found.kind;
};

test('who speaks from afar is seen, whoever else has a camera on', () => {
  expect(shown('venue', [venue, chair, ann], 'ann')).toBe('ann');
  expect(shown('speaker', [chair, venue, ann], 'ann')).toBe('ann');
});
test('while a question is answered both are seen, the one who speaks large', () => {
  expect(shown('speaker', [venue, ann, bob], 'bob', 'ann')).toBe('bob+ann');
});
test('otherwise the stage switch decides, without the hall as its own inset', () => {
  expect(shown('venue', [venue, ann])).toBe('tech');
  expect(shown('speaker', [venue, ann])).toBe('ann');
  expect(shown('sideBySide', [venue, chair, ann], 'ann')).toBe('tech|ann');
  expect(shown('document', [venue, screen, ann], 'ann')).toBe('tech');
  expect(shown('document', [venue, ann], 'ann')).toBe('document');
  expect(shown('pause', [venue, ann], 'ann')).toBe('pause');
});
