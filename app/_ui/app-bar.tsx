import Link from 'next/link';
import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { AppearanceMenu } from './appearance-menu.tsx';
import { Mark } from './icon.tsx';

/** The bar above every page that is not a room. */
export function AppBar({
  links,
  children,
}: {
  links: readonly { href: string; label: string }[];
  children?: ReactNode;
}) {
  const t = useTranslations('common');
  return (
    <header className="flex min-h-14 flex-wrap items-center gap-x-1 border-b border-line bg-sheet px-4 sm:px-6">
      <a href="#main" className="sr-only focus:not-sr-only">
        {t('skip')}
      </a>
      <Link
        href="/"
        className="mr-4 inline-flex min-h-target items-center gap-3 font-serif text-lg font-bold text-ink no-underline"
      >
        <Mark />
        {t('product')}
      </Link>
      <nav aria-label={t('menu')} className="flex flex-wrap items-center">
        {links.map(({ href, label }) => (
          <Link
            key={href}
            href={href}
            className="inline-flex min-h-target items-center px-3 text-note text-ink-2 no-underline hover:text-nav"
          >
            {label}
          </Link>
        ))}
      </nav>
      <span className="ml-auto flex items-center gap-1">
        {children}
        <AppearanceMenu />
      </span>
    </header>
  );
}
