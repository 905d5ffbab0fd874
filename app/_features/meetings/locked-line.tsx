import { useTranslations } from 'next-intl';
import { Icon } from '#app/_ui/icon.tsx';

/** Why a part can only be read. */
export function LockedLine() {
  const t = useTranslations('office.plan');
  return (
    <p className="mb-4 flex items-center gap-2 bg-well px-4 py-2.5 text-note">
      <Icon name="document" />
      {t('locked')}
    </p>
  );
}
