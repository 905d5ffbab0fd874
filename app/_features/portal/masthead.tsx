import Link from 'next/link';
import { getLocale, getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { AppearanceMenu, ElderToggle } from '#app/_ui/appearance-menu.tsx';
import { Mark } from '#app/_ui/icon.tsx';
import type { Me } from '#server/modules/identity/index.ts';

/** The front page of a gazette: the day, the name, what can be read; a foot with the house's rules. */
export async function FrontPage({
  me,
  links,
  children,
}: {
  me: Me | null;
  links: readonly { href: string; label: string }[];
  children: ReactNode;
}) {
  const t = await getTranslations('common');
  const p = await getTranslations('portal');
  const locale = await getLocale();
  const today = new Intl.DateTimeFormat(locale, {
    year: 'numeric',
    month: 'long',
    day: 'numeric',
    weekday: 'long',
    timeZone: 'Asia/Shanghai',
  }).format(Date.now());
  const width = 'mx-auto w-full max-w-[85.375rem] px-4 md:px-10 xl:px-16';
  return (
    <Messages of={[]}>
      <a href="#main" className="sr-only focus:not-sr-only">
        {t('skip')}
      </a>
      <header className={width}>
        <div className="flex min-h-12 flex-wrap items-center text-sm text-ink-2">
          <span className="num">{today}</span>
          <span className="ml-auto flex flex-wrap items-center">
            <ElderToggle className="max-sm:hidden" />
            <AppearanceMenu />
            {me ? (
              <Link href="/desk" className="tool -mr-2.5 text-nav">
                {me.name}
              </Link>
            ) : (
              <Link href="/sign-in" className="tool -mr-2.5">
                {t('signIn')}
              </Link>
            )}
          </span>
        </div>
        <div className="flex flex-wrap items-end gap-x-4 gap-y-1 pt-1 pb-3 md:pt-3 md:pb-5">
          <Link href="/" className="flex items-end gap-3 text-ink no-underline md:gap-4">
            <Mark className="size-11 md:size-17" />
            <span className="font-serif text-3xl leading-tight font-bold tracking-wide md:text-5xl">
              {t('district')} {t('product')}
            </span>
          </Link>
          <nav aria-label={t('menu')} className="-mx-2.5 flex flex-wrap md:ml-auto">
            {links.map(({ href, label }) => (
              <Link key={href} href={href} className="tool text-base text-ink md:text-lg">
                {label}
              </Link>
            ))}
          </nav>
        </div>
        <div className="rule" />
      </header>
      <main id="main" className={`${width} pb-6`}>
        {children}
      </main>
      <footer className="mt-4 border-t border-line-strong bg-well">
        <p className={`${width} flex flex-wrap gap-x-6 py-5 text-sm text-ink-2`}>
          <span>{t('district')}</span>
          <span className="md:ml-auto">{p('foot')}</span>
        </p>
      </footer>
    </Messages>
  );
}
