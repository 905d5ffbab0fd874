'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useRef, useState } from 'react';
import { useLive } from '#app/_lib/live/live-context.tsx';

/** What a person who does not see the page must hear: a new phase, a new item; politely, and only what changed. */
export function Announcements() {
  const t = useTranslations('live');
  const phase = useLive(({ meetings }) => meetings.phase);
  const title = useLive(
    ({ meetings }) => meetings.agenda.find(({ itemId }) => itemId === meetings.currentItemId)?.title ?? null,
  );
  const known = useRef({ phase, title });
  const [said, setSaid] = useState('');
  useEffect(() => {
    const before = known.current;
    known.current = { phase, title };
    if (phase !== before.phase) setSaid(t(`phase.${phase}`));
    else if (title !== before.title && title !== null) setSaid(t('agenda.now', { title }));
  }, [phase, title, t]);
  return (
    <p className="sr-only" aria-live="polite">
      {said}
    </p>
  );
}
