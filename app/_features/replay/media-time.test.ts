import fc from 'fast-check';
import { expect, test } from 'vitest';
import { gapsOf, instantOf, mediaTimeOf, spansOf } from './media-time.ts';

const start = Date.UTC(2026, 2, 18, 6, 30);
const date = (ms: number): string => `#EXT-X-PROGRAM-DATE-TIME:${new Date(start + ms).toISOString()}`;
const playlist = [
  '#EXTM3U',
  '#EXT-X-TARGETDURATION:2',
  '#EXT-X-MAP:URI="segments/init-a.mp4"',
  date(1_000),
  '#EXTINF:2.000,',
  'segments/0.m4s',
  '#EXTINF:2.000,',
  'segments/1.m4s',
  '#EXT-X-DISCONTINUITY',
  date(65_000),
  '#EXTINF:2.000,',
  'segments/2.m4s',
  '#EXTINF:1.500,',
  'segments/3.m4s',
  '#EXT-X-ENDLIST',
].join('\n');
const spans = spansOf(playlist);

test('P7 a playlist is read as stretches, by its dates', () => {
  expect(spans).toEqual([
    { at: start + 1_000, mediaMs: 0, durationMs: 4_000 },
    { at: start + 65_000, mediaMs: 4_000, durationMs: 3_500 },
  ]);
  expect(spansOf('#EXTM3U\n')).toEqual([]);
});

test('P7 an instant in a gap is where the picture goes on, and the gaps are told', () => {
  expect(mediaTimeOf(spans, start)).toBe(0);
  expect(mediaTimeOf(spans, start + 3_000)).toBe(2_000);
  expect(mediaTimeOf(spans, start + 30_000)).toBe(4_000);
  expect(mediaTimeOf(spans, start + 66_000)).toBe(5_000);
  expect(mediaTimeOf(spans, start + 99_000)).toBe(7_500);
  expect(mediaTimeOf([], start)).toBeNull();
  expect(instantOf(spans, 3_999)).toBe(start + 4_999);
  expect(instantOf(spans, 4_000)).toBe(start + 65_000);
  expect(instantOf([], 0)).toBeNull();
  expect(gapsOf(spans, start, start + 70_000)).toEqual([
    { from: start, to: start + 1_000 },
    { from: start + 5_000, to: start + 65_000 },
    { from: start + 68_500, to: start + 70_000 },
  ]);
});

test('P7 wherever there is a picture, going to its instant and reading the player gives that instant back', () => {
  const list = fc.array(
    fc.record({ gap: fc.integer({ min: 0, max: 90_000 }), length: fc.integer({ min: 100, max: 4_000 }) }),
    {
      minLength: 1,
      maxLength: 40,
    },
  );
  fc.assert(
    fc.property(list, fc.nat(), (pieces, pick) => {
      let at = 0;
      const lines = pieces.flatMap(({ gap, length }, index) => {
        at += gap;
        const found = [date(at), `#EXTINF:${(length / 1000).toFixed(3)},`, `segments/${index}.m4s`];
        at += length;
        return found;
      });
      const read = spansOf(lines.join('\n'));
      const whole = pieces.reduce((sum, { length }) => sum + length, 0);
      const media = pick % whole;
      const instant = instantOf(read, media) as number;
      // Dates closer than half a second to what was expected are taken as going on.
      expect(Math.abs((mediaTimeOf(read, instant) as number) - media)).toBeLessThan(1);
    }),
  );
});
