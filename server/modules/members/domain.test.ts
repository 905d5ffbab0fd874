import { expect, test } from 'vitest';
import type { RosterRow } from './contract.ts';
import { everyone, isAskedFor } from './domain.ts';

const row: RosterRow = {
  memberId: 'm',
  userId: 'u',
  number: 'W001',
  name: '沈静禾',
  gender: 'female',
  sectorId: 's1',
  sectorName: '教育',
  committees: ['提案委员会'],
  committeeIds: ['c1'],
  party: '民盟盟员',
  post: '第一中学校长',
  phone: '13800000001',
  isActive: true,
  version: 1,
};
const asks = (filter: Partial<typeof everyone>): boolean => isAskedFor(row, { ...everyone, ...filter });

test('B7 a roster is asked for by words, sector, committee and standing together', () => {
  expect(asks({})).toBe(true);
  expect(asks({ words: '静禾 第一中学' })).toBe(true);
  expect(asks({ words: '静禾 第二中学' })).toBe(false);
  expect(asks({ sectorId: 's1', committeeId: 'c1', standing: 'active' })).toBe(true);
  expect(asks({ sectorId: 's2' })).toBe(false);
  expect(asks({ committeeId: 'c2' })).toBe(false);
  expect(asks({ standing: 'former' })).toBe(false);
});
