export const locales = ['zh-CN', 'en'] as const;
export type Locale = (typeof locales)[number];

/** Chinese unless something else was chosen or the browser asks for English first. */
export function pickLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (chosen === 'zh-CN' || chosen === 'en') return chosen;
  const [first = ''] = (acceptLanguage ?? '').split(',');
  return first.trim().toLowerCase().startsWith('en') ? 'en' : 'zh-CN';
}
