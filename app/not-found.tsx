import Link from 'next/link';
import { getTranslations } from 'next-intl/server';
import { Mark } from '#app/_ui/icon.tsx';
import { Notice } from '#app/_ui/states.tsx';

export default async function NotFound() {
  const t = await getTranslations('common');
  return (
    <main className="grid min-h-dvh place-content-center justify-items-center">
      <Mark className="size-14 text-ink-3" />
      <Notice
        title={t('notFound.title')}
        action={
          <Link href="/" className="btn btn-nav">
            {t('notFound.action')}
          </Link>
        }
      >
        {t('notFound.text')}
      </Notice>
    </main>
  );
}
