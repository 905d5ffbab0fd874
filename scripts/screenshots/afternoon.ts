/**
 * For pictures only: the district's clock shows the afternoon whenever the pictures are taken, so that two runs can be
 * laid beside each other. No instant is changed, only the zone it is written in.
 */
export function afternoonZone(now = new Date()): string {
  const offset = 15 - now.getUTCHours();
  const within = offset > 14 ? offset - 24 : offset;
  return `Etc/GMT${within > 0 ? '-' : '+'}${Math.abs(within)}`;
}

/** Stands for itself: it is also sent to the browser as text. */
export function writeTimesIn(zone: string): void {
  const Real = Intl.DateTimeFormat;
  const shifted = (options?: Intl.DateTimeFormatOptions): Intl.DateTimeFormatOptions | undefined =>
    options?.timeZone === 'Asia/Shanghai' ? { ...options, timeZone: zone } : options;
  Intl.DateTimeFormat = new Proxy(Real, {
    construct: (target, [locales, options]) => new target(locales, shifted(options)),
    apply: (target, _, [locales, options]) => target(locales, shifted(options)),
  });
}

// Loaded ahead of the server with --import.
const zone = process.env['PICTURE_ZONE'];
if (zone) writeTimesIn(zone);
