'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { useLive, useLiveClient, useServerNow } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import { Problem } from '#app/_ui/states.tsx';
import type { PresenceCheck } from '#server/modules/attendance/domain.ts';
import { openCheck } from '#server/modules/attendance/state.ts';

/** Asks the person now and then whether they are there; it takes the focus from nothing and goes by itself. */
export function PresenceAsk({ userId }: { userId: string }) {
  const check = useLive(({ attendance }) => openCheck(attendance));
  const [answered, setAnswered] = useState<string | null>(null);
  if (!check?.asked.includes(userId) || check.checkId === answered || check.answers[userId] !== undefined) return null;
  return <Ask key={check.checkId} check={check} onAnswered={() => setAnswered(check.checkId)} />;
}

function Ask({ check, onAnswered }: { check: PresenceCheck; onAnswered: () => void }) {
  const t = useTranslations('attendance.check');
  const say = useViolationText();
  const { send } = useLiveClient();
  const now = useServerNow();
  const [problem, setProblem] = useState<string | null>(null);
  const seconds = Math.ceil((check.closesAt - now) / 1_000);
  if (seconds <= 0) return null;
  const answer = async (): Promise<void> => {
    const ack = await send('attendance.answerCheck', { checkId: check.checkId });
    if (ack.ok) onAnswered();
    else setProblem(say(ack.error));
  };
  return (
    <aside
      aria-label={t('title')}
      className="fixed inset-x-3 top-16 z-40 mx-auto max-w-md rounded-md border border-line bg-sheet p-5 text-center text-ink shadow-pop"
    >
      <p role="alert" className="font-serif text-xl">
        {t('question')}
      </p>
      <p className="num mt-1 text-note text-ink-2">{t('seconds', { seconds })}</p>
      <button type="button" className="btn btn-big btn-nav mt-3 w-full" onClick={() => void answer()}>
        {t('here')}
      </button>
      <Problem className="mt-2">{problem}</Problem>
    </aside>
  );
}
