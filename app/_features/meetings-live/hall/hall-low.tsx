'use client';

import { useTranslations } from 'next-intl';
import { useNextInLine, useQueue } from '#app/_features/speaking/use-floor.ts';
import { useLive } from '#app/_lib/live/live-context.tsx';
import { CheckInCode } from './check-in-code.tsx';
import { fitted, units } from './fitted.ts';

const wordsWidth = 1_340;

/** At the foot: the words spoken, or who waits to speak; and the way to check in. */
export function HallLow({ hasQueue = false }: { hasQueue?: boolean }) {
  return (
    <footer className="flex h-66.5 flex-none items-center bg-stage pl-18">
      <div className="min-w-0 flex-1 pr-12 leading-normal">{hasQueue ? <Waiting /> : <Captions />}</div>
      <CheckInCode />
    </footer>
  );
}

/** The item stands in for the words until somebody writes them down. */
function Captions() {
  const t = useTranslations('rooms.captions');
  const title = useLive(({ meetings }) => meetings.details?.title ?? '');
  const item = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? null,
  );
  return (
    <section aria-label={t('title')}>
      <p className="line-clamp-2 text-ink-3" style={{ fontSize: units(fitted(title, wordsWidth, 52, 40)) }}>
        {title}
      </p>
      {item !== null && (
        <p className="line-clamp-2" style={{ fontSize: units(fitted(item, wordsWidth, 52, 40)) }}>
          {item}
        </p>
      )}
    </section>
  );
}

/** How many wait for the floor, and who is next. */
function Waiting() {
  const t = useTranslations('hall');
  const queue = useQueue();
  const next = useNextInLine();
  const entry = (next?.present ?? next?.first)?.entry;
  if (!entry) return <p className="text-hall-base text-ink-2">{t('nobodyWaits')}</p>;
  return (
    <p className="num text-hall-caption text-ink-2">
      {t('waiting', { count: queue.length })} <span className="text-ink">{entry.speaker.name}</span>
    </p>
  );
}
