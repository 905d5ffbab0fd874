import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { keptAnswer, type Sendable } from './kept-answer.ts';

const answer = (cache: string, type = 'application/json', data = Buffer.from('x'.repeat(5_000))): Sendable => ({
  status: 200,
  headers: { 'cache-control': cache, 'content-type': type, vary: 'cookie' },
  data,
});
const asked = { ifNoneMatch: undefined, acceptEncoding: 'br, gzip, deflate' };

describe('answers that caches keep', () => {
  it('are packed and named, and left out where they are known', async () => {
    const first = await keptAnswer(answer('public, max-age=1'), asked);
    expect(first.headers).toMatchObject({ 'content-encoding': 'gzip', vary: 'cookie, accept-encoding' });
    expect(gunzipSync(first.data).toString()).toBe('x'.repeat(5_000));
    const etag = first.headers['etag'] ?? '';
    const again = await keptAnswer(answer('public, max-age=1'), { ...asked, ifNoneMatch: `"other", ${etag}` });
    expect(again).toMatchObject({ status: 304, data: Buffer.alloc(0), headers: { etag } });
    const other = await keptAnswer(answer('public, max-age=1', 'application/json', Buffer.from('new')), {
      ...asked,
      ifNoneMatch: etag,
    });
    expect(other).toMatchObject({ status: 200, data: Buffer.from('new') });
  });

  it('have one name, packed or not', async () => {
    const packed = await keptAnswer(answer('public, max-age=1'), asked);
    const plain = await keptAnswer(answer('public, max-age=1'), { ...asked, acceptEncoding: 'gzip;q=0' });
    expect(plain.headers['content-encoding']).toBeUndefined();
    expect(plain.headers['etag']).toBe(packed.headers['etag']);
  });

  it('stay as they are where nobody else may keep them, or nothing is won', async () => {
    const own = answer('private, no-store');
    expect(await keptAnswer(own, asked)).toBe(own);
    const segment = answer('public, max-age=31536000, immutable', 'video/mp4');
    expect(await keptAnswer(segment, asked)).toBe(segment);
    const refused = { ...answer('public, max-age=1'), status: 404 };
    expect(await keptAnswer(refused, asked)).toBe(refused);
  });
});
