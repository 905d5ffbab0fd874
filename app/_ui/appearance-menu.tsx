'use client';
import { useTranslations } from 'next-intl';
import { useSyncExternalStore } from 'react';
import { Icon } from './icon.tsx';
import { Menu, MenuItem, MenuSwitch } from './menu.tsx';

const aYear = 31_536_000;
const remember = (name: string, value: string): void => {
  // biome-ignore lint/suspicious/noDocumentCookie: three small preferences that the server reads before it draws
  document.cookie = `${name}=${value}; path=/; max-age=${aYear}; samesite=lax`;
};

function flip(name: 'size' | 'theme', value: string, otherwise: string): void {
  const root = document.documentElement;
  const next = root.dataset[name] === value ? otherwise : value;
  root.dataset[name] = next;
  remember(name, next);
}
const toggleElder = (): void => flip('size', 'elder', 'normal');
const toggleTheme = (): void => flip('theme', 'dark', 'light');

function switchLanguage(): void {
  remember('NEXT_LOCALE', document.documentElement.lang === 'en' ? 'zh-CN' : 'en');
  location.reload();
}

function watchRoot(onChange: () => void): () => void {
  const observer = new MutationObserver(onChange);
  observer.observe(document.documentElement, { attributeFilter: ['data-size', 'data-theme'] });
  return () => observer.disconnect();
}
const isElder = (): boolean => document.documentElement.dataset['size'] === 'elder';
const isDark = (): boolean => document.documentElement.dataset['theme'] === 'dark';
const unknown = (): boolean => false;

/** Large text (适老版) on this device, remembered. */
export function ElderToggle({ className = '' }: { className?: string }) {
  const t = useTranslations('common');
  const isOn = useSyncExternalStore(watchRoot, isElder, unknown);
  return (
    <button type="button" aria-pressed={isOn} className={`tool ${className}`} onClick={toggleElder}>
      <Icon name="text" />
      {t('largeTextShort')}
    </button>
  );
}

/** Large text, theme and language, for a menu of more. */
export function AppearanceItems() {
  const t = useTranslations('common');
  const [isLarge, isNight] = [
    useSyncExternalStore(watchRoot, isElder, unknown),
    useSyncExternalStore(watchRoot, isDark, unknown),
  ];
  return (
    <>
      <MenuSwitch icon="text" isOn={isLarge} onSelect={toggleElder}>
        {t('largeText')}
      </MenuSwitch>
      <MenuSwitch icon="moon" isOn={isNight} onSelect={toggleTheme}>
        {t('darkTheme')}
      </MenuSwitch>
      <MenuItem icon="globe" onSelect={switchLanguage}>
        {t('otherLanguage')}
      </MenuItem>
    </>
  );
}

/** Large text, theme and language in one small menu. */
export function AppearanceMenu({ className = '' }: { className?: string }) {
  const t = useTranslations('common');
  return (
    <Menu icon="contrast" label={t('appearance')} isQuiet="phone" className={className}>
      <AppearanceItems />
    </Menu>
  );
}
