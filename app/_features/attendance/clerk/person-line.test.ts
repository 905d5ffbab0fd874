import { expect, test } from 'vitest';
import { isMemberCode } from './person-line.ts';

test('a pasted member’s code is told from numbers and names', () => {
  const code = '01900000-0000-7000-8000-0000000000aa.3k2f9.Zk3_d-9fA0bC1dE2fG3hI4jK5lM6nO';
  expect(isMemberCode(code)).toBe(true);
  expect(isMemberCode(` ${code}\n`)).toBe(true);
  for (const text of ['', '王建国', '2024-0117', 'W.J.G.', code.slice(0, 36), code.slice(0, 42)])
    expect(isMemberCode(text)).toBe(false);
});
