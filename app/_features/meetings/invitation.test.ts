import { expect, test } from 'vitest';
import type { InvitablePerson } from '#server/modules/members/contract.ts';
import { addGroup, countByRole, give, removeGroup, search, usualRole } from './invitation.ts';

const member = (userId: string, sectorName: string): InvitablePerson => ({
  userId,
  name: `姓名${userId}`,
  role: 'member',
  memberId: `m${userId}`,
  sectorId: sectorName,
  sectorName,
  committeeIds: [],
  post: null,
});
const education = [member('1', '教育'), member('2', '教育'), member('3', '教育')];
const bureau: InvitablePerson = {
  ...member('9', ''),
  memberId: null,
  role: 'department',
  sectorName: null,
  post: '区教育局',
};

test('a sector adds those who have no place yet and takes out plain members only', () => {
  const [first] = education;
  if (!first) throw new Error('nobody');
  const chaired = give(new Map(), first, 'chair');
  expect(chaired.get('1')).toEqual(['chair', 'member']);
  const all = addGroup(chaired, education);
  expect(countByRole(all)).toMatchObject({ chair: 1, member: 2 });
  expect(countByRole(removeGroup(all, education))).toMatchObject({ chair: 1, member: 0 });
});

test('people of departments come as guests, without a member’s rights', () => {
  expect(usualRole(bureau)).toBe('guest');
  expect(give(new Map(), bureau, 'chair').get('9')).toEqual(['chair']);
});

test('people are found by name, sector and post together', () => {
  const people = [...education, bureau];
  expect(search(people, '教育')).toHaveLength(4);
  expect(search(people, '教育 姓名2').map(({ userId }) => userId)).toEqual(['2']);
  expect(search(people, '  ')).toEqual([]);
});
