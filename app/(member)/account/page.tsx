import { getLocale, getTranslations } from 'next-intl/server';
import { PageFrame } from '#app/_features/identity/page-frame.tsx';
import { Sessions } from '#app/_features/identity/sessions.tsx';
import { PasswordForm } from '#app/_features/identity/sign-in-form.tsx';
import { WaysIn } from '#app/_features/identity/ways-in.tsx';
import { clockTime, longDate } from '#app/_lib/format.ts';
import { requireActor } from '#app/_lib/session.ts';
import { sessionsOf, waysIn } from '#server/modules/identity/index.ts';

export default async function AccountPage({ searchParams }: { searchParams: Promise<{ problem?: string }> }) {
  const { me } = await requireActor('/account');
  const t = await getTranslations('portal');
  const locale = await getLocale();
  const ways = await waysIn(me);
  const passkeys = ways.passkeys.map(({ id, name, createdAt }) => ({ id, name, made: longDate(createdAt, locale) }));
  const { problem } = await searchParams;
  const sessions = (await sessionsOf(me)).map(({ seenAt, createdAt: _, ...session }) => ({
    ...session,
    seen: `${longDate(seenAt, locale)} ${clockTime(seenAt)}`,
  }));
  return (
    <PageFrame me={me} texts={['portal', 'identity']}>
      <h1 className="mb-6 font-serif text-4xl">{t('account.title')}</h1>
      <div className="grid gap-10 md:grid-cols-[1fr_22rem]">
        <section>
          <div className="rule mb-3" />
          <h2 className="mb-2 text-xl">{t('account.sessions')}</h2>
          <Sessions sessions={sessions} />
          <div className="rule mt-10 mb-3" />
          <h2 className="mb-2 text-xl">{t('account.waysIn')}</h2>
          <WaysIn passkeys={passkeys} singleSignOn={ways.singleSignOn} wasRefused={problem === 'single-sign-on'} />
        </section>
        <section>
          <div className="rule mb-3" />
          <h2 className="mb-3 text-xl">{t('password.submit')}</h2>
          <PasswordForm />
        </section>
      </div>
    </PageFrame>
  );
}
