import { getTranslations } from 'next-intl/server';
import { OtherWaysIn } from '#app/_features/identity/other-ways-in.tsx';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { SignInForm } from '#app/_features/identity/sign-in-form.tsx';
import { localPath } from '#app/_lib/local-path.ts';
import { hasSingleSignOn } from '#server/modules/identity/index.ts';

export default async function SignInPage({
  searchParams,
}: {
  searchParams: Promise<{ from?: string; problem?: string }>;
}) {
  const t = await getTranslations('portal.signIn');
  const { from, problem } = await searchParams;
  return (
    <PageFrame me={null} texts={['portal', 'identity']}>
      <section className="mx-auto max-w-sm py-8">
        <div className="rule mb-4" />
        <h1 className="mb-5 font-serif text-3xl">{t('title')}</h1>
        <SignInForm from={localPath(from)} />
        <OtherWaysIn
          from={localPath(from)}
          hasSingleSignOn={hasSingleSignOn}
          wasRefused={problem === 'single-sign-on'}
        />
        <p className="mt-4 text-sm text-ink-3">{t('public')}</p>
      </section>
    </PageFrame>
  );
}
