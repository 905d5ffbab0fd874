import type { Segment, SegmentAudience } from './contract.ts';

/** What of a programme may be played now, and how. */
export interface PlaylistOptions {
  readonly audience: SegmentAudience;
  /** No segment will follow. */
  readonly hasEnded: boolean;
  /** `live`: the newest `windowLength` segments; `replay`: all of them. */
  readonly kind: 'live' | 'replay';
  /** Stretches that are played by nobody, as instants; without an end they last. */
  readonly withheld: readonly { readonly from: number; readonly to: number | null }[];
}

/** Segments in a live playlist: a viewer whose network stands still for half a minute finds its place again. */
export const windowLength = 15;
/** The length that segments are cut at. */
export const targetMs = 2_000;
/** Segments further apart than this do not follow one another. */
const gapMs = 120;

export const isWithheld = (segment: Segment, withheld: PlaylistOptions['withheld']): boolean =>
  withheld.some(
    ({ from, to }) => segment.startsAt + segment.durationMs > from && (to === null || segment.startsAt < to),
  );

interface Entry {
  readonly segment: Segment;
  readonly hasDiscontinuity: boolean;
}

/** The segments this reader gets. Where one of another audience was left out there is a break (G5, G6). */
function entriesOf(segments: readonly Segment[], { audience, withheld }: PlaylistOptions): readonly Entry[] {
  const entries: Entry[] = [];
  let last: Segment | null = null;
  for (const segment of segments) {
    if ((audience === 'public' && segment.audience !== 'public') || isWithheld(segment, withheld)) continue;
    const follows =
      last !== null &&
      segment.seq === last.seq + 1 &&
      segment.initKey === last.initKey &&
      Math.abs(last.startsAt + last.durationMs - segment.startsAt) <= gapMs;
    entries.push({ segment, hasDiscontinuity: last !== null && (!follows || segment.hasDiscontinuity) });
    last = segment;
  }
  return entries;
}

/** The last part of a storage key, which is also the last part of the address. */
export const nameOf = (key: string): string => key.slice(key.lastIndexOf('/') + 1);

/**
 * A media playlist (RFC 8216) of a programme's segments in order; null while there is nothing to play.
 * Every stretch begins with the instant of its first frame, so that players and the replay map log and picture (G6).
 */
export function playlistOf(segments: readonly Segment[], options: PlaylistOptions): string | null {
  const all = entriesOf(segments, options);
  if (all.length === 0) return null;
  const isWhole = options.kind === 'replay';
  const first = isWhole ? 0 : Math.max(0, all.length - windowLength);
  const shown = all.slice(first);
  const gone = all.slice(0, first).filter(({ hasDiscontinuity }) => hasDiscontinuity).length;
  const longestMs = all.reduce((most, { segment }) => Math.max(most, segment.durationMs), targetMs);
  const lines = [
    '#EXTM3U',
    '#EXT-X-VERSION:7',
    `#EXT-X-TARGETDURATION:${Math.round(longestMs / 1000)}`,
    `#EXT-X-MEDIA-SEQUENCE:${first}`,
    // The break before the first segment shown counts as gone once the segment before it is.
    `#EXT-X-DISCONTINUITY-SEQUENCE:${gone + (first > 0 && shown[0]?.hasDiscontinuity ? 1 : 0)}`,
  ];
  if (isWhole) lines.push(`#EXT-X-PLAYLIST-TYPE:${options.hasEnded ? 'VOD' : 'EVENT'}`);
  lines.push('#EXT-X-INDEPENDENT-SEGMENTS');
  const place = options.audience === 'room' ? '?audience=room' : '';
  let init = '';
  for (const [index, { segment, hasDiscontinuity }] of shown.entries()) {
    const isFirst = index === 0;
    if (hasDiscontinuity && !isFirst) lines.push('#EXT-X-DISCONTINUITY');
    if (segment.initKey !== init && segment.initKey !== '')
      lines.push(`#EXT-X-MAP:URI="segments/${nameOf(segment.initKey)}${place}"`);
    init = segment.initKey;
    // Players lose count over hours; a date now and then costs nothing.
    if (isFirst || hasDiscontinuity || segment.seq % windowLength === 0 || options.kind === 'live')
      lines.push(`#EXT-X-PROGRAM-DATE-TIME:${new Date(segment.startsAt).toISOString()}`);
    lines.push(`#EXTINF:${(segment.durationMs / 1000).toFixed(3)},`, `segments/${segment.name}${place}`);
  }
  if (options.hasEnded) lines.push('#EXT-X-ENDLIST');
  return `${lines.join('\n')}\n`;
}
