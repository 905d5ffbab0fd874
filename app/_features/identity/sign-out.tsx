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
    <button type="button" onClick={() => void signOut()} className="tool -mr-2.5">
      <Icon name="leave" />
      <span className="max-md:sr-only">{t('signOut')}</span>
    </button>
  );
}
