import { expect, test } from 'vitest';
import type { MeetingDocument } from '#server/modules/meetings/contract.ts';
import { initial } from '#server/modules/rooms/evolve.ts';
import { paperOf } from './stage-paper.ts';

const paper = (documentId: string, itemId: string | null = null, pageCount = 3): MeetingDocument => ({
  documentId,
  title: documentId,
  itemId,
  pageCount,
  sizeBytes: 1,
  sha256: '',
  visibility: 'public',
});
const documents = [paper('scan', null, 0), paper('plan'), paper('budget', 'item-2')];
const seen = (rooms: Partial<ReturnType<typeof initial>> = {}, currentItemId: string | null = null) =>
  paperOf({ documents, currentItemId, rooms: { ...initial(), ...rooms } });

test('the item’s own document comes first, then the first one that has pages', () => {
  expect(seen()).toMatchObject({ document: { documentId: 'plan' }, page: 1 });
  expect(seen({}, 'item-2')).toMatchObject({ document: { documentId: 'budget' }, page: 1 });
  expect(paperOf({ documents: [], currentItemId: null, rooms: initial() })).toBeNull();
});

test('what was shown last is gone on with where it was left', () => {
  const pages = [
    { documentId: 'budget', page: 2 },
    { documentId: 'plan', page: 9 },
  ];
  expect(seen({ pages }, 'item-2')).toMatchObject({ document: { documentId: 'plan' }, page: 3 });
});

test('a shared screen goes before documents, but not before one that stands on the stage', () => {
  const tracks = { TR_1: { userId: 'tech', deviceId: 'one', source: 'screenShare' } };
  expect(seen({ tracks })).toBeNull();
  const stage = { layout: 'document', documentId: 'budget', page: 2, switchedAt: 1 } as const;
  expect(seen({ tracks, stage })).toMatchObject({ document: { documentId: 'budget' }, page: 2 });
});
