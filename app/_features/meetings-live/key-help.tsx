'use client';

import { useTranslations } from 'next-intl';
import type { ReactNode } from 'react';
import { useLive, useLiveStatus } from '#app/_lib/live/live-context.tsx';
import { Dialog } from '#app/_ui/dialog.tsx';

/** The keys that do something now, and whether the machinery is well. */
export function KeyBar({
  isRunning,
  canMove,
  hasQuestions,
  onHelp,
}: {
  isRunning: boolean;
  canMove: boolean;
  hasQuestions: boolean;
  onHelp: () => void;
}) {
  const t = useTranslations('live.keys');
  const status = useLiveStatus();
  const isOnAir = useLive(({ rooms }) => rooms.isVenueOnAir);
  const isMediaAvailable = useLive(({ rooms }) => rooms.isMediaAvailable);
  return (
    <footer className="flex min-h-9 flex-wrap items-center gap-x-5 bg-well px-5 text-sm text-ink-2 max-lg:hidden">
      {canMove && <Key keys={['N']}>{t('next')}</Key>}
      {isRunning && <Key keys={['1', '5']}>{t('stage')}</Key>}
      <Key keys={['Q']}>{t('questions')}</Key>
      {hasQuestions && <Key keys={['D']}>{t('publish')}</Key>}
      {hasQuestions && <Key keys={['R']}>{t('decline')}</Key>}
      <button type="button" className="inline-flex min-h-9 items-center gap-2 elder:min-h-target" onClick={onHelp}>
        <kbd>?</kbd>
        {t('all')}
      </button>
      <span className="ml-auto flex gap-5 max-lg:hidden">
        <span>{t(isMediaAvailable ? (isOnAir ? 'venueOn' : 'venueOff') : 'mediaDown')}</span>
        <span>{t(status.kind === 'live' ? 'clockSet' : 'noConnection')}</span>
      </span>
    </footer>
  );
}

function Key({ keys, children }: { keys: readonly string[]; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {keys.map((key, index) => (
        <span key={key}>
          {index > 0 && ' – '}
          <kbd>{key}</kbd>
        </span>
      ))}
      <span className="ml-1">{children}</span>
    </span>
  );
}

export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const t = useTranslations('live.keys');
  const rows = [
    [['N'], 'next'],
    [['1', '5'], 'stage'],
    [['Q'], 'questions'],
    [['D'], 'publish'],
    [['R'], 'decline'],
    [['?'], 'all'],
  ] as const;
  return (
    <Dialog isOpen={isOpen} onClose={onClose} title={t('title')}>
      <dl className="grid grid-cols-[6rem_1fr] gap-y-2">
        {rows.map(([keys, name]) => (
          <div key={name} className="contents">
            <dt>
              <Key keys={keys}>{null}</Key>
            </dt>
            <dd>{t(name)}</dd>
          </div>
        ))}
      </dl>
      <p className="mt-4 text-sm text-ink-3">{t('note')}</p>
    </Dialog>
  );
}
