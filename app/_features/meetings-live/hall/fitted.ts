/** How wide a line is in its own font size: ideographs are one, Latin letters and figures about half. */
export function widthOf(text: string): number {
  let width = 0;
  for (const sign of text) width += sign > '\u2e80' ? 1 : /[A-ZmwMW]/.test(sign) ? 0.7 : 0.54;
  return width;
}

/** The largest size, of those from `least` to `most`, in which the text fits into `width` units; cut to `lines` lines. */
export const fitted = (text: string, width: number, most: number, least: number, lines = 1): number =>
  Math.max(least, Math.min(most, Math.floor((width * lines) / Math.max(1, widthOf(text) + (lines - 1)))));

/** As a style: a length in units of the drawing of 1920 × 1080. */
export const units = (size: number): string => `calc(var(--hall) * ${size})`;
