/** One segment as an egress tells of it once it is stored. */
export interface EgressPiece {
  readonly name: string;
  /** Counts the segments of one egress from 0. */
  readonly index: number;
  readonly startsAt: number;
  readonly durationMs: number;
}

/**
 * Reads the playlist of an egress. It may be read while it is written: what is not there to the end of its line does not
 * count. Names that are not this egress' own are left out, whatever wrote them.
 */
export function readEgressPlaylist(text: string, prefix: string): readonly EgressPiece[] {
  const pieces: EgressPiece[] = [];
  let startsAt = Number.NaN;
  let durationMs = 0;
  for (const line of text.split('\n').slice(0, -1)) {
    const [, date] = /^#EXT-X-PROGRAM-DATE-TIME:(.+)$/.exec(line) ?? [];
    const [, seconds] = /^#EXTINF:([\d.]+),/.exec(line) ?? [];
    if (date) startsAt = Date.parse(date);
    else if (seconds) durationMs = Math.round(Number(seconds) * 1000);
    if (line === '' || line.startsWith('#')) continue;
    const [, own, index] = /^([A-Za-z0-9-]+)_(\d+)\.ts$/.exec(line) ?? [];
    if (own === prefix && Number.isFinite(startsAt) && durationMs > 0)
      pieces.push({ name: line, index: Number(index), startsAt, durationMs });
    startsAt = Number.NaN;
    durationMs = 0;
  }
  return pieces;
}

/** Those after `last`, in order; null when some between are missing and the whole playlist has to be read. */
export function piecesAfter(pieces: readonly EgressPiece[], last: number): readonly EgressPiece[] | null {
  const fresh = pieces.filter(({ index }) => index > last).toSorted((a, b) => a.index - b.index);
  const [first] = fresh;
  return first && first.index !== last + 1 ? null : fresh;
}

/** Whether all of a segment was drawn before its audience ended; what reaches beyond is no segment (G2, G3). */
export const isWithin = ({ startsAt, durationMs }: EgressPiece, until: number): boolean =>
  startsAt + durationMs <= until;
