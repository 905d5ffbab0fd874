import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AppearanceMenu, ElderToggle } from './appearance-menu.tsx';
import { Mark } from './icon.tsx';
import { type NavLink, NavLinks } from './nav-links.tsx';

/** The bar above every page that is not a room. */
export function AppBar({ links, children }: { links: readonly NavLink[]; children?: ReactNode }) {
  const t = useTranslations('common');
  return (
    <header className="border-b border-line bg-sheet">
      <a href="#main" className="sr-only focus:not-sr-only">
        {t('skip')}
      </a>
      <div className="mx-auto flex min-h-14 w-full max-w-6xl flex-wrap items-center gap-x-1 px-4 sm:px-6">
        <Link
          href="/"
          className="mr-4 inline-flex min-h-target items-center gap-3 font-serif text-lg font-bold text-ink no-underline"
        >
          <Mark />
          {t('product')}
        </Link>
        {links.length > 0 && <NavLinks links={links} label={t('menu')} />}
        <span className="ml-auto flex items-center text-ink-2">
          <ElderToggle className="max-md:hidden" />
          <AppearanceMenu />
          {children}
        </span>
      </div>
    </header>
  );
}
