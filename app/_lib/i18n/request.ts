import { cookies, headers } from 'next/headers';
import { getRequestConfig } from 'next-intl/server';
import { pickLocale } from './locale.ts';
import { loadMessages } from './messages.ts';

/** Language of a request: the chosen one, else what the browser prefers, else Chinese. */
export default getRequestConfig(async () => {
  const chosen = (await cookies()).get('NEXT_LOCALE')?.value;
  const locale = pickLocale(chosen, (await headers()).get('accept-language'));
  return { locale, messages: await loadMessages(locale), timeZone: 'Asia/Shanghai' };
});
