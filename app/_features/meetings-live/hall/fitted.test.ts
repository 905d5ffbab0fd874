import { expect, test } from 'vitest';
import { fitted, headline } from './fitted.ts';

test('a name is as large as it may be, and smaller where it is long', () => {
  expect(fitted('沈静禾', 592, 128, 56)).toBe(128);
  expect(fitted('阿卜杜热西提', 592, 128, 56)).toBe(98);
  expect(fitted('关于更新片区同步配建学位的协商意见和若干具体建议的说明材料', 592, 128, 56)).toBe(56);
});
test('a title may take two lines', () => {
  const title = '更新片区的学位配套与过渡期安排';
  expect(fitted(title, 592, 84, 40)).toBe(40);
  expect(fitted(title, 592, 84, 40, 2)).toBe(74);
});
test('a headline breaks only where one line would be small', () => {
  expect(headline('更新片区的学位配套', 1_776, 112, 64)).toBe(112);
  expect(headline('关于更新片区同步配建学位的协商意见（草案）', 1_776, 112, 64)).toBe(84);
  expect(headline('关于更新片区同步配建学位和过渡期入学安排的协商意见（草案）', 1_776, 112, 64)).toBe(90);
});
