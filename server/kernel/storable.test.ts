import { expect, test } from 'vitest';
import { isStorable } from './storable.ts';

test('L7 text that Postgres cannot keep is found wherever it stands', () => {
  for (const bad of ['a\0b', '\ud800', 'x\udc00y', { a: [{ b: '\0' }] }, { ['\0']: 1 }, JSON.parse('{"\\ud800":1}')])
    expect(isStorable(bad)).toBe(false);
  for (const good of [null, 1, '', '协商 😀', [], { a: [{ b: 'c' }] }, JSON.parse('{"__proto__":{"a":"b"}}')])
    expect(isStorable(good)).toBe(true);
});

test('L7 nesting beyond reason is refused without walking all of it', () => {
  expect(isStorable(JSON.parse(`${'['.repeat(20)}${']'.repeat(20)}`))).toBe(true);
  expect(isStorable(JSON.parse(`${'['.repeat(30_000)}${']'.repeat(30_000)}`))).toBe(false);
  expect(isStorable(JSON.parse('{"__proto__":{"a":"\\u0000"}}'))).toBe(false);
});
