import { describe, expect, test } from 'vitest';
import type { Segment } from './contract.ts';
import { type PlaylistOptions, playlistOf, windowLength } from './playlist.ts';

const begin = Date.parse('2026-11-29T01:00:00.000Z');

/** `count` segments of two seconds, one after the other; `change` says what is otherwise. */
const segments = (count: number, change: (seq: number) => Partial<Segment> = () => ({})): readonly Segment[] =>
  Array.from({ length: count }, (_, seq) => ({
    programmeId: 'p',
    seq,
    name: `${seq}.m4s`,
    startsAt: begin + seq * 2_000,
    durationMs: 2_000,
    storageKey: `recordings/m/${seq}.m4s`,
    initKey: 'recordings/m/a.mp4',
    hasDiscontinuity: false,
    audience: 'public',
    sizeBytes: 1,
    ...change(seq),
  }));

const replay: PlaylistOptions = { audience: 'public', kind: 'replay', hasEnded: true, withheld: [] };
const live: PlaylistOptions = { audience: 'public', kind: 'live', hasEnded: false, withheld: [] };
const linesOf = (list: readonly Segment[], options: PlaylistOptions): readonly string[] =>
  (playlistOf(list, options) ?? '').split('\n');
const named = (lines: readonly string[]): readonly string[] => lines.filter((line) => line.startsWith('segments/'));

test('G7 a whole programme is a complete list, written out', () => {
  expect(
    playlistOf(
      segments(2, (seq) => (seq === 1 ? { durationMs: 1_480 } : {})),
      replay,
    ),
  ).toBe(`#EXTM3U
#EXT-X-VERSION:7
#EXT-X-TARGETDURATION:2
#EXT-X-MEDIA-SEQUENCE:0
#EXT-X-DISCONTINUITY-SEQUENCE:0
#EXT-X-PLAYLIST-TYPE:VOD
#EXT-X-INDEPENDENT-SEGMENTS
#EXT-X-MAP:URI="segments/a.mp4"
#EXT-X-PROGRAM-DATE-TIME:2026-11-29T01:00:00.000Z
#EXTINF:2.000,
segments/0.m4s
#EXTINF:1.480,
segments/1.m4s
#EXT-X-ENDLIST
`);
});

test('G7 nothing to play is no playlist', () => {
  expect(playlistOf([], live)).toBeNull();
  expect(
    playlistOf(
      segments(3, () => ({ audience: 'room' })),
      live,
    ),
  ).toBeNull();
});

describe('the live list', () => {
  test('G7 is a sliding window whose numbers count on', () => {
    const lines = linesOf(segments(windowLength + 5), live);
    expect(lines).toContain('#EXT-X-MEDIA-SEQUENCE:5');
    expect(named(lines)[0]).toBe('segments/5.m4s');
    expect(named(lines)).toHaveLength(windowLength);
    expect(lines).not.toContain('#EXT-X-ENDLIST');
    expect(lines.some((line) => line.startsWith('#EXT-X-PLAYLIST-TYPE'))).toBe(false);
  });

  test('G7 says when nothing follows', () => {
    const lines = linesOf(segments(windowLength + 5), { ...live, hasEnded: true });
    expect(named(lines)).toHaveLength(windowLength);
    expect(lines).toContain('#EXT-X-ENDLIST');
  });

  test('G6 breaks that have slid out are counted, also the one before the first segment', () => {
    const list = segments(windowLength + 4, (seq) => ({ hasDiscontinuity: seq === 2 || seq === 5 }));
    const sequence = (count: number): string | undefined =>
      linesOf(list.slice(0, count), live).find((line) => line.startsWith('#EXT-X-DISCONTINUITY-SEQUENCE'));
    expect(sequence(windowLength)).toBe('#EXT-X-DISCONTINUITY-SEQUENCE:0');
    expect(sequence(windowLength + 1)).toBe('#EXT-X-DISCONTINUITY-SEQUENCE:0');
    expect(sequence(windowLength + 2)).toBe('#EXT-X-DISCONTINUITY-SEQUENCE:1');
    expect(sequence(windowLength + 4)).toBe('#EXT-X-DISCONTINUITY-SEQUENCE:1');
    expect(linesOf(list, live).filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
  });
});

test('G6 a new initialisation is a break and is named', () => {
  const lines = linesOf(
    segments(4, (seq) => (seq < 2 ? {} : { initKey: 'recordings/m/b.mp4', startsAt: begin + 9_000 + seq * 2_000 })),
    replay,
  );
  const at = lines.indexOf('#EXT-X-DISCONTINUITY');
  expect(lines.slice(at, at + 5)).toEqual([
    '#EXT-X-DISCONTINUITY',
    '#EXT-X-MAP:URI="segments/b.mp4"',
    '#EXT-X-PROGRAM-DATE-TIME:2026-11-29T01:00:13.000Z',
    '#EXTINF:2.000,',
    'segments/2.m4s',
  ]);
});

test('G14 segments that need no initialisation name none', () => {
  const lines = linesOf(
    segments(3, (seq) => ({ initKey: '', name: `a_0000${seq}.ts`, hasDiscontinuity: seq === 0 })),
    replay,
  );
  expect(lines.filter((line) => line.startsWith('#EXT-X-MAP'))).toEqual([]);
  expect(named(lines)).toEqual(['segments/a_00000.ts', 'segments/a_00001.ts', 'segments/a_00002.ts']);
  expect(lines).not.toContain('#EXT-X-DISCONTINUITY');
});

test('G6 a gap in time is a break even when nobody said so', () => {
  const lines = linesOf(
    segments(3, (seq) => ({ startsAt: begin + seq * 2_000 + (seq === 2 ? 500 : 0) })),
    replay,
  );
  expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
});

test('G5 the public gets public segments only, with a break where others were left out; the room gets all', () => {
  const list = segments(5, (seq) => ({ audience: seq === 1 || seq === 2 ? 'room' : 'public' }));
  const lines = linesOf(list, replay);
  expect(named(lines)).toEqual(['segments/0.m4s', 'segments/3.m4s', 'segments/4.m4s']);
  expect(lines[lines.indexOf('segments/0.m4s') + 1]).toBe('#EXT-X-DISCONTINUITY');
  expect(lines.filter((line) => line === '#EXT-X-DISCONTINUITY')).toHaveLength(1);
  const room = linesOf(list, { ...replay, audience: 'room' });
  expect(named(room)).toHaveLength(5);
  expect(named(room)[1]).toBe('segments/1.m4s?audience=room');
  expect(room).toContain('#EXT-X-MAP:URI="segments/a.mp4?audience=room"');
  expect(room).not.toContain('#EXT-X-DISCONTINUITY');
});

test('G7 what is withheld is in no list, whole segments at a time', () => {
  const withheld = [
    { from: begin + 3_999, to: begin + 6_001 },
    { from: begin + 18_000, to: null },
  ];
  const names = named(linesOf(segments(12), { ...replay, withheld }));
  expect(names).toEqual([0, 4, 5, 6, 7, 8].map((seq) => `segments/${seq}.m4s`));
});

test('no segment is longer than the list promises', () => {
  expect(
    linesOf(
      segments(2, () => ({ durationMs: 2_560 })),
      replay,
    ),
  ).toContain('#EXT-X-TARGETDURATION:3');
});
