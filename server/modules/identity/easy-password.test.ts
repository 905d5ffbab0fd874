import { expect, test } from 'vitest';
import { isEasyPassword } from './easy-password.ts';

const own = { username: 'w017', name: '周立新', phone: '13900000017' };

test.each([
  '1234567890',
  'aaaaaaaaaaaa',
  'Password123!',
  'qwertyuiop',
  'admin2026admin',
  'zhengxie2026',
  'w017w017w017',
  '13900000017!',
  '周立新周立新周立新1',
  'abababababab',
])('I15 %s is refused as a new password', (password) => {
  expect(isEasyPassword(password, own)).toBe(true);
});

test.each([
  'correct horse battery',
  '春江花月夜的第三句',
  'a-long-password',
  'another-long-password',
  'T9x!kd-02mQ',
  'xkcd 936 stapler',
])('I15 %s may be a new password', (password) => {
  expect(isEasyPassword(password, own)).toBe(false);
});
