/** How wide a line is in its own font size: ideographs are one, Latin letters and figures about half. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += sign > '\u2e80' ? 1 : /[A-ZmwMW]/.test(sign) ? 0.7 : 0.54;
  return width;
}

/** The largest size, of those from `least` to `most`, in which the text fits into `width` units; cut to `lines` lines. */
export const fitted = (text: string, width: number, most: number, least: number, lines = 1): number =>
  Math.max(least, Math.min(most, Math.floor((width * lines) / Math.max(1, widthOf(text) + (lines - 1)))));

/** A headline: on one line while that is not much smaller than it could be on two. */
export function headline(text: string, width: number, most: number, least: number): number {
  const single = fitted(text, width, most, 0);
  return single >= most * 0.7 ? single : fitted(text, width, Math.round(most * 0.8), least, 2);
}

/** As a style: a length in units of the drawing of 1920 × 1080. */
export const units = (size: number): string => `calc(var(--hall) * ${size})`;
