import { redirect } from 'next/navigation';
import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { PasswordForm } from '#app/_features/identity/sign-in-form.tsx';
import { currentMe } from '#app/_lib/session.ts';

export default async function FirstPasswordPage() {
  const me = await currentMe();
  if (!me) redirect('/sign-in');
  const t = await getTranslations('portal.password');
  return (
    <PageFrame me={me} texts={['portal', 'identity']}>
      <section className="mx-auto max-w-sm py-8">
        <div className="rule mb-4" />
        <h1 className="mb-2 font-serif text-3xl">{t('title')}</h1>
        <p className="mb-5 text-note text-ink-2">{t('text')}</p>
        <PasswordForm />
      </section>
    </PageFrame>
  );
}
