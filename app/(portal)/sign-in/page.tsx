import { getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { SignInForm } from '#app/_features/identity/sign-in-form.tsx';

export default async function SignInPage({ searchParams }: { searchParams: Promise<{ from?: string }> }) {
  const t = await getTranslations('portal.signIn');
  const { from } = await searchParams;
  return (
    <PageFrame me={null} texts={['portal', 'identity']}>
      <section className="mx-auto max-w-sm py-8">
        <div className="rule mb-4" />
        <h1 className="mb-5 font-serif text-3xl">{t('title')}</h1>
        <SignInForm from={from ?? '/desk'} />
        <p className="mt-4 text-sm text-ink-3">{t('public')}</p>
      </section>
    </PageFrame>
  );
}
