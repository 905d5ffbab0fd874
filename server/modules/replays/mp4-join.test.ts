import { expect, test } from 'vitest';
import type { Segment } from '#server/modules/recordings/contract.ts';
import { joinedPieces, timescalesOf } from './mp4-join.ts';

const box = (type: string, ...content: readonly Buffer[]): Buffer => {
  const body = Buffer.concat(content);
  const head = Buffer.alloc(8);
  head.writeUInt32BE(body.length + 8);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, body]);
};
const words = (...numbers: readonly number[]): Buffer => {
  const bytes = Buffer.alloc(numbers.length * 4);
  for (const [at, number] of numbers.entries()) bytes.writeUInt32BE(number, at * 4);
  return bytes;
};
const track = (id: number, scale: number): Buffer =>
  box('trak', box('tkhd', words(0, 0, 0, id)), box('mdia', box('mdhd', words(0, 0, 0, scale))));
const init = box('moov', track(1, 12_800), track(2, 48_000));
const long = (time: number): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(BigInt(time));
  return Buffer.concat([words(0x01000000), bytes]);
};
/** A piece whose picture and sound begin at `ms` of the recorder's own clock. */
const piece = (ms: number): Buffer =>
  Buffer.concat([
    box(
      'moof',
      box('mfhd', words(0, 77)),
      box('traf', box('tfhd', words(0, 1)), box('tfdt', long((ms * 12_800) / 1000))),
      box('traf', box('tfhd', words(0, 2)), box('tfdt', words(0, (ms * 48_000) / 1000))),
    ),
    box('mdat', Buffer.from(`pictures of ${ms}`)),
  ]);

const segment = (seq: number, file: string, hasDiscontinuity = false, run = 'a'): Segment => ({
  programmeId: 'p',
  seq,
  name: file,
  startsAt: 0,
  durationMs: 2_000,
  storageKey: file,
  initKey: `init-${run}`,
  hasDiscontinuity,
  audience: 'public',
  sizeBytes: 1,
});
const files: Readonly<Record<string, Buffer>> = {
  'init-a': init,
  'init-b': init,
  ...Object.fromEntries([10_000, 12_000, 90_000, 92_000, 0].map((ms) => [`${ms}`, piece(ms)])),
};
async function joined(segments: readonly Segment[]): Promise<readonly Buffer[]> {
  const pieces: Buffer[] = [];
  const read = (key: string) => Promise.resolve(files[key] ?? null);
  for await (const one of joinedPieces(segments, read)) pieces.push(one);
  return pieces;
}
const timesOf = (bytes: Buffer): readonly number[] => {
  const [first, second] = [bytes.indexOf('tfdt'), bytes.lastIndexOf('tfdt')];
  return [Number(bytes.readBigUInt64BE(first + 8)) / 12.8, bytes.readUInt32BE(second + 8) / 48];
};
const numberOf = (bytes: Buffer): number => bytes.readUInt32BE(bytes.indexOf('mfhd') + 8);

test('P8 the joined file begins at zero and has no gap where a piece is left out, the recorder began anew, or its clock jumped', async () => {
  const [head, ...pieces] = await joined([
    segment(0, '10000'),
    segment(1, '12000'),
    segment(40, '90000'),
    segment(41, '92000'),
    segment(42, '0', true, 'b'),
  ]);
  expect(head).toEqual(init);
  expect(pieces.map(timesOf)).toEqual([0, 2_000, 4_000, 6_000, 8_000].map((ms) => [ms, ms]));
  expect(pieces.map(numberOf)).toEqual([1, 2, 3, 4, 5]);
  expect(pieces[2]?.includes('pictures of 90000')).toBe(true);
  // The stored pieces stay as they are.
  expect(timesOf(files['10000'] as Buffer)).toEqual([10_000, 10_000]);
});

test('P8 a piece whose file is gone is left out, and nothing of it is waited for', async () => {
  const pieces = await joined([segment(0, '10000'), segment(1, 'gone'), segment(2, '90000')]);
  expect(pieces.slice(1).map(timesOf)).toEqual([
    [0, 0],
    [2_000, 2_000],
  ]);
  expect(await joined([segment(0, '10000', false, 'lost')])).toEqual([]);
  expect([...timescalesOf(init)]).toEqual([
    [1, 12_800],
    [2, 48_000],
  ]);
});
