import { expect, test } from 'vitest';
import { isWithin, piecesAfter, readEgressPlaylist } from './playlist.ts';

const begin = Date.parse('2026-11-29T01:00:00.000Z');
/** As an egress writes it: thousandths only where there are any. */
const entry = (index: number, at: string, seconds = '2.000', prefix = 'a1b2'): string =>
  `#EXT-X-PROGRAM-DATE-TIME:${at}\n#EXTINF:${seconds},\n${prefix}_${String(index).padStart(5, '0')}.ts\n`;
const head = '#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-ALLOW-CACHE:NO\n#EXT-X-TARGETDURATION:2\n#EXT-X-MEDIA-SEQUENCE:3\n';

test('G14 the playlist of an egress is read into segments with their instants', () => {
  const text = `${head}${entry(3, '2026-11-29T01:00:00Z')}${entry(4, '2026-11-29T01:00:02.04Z', '1.960')}#EXT-X-ENDLIST\n`;
  expect(readEgressPlaylist(text, 'a1b2')).toEqual([
    { name: 'a1b2_00003.ts', index: 3, startsAt: begin, durationMs: 2_000 },
    { name: 'a1b2_00004.ts', index: 4, startsAt: begin + 2_040, durationMs: 1_960 },
  ]);
});

test('G14 what is half written, not dated or not its own does not count', () => {
  const half = entry(1, '2026-11-29T01:00:02Z').slice(0, -4);
  expect(readEgressPlaylist(head + entry(0, '2026-11-29T01:00:00Z') + half, 'a1b2')).toHaveLength(1);
  expect(readEgressPlaylist(`${head}#EXTINF:2.000,\na1b2_00000.ts\n`, 'a1b2')).toEqual([]);
  for (const foreign of ['other', '../a1b2', 'x/a1b2'])
    expect(readEgressPlaylist(head + entry(0, '2026-11-29T01:00:00Z', '2.000', foreign), 'a1b2')).toEqual([]);
});

test('G4 rows go on where they stood; where the newest few do not reach back so far the whole list is wanted', () => {
  const pieces = [3, 4, 5].map((index) => ({ name: `${index}`, index, startsAt: begin, durationMs: 2_000 }));
  expect(piecesAfter(pieces, 3)?.map(({ index }) => index)).toEqual([4, 5]);
  expect(piecesAfter(pieces, 5)).toEqual([]);
  expect(piecesAfter(pieces, 1)).toBeNull();
});

test('G2 a segment that reaches beyond the end of its audience is none', () => {
  const piece = { name: '', index: 0, startsAt: begin, durationMs: 2_000 };
  expect(isWithin(piece, begin + 2_000)).toBe(true);
  expect(isWithin(piece, begin + 1_999)).toBe(false);
  expect(isWithin(piece, Number.POSITIVE_INFINITY)).toBe(true);
});
