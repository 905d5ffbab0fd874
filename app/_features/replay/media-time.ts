/** A stretch of the recording without a gap: where it stands in the log's time and in the player's, in milliseconds. */
export interface MediaSpan {
  readonly at: number;
  readonly mediaMs: number;
  readonly durationMs: number;
}

/** Pieces further apart than this leave a gap. */
const toleranceMs = 500;

/** The stretches of a playlist by its dates (EXT-X-PROGRAM-DATE-TIME); pieces without a date follow the one before. */
export function spansOf(playlist: string): readonly MediaSpan[] {
  const spans: MediaSpan[] = [];
  let mediaMs = 0;
  let date: number | null = null;
  let durationMs: number | null = null;
  for (const line of playlist.split(/\r?\n/)) {
    if (line.startsWith('#EXT-X-PROGRAM-DATE-TIME:')) date = Date.parse(line.slice(25));
    else if (line.startsWith('#EXTINF:')) durationMs = Number.parseFloat(line.slice(8)) * 1000;
    else if (line !== '' && !line.startsWith('#') && durationMs !== null) {
      const last = spans.at(-1);
      const expected = last ? last.at + last.durationMs : null;
      const at: number = date ?? expected ?? 0;
      if (last && expected !== null && Math.abs(at - expected) <= toleranceMs)
        spans[spans.length - 1] = { ...last, durationMs: last.durationMs + durationMs };
      else spans.push({ at, mediaMs, durationMs });
      mediaMs += durationMs;
      date = null;
      durationMs = null;
    }
  }
  return spans;
}

/** The log's instant that the player shows at `mediaMs`; before the first picture its instant, after the last its end. */
export function instantOf(spans: readonly MediaSpan[], mediaMs: number): number | null {
  let found: MediaSpan | undefined;
  for (const span of spans) if (span.mediaMs <= mediaMs || !found) found = span;
  if (!found) return null;
  return found.at + Math.min(Math.max(0, mediaMs - found.mediaMs), found.durationMs);
}

/** Where the player stands for an instant of the log. In a gap it is where the picture goes on; after the last one its end. */
export function mediaTimeOf(spans: readonly MediaSpan[], at: number): number | null {
  for (const span of spans) {
    if (at < span.at) return span.mediaMs;
    if (at < span.at + span.durationMs) return span.mediaMs + at - span.at;
  }
  const last = spans.at(-1);
  return last ? last.mediaMs + last.durationMs : null;
}

/** Stretches of the meeting without a picture. */
export function gapsOf(
  spans: readonly MediaSpan[],
  from: number,
  to: number,
): readonly { readonly from: number; readonly to: number }[] {
  const gaps: { from: number; to: number }[] = [];
  let reached = from;
  for (const span of spans) {
    if (span.at - reached > toleranceMs) gaps.push({ from: reached, to: Math.min(span.at, to) });
    reached = Math.max(reached, span.at + span.durationMs);
  }
  if (to - reached > toleranceMs) gaps.push({ from: reached, to });
  return gaps.filter((gap) => gap.to > gap.from);
}
