'use client';
import { useTranslations } from 'next-intl';
import { DropdownMenu } from 'radix-ui';
import { Icon } from './icon.tsx';

const aYear = 31_536_000;
const remember = (name: string, value: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: three small preferences that the server reads before it draws
  document.cookie = `${name}=${value}; path=/; max-age=${aYear}; samesite=lax`;
};

/** Switches large text on this device at once. */
export function toggleElder(): void {
  const root = document.documentElement;
  const next = root.dataset['size'] === 'elder' ? 'normal' : 'elder';
  root.dataset['size'] = next;
  remember('size', next);
}

function toggleTheme(): void {
  const root = document.documentElement;
  const next = root.dataset['theme'] === 'dark' ? 'light' : 'dark';
  root.dataset['theme'] = next;
  remember('theme', next);
}

function switchLanguage(): void {
  remember('NEXT_LOCALE', document.documentElement.lang === 'en' ? 'zh-CN' : 'en');
  location.reload();
}

const item =
  'flex min-h-target cursor-pointer items-center gap-3 px-4 text-note outline-none data-highlighted:bg-nav-tint';

/** Large text, theme and language in one small menu. */
export function AppearanceMenu() {
  const t = useTranslations('common');
  return (
    <DropdownMenu.Root>
      <DropdownMenu.Trigger className="inline-flex min-h-target items-center gap-1.5 rounded-sm px-2.5 text-sm text-ink-2">
        <Icon name="text" />
        <span>{t('appearance')}</span>
      </DropdownMenu.Trigger>
      <DropdownMenu.Portal>
        <DropdownMenu.Content
          align="end"
          className="z-50 min-w-52 rounded-md border border-line bg-sheet py-1 text-ink shadow-pop"
        >
          <DropdownMenu.Item className={item} onSelect={toggleElder}>
            <Icon name="text" />
            {t('largeText')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={item} onSelect={toggleTheme}>
            <Icon name="moon" />
            {t('darkTheme')}
          </DropdownMenu.Item>
          <DropdownMenu.Item className={item} onSelect={switchLanguage}>
            <Icon name="globe" />
            {t('otherLanguage')}
          </DropdownMenu.Item>
        </DropdownMenu.Content>
      </DropdownMenu.Portal>
    </DropdownMenu.Root>
  );
}
