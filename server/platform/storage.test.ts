import { randomUUID } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startS3 } from '#tests/support/s3-server.ts';
import { DiskStorage, ObjectStorage, type Storage, type StoredObject, storageOf } from './storage.ts';

const text = (words: string): Uint8Array => new TextEncoder().encode(words);
const folder = mkdtempSync(path.join(tmpdir(), 'hub-storage-'));
const given = process.env['S3_TEST_ENDPOINT'];
const listener = given ? null : await startS3();

function bucketOf(secretKey?: string): Storage {
  const [endpoint, bucket] = given
    ? [path.dirname(given).replace(':/', '://'), path.basename(given)]
    : [listener?.endpoint, listener?.bucket];
  return storageOf({
    DATA_DIR: folder,
    S3_ENDPOINT: endpoint,
    S3_BUCKET: bucket,
    S3_REGION: 'auto',
    S3_ACCESS_KEY: listener?.accessKey ?? 'any',
    S3_SECRET_KEY: secretKey ?? listener?.secretKey ?? 'any',
  });
}

function present(found: StoredObject | null): StoredObject {
  if (!found) throw new Error('the object is not there');
  return found;
}

afterAll(async () => {
  rmSync(folder, { recursive: true, force: true });
  await listener?.stop();
});

test('objects go to the bucket when one is configured, else to the disk', () => {
  expect(storageOf({ DATA_DIR: folder })).toBeInstanceOf(DiskStorage);
  expect(bucketOf()).toBeInstanceOf(ObjectStorage);
});

describe.each([
  ['disk', () => storageOf({ DATA_DIR: folder })],
  ['bucket', () => bucketOf()],
] as const)('objects on the %s', (_name, open) => {
  let storage: Storage;
  const place = `tried/${randomUUID()}`;
  beforeAll(() => {
    storage = open();
  });

  test('are read as they were written, and replaced', async () => {
    await storage.put(`${place}/a/one.m4s`, text('first'), 'video/mp4');
    await storage.put(`${place}/a/one.m4s`, text('second'), 'video/mp4');
    expect((await storage.get(`${place}/a/one.m4s`))?.toString()).toBe('second');
    const found = present(await storage.read(`${place}/a/one.m4s`));
    expect(found).toMatchObject({ sizeBytes: 6, start: 0, end: 5 });
    expect((await buffer(found.stream)).toString()).toBe('second');
  });

  test('are read in part', async () => {
    await storage.put(`${place}/digits`, text('0123456789'), 'text/plain');
    const middle = present(await storage.read(`${place}/digits`, { start: 2, end: 4 }));
    expect(middle).toMatchObject({ sizeBytes: 10, start: 2, end: 4 });
    expect((await buffer(middle.stream)).toString()).toBe('234');
    const rest = present(await storage.read(`${place}/digits`, { start: 7 }));
    expect((await buffer(rest.stream)).toString()).toBe('789');
    const beyond = present(await storage.read(`${place}/digits`, { start: 8, end: 99 }));
    expect(beyond).toMatchObject({ start: 8, end: 9 });
    beyond.stream.destroy();
    await expect(storage.read(`${place}/digits`, { start: 10 })).rejects.toBeInstanceOf(RangeError);
  });

  test('that are not there are null, and removing them is no failure', async () => {
    expect(await storage.get(`${place}/none`)).toBeNull();
    expect(await storage.read(`${place}/none`)).toBeNull();
    expect(await storage.read(`${place}/none`, { start: 1 })).toBeNull();
    await storage.remove(`${place}/none`);
  });

  test('are listed by prefix, all of them, and gone once removed', async () => {
    const keys = Array.from({ length: 8 }, (_, index) => `${place}/many/seg-${index}.m4s`);
    await Promise.all(keys.map((key) => storage.put(key, text(key), 'video/mp4')));
    await storage.put(`${place}/many-more/other`, text('x'), 'text/plain');
    expect(await storage.list(`${place}/many/`)).toEqual(keys);
    await storage.remove(`${place}/many/seg-3.m4s`);
    expect(await storage.list(`${place}/many/`)).toEqual(keys.filter((_, index) => index !== 3));
    expect(await storage.list(`${place}/nothing/`)).toEqual([]);
  });

  test.each(['../secret', 'a/../../b', '/etc/passwd', 'a//b', '.hidden', 'a/.part', 'a\\b', 'a b', 'a\0b', '', 'ä'])(
    'are never asked for under %j',
    async (key) => {
      await expect(storage.put(key, text('x'), 'text/plain')).rejects.toThrow('is no key');
      await expect(storage.get(key)).rejects.toThrow('is no key');
      await expect(storage.read(key)).rejects.toThrow('is no key');
      await expect(storage.remove(key)).rejects.toThrow('is no key');
    },
  );
});

test('a write to the disk leaves nothing but the object', async () => {
  const storage = storageOf({ DATA_DIR: folder });
  await Promise.all(Array.from({ length: 20 }, (_, n) => storage.put('same/one', text(`content ${n}`), 'text/plain')));
  expect(readdirSync(path.join(folder, 'files/same'))).toEqual(['one']);
});

test.runIf(listener)('a wrong secret is refused by the bucket and told', async () => {
  await expect(bucketOf('another secret').put('a/b', text('x'), 'text/plain')).rejects.toThrow('403');
  await expect(bucketOf('another secret').get('a/b')).rejects.toThrow('403');
});
