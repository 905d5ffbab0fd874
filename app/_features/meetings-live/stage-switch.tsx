'use client';

import { useTranslations } from 'next-intl';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { Icon, type IconName } from '#app/_ui/icon.tsx';
import type { StageLayout } from '#server/modules/rooms/contract.ts';

/** What keys 1–5 put on the hall screen and the public picture. */
export const stageKeys = [
  'venue',
  'speaker',
  'sideBySide',
  'document',
  'pause',
] as const satisfies readonly StageLayout[];

const icons: Readonly<Record<(typeof stageKeys)[number], IconName>> = {
  venue: 'people',
  speaker: 'camera',
  sideBySide: 'screen',
  document: 'document',
  pause: 'pause',
};

export function StageSwitch({ onSwitch, isAllowed }: { onSwitch: (layout: StageLayout) => void; isAllowed: boolean }) {
  const t = useTranslations('live.stage');
  const layout = useLive(({ rooms }) => rooms.stage.layout);
  return (
    <section aria-label={t('title')}>
      <h2 className="flex h-10 items-center gap-2 text-note">
        {t('title')}
        <span className="ml-auto inline-flex items-center gap-2 text-sm font-normal text-ink-3">
          <kbd>1</kbd> – <kbd>5</kbd>
        </span>
      </h2>
      <div className="grid grid-cols-5 gap-2">
        {stageKeys.map((key) => {
          const isOn = key === layout;
          return (
            <button
              key={key}
              type="button"
              aria-pressed={isOn}
              disabled={!isAllowed}
              className={`text-left text-sm leading-5 ${isOn ? 'font-bold text-live' : 'text-ink-2'}`}
              onClick={() => onSwitch(key)}
            >
              <span
                className={`mb-1 grid h-10.5 place-items-center rounded-xs bg-stage text-stage-ink-2 ${isOn ? 'outline-3 outline-offset-1 outline-live' : ''}`}
              >
                <Icon name={icons[key]} />
              </span>
              {t(key)}
            </button>
          );
        })}
      </div>
      {!isAllowed && <p className="pt-1 text-sm text-ink-3">{t('notNow')}</p>}
    </section>
  );
}
