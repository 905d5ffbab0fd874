'use client';

import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useCommand } from '#app/_lib/live/use-command.ts';
import { Problem } from '#app/_ui/states.tsx';
import type { FoundPerson } from '#server/modules/attendance/contract.ts';

const pauseMs = 300;

/** People with an account whom nobody invited, by what is typed; one press gives them a place and checks them in. */
export function Uninvited({ text, isOpen }: { text: string; isOpen: boolean }) {
  const t = useTranslations('attendance.clerk.uninvited');
  const { meetingId } = useLiveClient();
  const { send, problem, isSending } = useCommand();
  const [people, setPeople] = useState<readonly FoundPerson[]>([]);
  const wanted = text.trim();
  useEffect(() => {
    setPeople([]);
    if (!isOpen || wanted.length < 2) return;
    const abort = new AbortController();
    const timer = setTimeout(() => {
      fetch(`/api/live/${meetingId}/attendance/people?q=${encodeURIComponent(wanted)}`, { signal: abort.signal })
        .then((response) => (response.ok ? (response.json() as Promise<{ people: readonly FoundPerson[] }>) : null))
        .then((found) => setPeople(found?.people.filter(({ isInvited }) => !isInvited) ?? []))
        .catch(() => undefined);
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      abort.abort();
    };
  }, [meetingId, wanted, isOpen]);
  const admit = async (userId: string, role: 'guest' | 'observer'): Promise<void> => {
    const placed = await send('meetings.addParticipant', { userId, role });
    if (!placed.ok) return;
    setPeople((before) => before.filter((one) => one.userId !== userId));
    await send('attendance.checkInAtDesk', { by: 'name', userId });
  };
  if (people.length === 0) return <Problem>{problem}</Problem>;
  return (
    <section aria-label={t('title')} className="mt-6">
      <h3 className="text-note">{t('title')}</h3>
      <Problem>{problem}</Problem>
      <ul>
        {people.map(({ userId, name, number, from }) => (
          <li key={userId} className="flex flex-wrap items-center gap-x-3 border-b border-line py-1">
            <b>{name}</b>
            <span className="num text-note text-ink-2">
              {from} {number ?? ''}
            </span>
            <span className="ml-auto flex flex-wrap gap-2">
              <button
                type="button"
                className="tool text-nav"
                disabled={isSending}
                onClick={() => void admit(userId, 'observer')}
              >
                {t('observer')}
              </button>
              <button
                type="button"
                className="tool text-nav"
                disabled={isSending}
                onClick={() => void admit(userId, 'guest')}
              >
                {t('guest')}
              </button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
