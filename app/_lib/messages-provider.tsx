import { NextIntlClientProvider } from 'next-intl';
import { getMessages } from 'next-intl/server';
import type { ReactNode } from 'react';

/** Gives client components the texts of the named contexts and no others. */
export async function Messages({ of, children }: { of: readonly string[]; children: ReactNode }) {
  const all = await getMessages();
  const some = Object.fromEntries(['common', ...of].map((name) => [name, all[name] ?? {}]));
  return <NextIntlClientProvider messages={some}>{children}</NextIntlClientProvider>;
}
