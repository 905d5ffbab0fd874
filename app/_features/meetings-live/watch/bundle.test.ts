import path from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { watchBundle } from './bundle.ts';

test('what the public’s page needs before its player is small: a checker of input does not slip in with an id', async () => {
  const { files, script, preload } = await watchBundle();
  const first = [script, ...preload].map((address) => files.get(path.basename(address)) ?? new Uint8Array());
  expect(first.every(({ length }) => length > 0)).toBe(true);
  expect(first.reduce((sum, one) => sum + gzipSync(one).length, 0)).toBeLessThan(35_000);
});
