'use client';

import { useTranslations } from 'next-intl';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { CheckInCode } from './check-in-code.tsx';
import { fitted, units } from './fitted.ts';

const wordsWidth = 1_340;

/** At the foot: the words spoken, which the item stands in for until somebody writes them down, and the way to check in. */
export function HallLow({ isQuiet = false }: { isQuiet?: boolean }) {
  const t = useTranslations('rooms.captions');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? null,
  );
  const words = isQuiet ? null : item;
  return (
    <footer className="flex h-66.5 flex-none items-center bg-stage pl-18">
      <section aria-label={t('title')} className="min-w-0 flex-1 pr-12 leading-normal">
        <p
          className={`line-clamp-2 ${words === null ? 'text-ink-2' : 'text-ink-3'}`}
          style={{ fontSize: units(fitted(title, wordsWidth, 52, 40)) }}
        >
          {title}
        </p>
        {words !== null && (
          <p className="line-clamp-2" style={{ fontSize: units(fitted(words, wordsWidth, 52, 40)) }}>
            {words}
          </p>
        )}
      </section>
      <CheckInCode />
    </footer>
  );
}
