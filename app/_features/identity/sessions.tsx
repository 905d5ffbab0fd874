'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { Confirm } from '#app/_ui/dialog.tsx';
import { deviceName } from './device-name.ts';

export interface SessionLine {
  readonly sessionId: string;
  readonly isCurrent: boolean;
  readonly userAgent: string;
  readonly address: string;
  readonly seen: string;
}

/** Where the person is signed in; ending one cuts it off at once. */
export function Sessions({ sessions }: { sessions: readonly SessionLine[] }) {
  const t = useTranslations('portal.account');
  const c = useTranslations('common');
  const [left, setLeft] = useState(sessions);
  const [asked, setAsked] = useState<string | null>(null);
  const end = async (sessionId: string): Promise<void> => {
    await post(`/api/sessions/${sessionId}`, null, 'DELETE');
    setLeft(left.filter((one) => one.sessionId !== sessionId));
  };
  return (
    <>
      <ul className="border-t border-line">
        {left.map((session) => (
          <li key={session.sessionId} className="flex flex-wrap items-center gap-x-4 border-b border-line py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate text-note" title={session.userAgent}>
                {deviceName(session.userAgent) ?? t('unknownDevice')}
              </p>
              <p className="num text-sm text-ink-3">
                {session.address} · {t('seen', { time: session.seen })}
              </p>
            </div>
            {session.isCurrent ? (
              <span className="tag tag-nav">{t('this')}</span>
            ) : (
              <button type="button" className="btn btn-line text-note" onClick={() => setAsked(session.sessionId)}>
                {t('end')}
              </button>
            )}
          </li>
        ))}
      </ul>
      <Confirm
        isOpen={asked !== null}
        onClose={() => setAsked(null)}
        onConfirm={() => asked !== null && void end(asked)}
        title={t('endTitle')}
        text={t('endText')}
        confirm={t('end')}
        cancel={c('cancel')}
      />
    </>
  );
}
