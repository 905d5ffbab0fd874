/** Hours and minutes in the district's time zone. */
export const clockTime = (ms: number): string =>
  new Intl.DateTimeFormat('zh-CN', {
    hour: '2-digit',
    minute: '2-digit',
    hour12: false,
    timeZone: 'Asia/Shanghai',
  }).format(ms);

/** Hours, minutes and seconds in the district's time zone. */
export const exactTime = (ms: number): string =>
  new Intl.DateTimeFormat('zh-CN', {
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hour12: false,
    timeZone: 'Asia/Shanghai',
  }).format(ms);

/** Date with weekday, in the given language. */
export const longDate = (ms: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    month: 'long',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(ms);

const yearOf = (ms: number): string =>
  new Intl.DateTimeFormat('zh-CN', { year: 'numeric', timeZone: 'Asia/Shanghai' }).format(ms);

/** Date with weekday; with the year where it is not this one. */
export const dayInLists = (ms: number, locale: string, now: number): string =>
  new Intl.DateTimeFormat(locale, {
    ...(yearOf(ms) !== yearOf(now) && { year: 'numeric' }),
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
    weekday: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(ms);

/** Month and day alone. */
export const shortDay = (ms: number, locale: string): string =>
  new Intl.DateTimeFormat(locale, {
    month: locale === 'en' ? 'short' : 'long',
    day: 'numeric',
    timeZone: 'Asia/Shanghai',
  }).format(ms);

/** Weekday and time; with the year before them where it is not this one. */
export const weekdayTime = (ms: number, locale: string, now: number): string =>
  `${new Intl.DateTimeFormat(locale, {
    ...(yearOf(ms) !== yearOf(now) && { year: 'numeric' }),
    weekday: 'short',
    timeZone: 'Asia/Shanghai',
  }).format(ms)} ${clockTime(ms)}`;

/** From when to when; the end names its day where that is another one. */
export function timeSpan(startMs: number, endMs: number, locale: string): string {
  const isOneDay = longDate(startMs, locale) === longDate(endMs, locale);
  return `${clockTime(startMs)}–${isOneDay ? '' : `${longDate(endMs, locale)} `}${clockTime(endMs)}`;
}

/** `m:ss`, or `h:mm:ss` from an hour on. */
export function duration(ms: number): string {
  const total = Math.max(0, Math.floor(ms / 1000));
  const pad = (value: number): string => String(value).padStart(2, '0');
  const [hours, minutes, seconds] = [Math.floor(total / 3600), Math.floor(total / 60) % 60, total % 60];
  return hours > 0 ? `${hours}:${pad(minutes)}:${pad(seconds)}` : `${minutes}:${pad(seconds)}`;
}

const digits = '〇一二三四五六七八九';

/** Chinese numerals of the agenda, up to 99; figures in English. */
export function ordinal(n: number, locale: string): string {
  if (locale === 'en') return String(n);
  if (n < 10) return digits[n] ?? '';
  const tens = Math.floor(n / 10);
  return `${tens > 1 ? digits[tens] : ''}十${n % 10 === 0 ? '' : digits[n % 10]}`;
}
