interface Shown {
  readonly spentMs: number;
  readonly leftMs: number | null;
}

/** `mm:ss`, or `h:mm:ss` from an hour on; of a part of a second the whole one when time runs down, none when it runs up. */
function figures(ms: number, round: (seconds: number) => number): string {
  const total = round(ms / 1_000);
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3_600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${pad(minutes)}:${pad(seconds)}`;
}

/** A turn's clock as it is read: what is left down to 00:00, overtime with a plus sign, else what was spoken (D11). */
export function turnText({ spentMs, leftMs }: Shown): string {
  if (leftMs === null) return figures(spentMs, Math.floor);
  return leftMs > 0 ? figures(leftMs, Math.ceil) : leftMs === 0 ? '00:00' : `+${figures(-leftMs, Math.floor)}`;
}
