import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import type { ReactNode } from 'react';
import { Messages } from '#app/_lib/messages-provider.tsx';
import { AppBar } from '#app/_ui/app-bar.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Me } from '#server/modules/identity/index.ts';
import { SignOut } from './sign-out.tsx';

interface PageFrameProps {
  readonly me: Me | null;
  /** Contexts whose texts the page's client components read. */
  readonly texts?: readonly string[];
  readonly children: ReactNode;
}

const noTexts: readonly string[] = [];

/** Bar with what the person may open, then the page. */
export async function PageFrame({ me, texts = noTexts, children }: PageFrameProps) {
  const t = await getTranslations('common');
  // Until the first password is changed nothing else opens.
  const isIn = me !== null && !me.mustChangePassword;
  const isOffice = isIn && (me.role === 'officer' || me.role === 'admin');
  const links = [
    ...(isIn && !isOffice ? [{ href: '/desk', label: t('nav.desk') }] : []),
    ...(isOffice
      ? [
          { href: '/office', label: t('nav.office'), isExact: true },
          { href: '/office/meetings', label: t('nav.meetings') },
          { href: '/office/members', label: t('nav.members') },
          { href: '/office/accounts', label: t('nav.accounts') },
          { href: '/office/words', label: t('nav.words') },
          { href: '/office/retention', label: t('nav.retention') },
          { href: '/admin', label: t('nav.admin') },
        ]
      : []),
  ];
  return (
    <Messages of={texts}>
      <AppBar links={links}>
        {me ? (
          <>
            <Link href="/account" className="tool max-w-40">
              <Icon name="person" />
              <span className="truncate">{me.name}</span>
            </Link>
            <SignOut />
          </>
        ) : (
          <Link href="/sign-in" className="btn btn-line text-sm">
            {t('signIn')}
          </Link>
        )}
      </AppBar>
      <main id="main" className="mx-auto w-full max-w-6xl px-4 py-6 sm:px-6">
        {children}
      </main>
    </Messages>
  );
}
