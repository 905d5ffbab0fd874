'use client';

import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import { Dialog, DialogActions } from '#app/_ui/dialog.tsx';
import { Icon } from '#app/_ui/icon.tsx';
import type { Violation } from '#server/kernel/errors.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { ConsentBody } from './consent-parts.tsx';
import { useConsent } from './use-consent.ts';

interface OwnConsentProps {
  readonly isWithdrawn: boolean;
  readonly send: (type: string, input: object) => Promise<CommandAck>;
  readonly onClose: () => void;
}

/** The own consent at any time: what was agreed to, how to take it back, and how to give it again (K4, K5). */
export function OwnConsent({ isWithdrawn, send, onClose }: OwnConsentProps) {
  const t = useTranslations('rooms.consent');
  const { text } = useConsent();
  const [isAsking, setAsking] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(null);
  const act = async (type: string, input: object): Promise<void> => {
    const ack = await send(type, input);
    setProblem(ack.ok ? null : ack.error);
    if (ack.ok) onClose();
  };
  return (
    <Dialog isOpen onClose={onClose} title={t(isAsking ? 'withdrawTitle' : 'title')} isWide={!isAsking}>
      {isAsking ? (
        <ul className="grid gap-2 text-note">
          {(['tracks', 'recorded', 'listen', 'again'] as const).map((key) => (
            <li key={key} className="flex gap-2">
              <Icon name="check" className="mt-0.5 size-5 text-nav" />
              <span>{t(`effects.${key}`)}</span>
            </li>
          ))}
        </ul>
      ) : (
        <>
          {isWithdrawn && (
            <p className="mb-3 flex gap-2 border-l-4 border-nav bg-nav-tint p-3 text-note">{t('isWithdrawn')}</p>
          )}
          {text && <ConsentBody text={text} />}
        </>
      )}
      <ProblemLine problem={problem} />
      <DialogActions>
        <button type="button" className="btn btn-line" onClick={isAsking ? () => setAsking(false) : onClose}>
          {t(isAsking ? 'keep' : 'close')}
        </button>
        {isWithdrawn ? (
          <button
            type="button"
            className="btn btn-nav"
            disabled={!text}
            onClick={() => void act('consents.renewConsent', { version: text?.version })}
          >
            {t('renew')}
          </button>
        ) : (
          <button
            type="button"
            className={`btn ${isAsking ? 'btn-live' : 'btn-line'}`}
            onClick={isAsking ? () => void act('consents.withdrawConsent', {}) : () => setAsking(true)}
          >
            {t('withdraw')}
          </button>
        )}
      </DialogActions>
    </Dialog>
  );
}
