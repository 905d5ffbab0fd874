'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { FirstPassword } from '#server/modules/identity/contract.ts';

/** The rows as a file that spreadsheets open; names that look like formulas stay texts. */
const asCsv = (head: readonly string[], rows: readonly FirstPassword[]): string => {
  const cell = (text: string): string => `"${(/^[=+\-@\t]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const lines = [head, ...rows.map(({ name, username, password }) => [name, username, password])];
  return `\uFEFF${lines.map((line) => line.map(cell).join(',')).join('\r\n')}\r\n`;
};

/** First passwords, shown this once (I17). Only the button closes it, so that no slip of the hand loses them. */
export function PasswordsDialog({ passwords, onClose }: { passwords: readonly FirstPassword[]; onClose: () => void }) {
  const t = useTranslations('office.accounts');
  const [isKept, setKept] = useState(false);
  const keep = (): void => {
    const head = [t('columns.name'), t('columns.username'), t('password')];
    const address = URL.createObjectURL(new Blob([asCsv(head, passwords)], { type: 'text/csv' }));
    const link = Object.assign(document.createElement('a'), { href: address, download: 'first-passwords.csv' });
    link.click();
    URL.revokeObjectURL(address);
    setKept(true);
  };
  const [only] = passwords;
  return (
    <Dialog isOpen onClose={() => undefined} title={t('passwordsTitle', { count: passwords.length })}>
      <p className="mb-4 text-note text-ink-2">{t('passwordsText')}</p>
      {passwords.length === 1 && only ? (
        <dl className="grid gap-1 bg-well p-4">
          <dt className="text-sm text-ink-2">
            {only.name} · <span className="num">{only.username}</span>
          </dt>
          <dd className="num text-2xl font-bold tracking-wide select-all">{only.password}</dd>
        </dl>
      ) : (
        <ul className="max-h-72 overflow-y-auto border-t border-line" aria-label={t('password')}>
          {passwords.map(({ userId, name, username, password }) => (
            <li key={userId} className="grid grid-cols-[1fr_1fr_auto] gap-3 border-b border-line py-2 text-note">
              <b className="truncate">{name}</b>
              <span className="num truncate text-ink-2">{username}</span>
              <span className="num select-all">{password}</span>
            </li>
          ))}
        </ul>
      )}
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={keep}>
          <Icon name={isKept ? 'check' : 'download'} />
          {t('keep')}
        </button>
        <button type="button" className="btn btn-nav" onClick={onClose}>
          {t('noted')}
        </button>
      </DialogActions>
    </Dialog>
  );
}
