'use client';
import { useTranslations } from 'next-intl';
import { post } from '#app/_lib/command.ts';
import { Icon } from '#app/_ui/icon.tsx';

export function SignOut() {
  const t = useTranslations('common');
  const signOut = async (): Promise<void> => {
    await post('/api/session', null, 'DELETE');
    location.assign('/');
  };
  return (
    <button
      type="button"
      onClick={() => void signOut()}
      className="inline-flex min-h-target items-center gap-1.5 px-2.5 text-sm text-ink-2"
    >
      <Icon name="leave" />
      {t('signOut')}
    </button>
  );
}
