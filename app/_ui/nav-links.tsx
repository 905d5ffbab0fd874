'use client';

import Link from 'next/link';
import { usePathname } from 'next/navigation';
import { useEffect, useRef } from 'react';

export interface NavLink {
  readonly href: string;
  readonly label: string;
  /** Current on this page alone, not on the pages below it. */
  readonly isExact?: boolean;
}

/** The places a person may go; where they are is underlined. On a phone the row scrolls sideways. */
export function NavLinks({ links, label }: { links: readonly NavLink[]; label: string }) {
  const path = usePathname();
  const row = useRef<HTMLElement>(null);
  useEffect(() => {
    const current = row.current?.querySelector<HTMLElement>('[aria-current]');
    if (row.current && current) row.current.scrollLeft = current.offsetLeft - row.current.clientWidth / 3;
  }, [path]);
  const isCurrent = ({ href, isExact = false }: NavLink): boolean =>
    path === href || (!isExact && path.startsWith(`${href}/`));
  return (
    <nav
      ref={row}
      aria-label={label}
      className="relative flex [scrollbar-width:none] self-stretch overflow-x-auto max-lg:order-last max-lg:w-full max-lg:border-t max-lg:border-line"
    >
      {links.map((link) => (
        <Link
          key={link.href}
          href={link.href}
          aria-current={isCurrent(link) ? 'page' : undefined}
          className={`inline-flex min-h-target flex-none items-center border-b-3 px-3 pt-[3px] text-note no-underline first:max-lg:pl-0 ${
            isCurrent(link) ? 'border-nav font-bold text-nav' : 'border-transparent text-ink-2 hover:text-nav'
          }`}
        >
          {link.label}
        </Link>
      ))}
    </nav>
  );
}
