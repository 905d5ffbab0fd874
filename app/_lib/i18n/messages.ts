import type { AbstractIntlMessages } from 'next-intl';
import type { Locale } from './locale.ts';

/** One file per context; its name is the namespace. */
export const namespaces = [
  'common',
  'identity',
  'members',
  'meetings',
  'consents',
  'replays',
  'retention',
  'rooms',
  'venue',
  'attendance',
  'speaking',
  'chat',
  'polls',
  'live',
  'chair',
  'votes',
  'hall',
  'watch',
  'portal',
  'office',
  'words',
  'log',
] as const;

export async function loadMessages(locale: Locale): Promise<AbstractIntlMessages> {
  const parts = await Promise.all(
    namespaces.map(async (name) => {
      const module = (await import(`../../_messages/${locale}/${name}.json`)) as { default: AbstractIntlMessages };
      return [name, module.default] as const;
    }),
  );
  return Object.fromEntries(parts);
}
