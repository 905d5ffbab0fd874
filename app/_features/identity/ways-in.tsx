'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { post } from '#app/_lib/command.ts';
import { canUsePasskeys, goToIssuer, registerPasskey, removePasskey } from '#app/_lib/passkey.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import type { Violation } from '#server/kernel/errors.ts';

export interface PasskeyLine {
  readonly id: string;
  readonly name: string;
  readonly made: string;
}

interface WaysInProps {
  readonly passkeys: readonly PasskeyLine[];
  readonly singleSignOn: 'off' | 'unlinked' | 'linked';
  readonly wasRefused: boolean;
}

const refused: Violation = { kind: 'invalid_input', code: 'identity.methodRefused' };

/** Passkeys and single sign-on of the signed-in person. */
export function WaysIn({ passkeys, singleSignOn, wasRefused }: WaysInProps) {
  const t = useTranslations('portal.account');
  const [canAdd, setCanAdd] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(wasRefused ? refused : null);
  useEffect(() => setCanAdd(canUsePasskeys()), []);
  const then = (failed: Violation | null): void => {
    if (failed) setProblem(failed);
    else location.reload();
  };
  const unlink = async (): Promise<void> => {
    const answer = await post<{ ok: boolean; error?: Violation }>('/api/auth/unlink-account', { providerId: 'oidc' });
    then(answer?.ok ? null : (answer?.error ?? refused));
  };
  return (
    <>
      {passkeys.length === 0 && <p className="text-note text-ink-2">{t('noPasskeys')}</p>}
      <ul>
        {passkeys.map((passkey) => (
          <li key={passkey.id} className="flex flex-wrap items-center gap-x-4 border-b border-line py-3">
            <div className="min-w-0 flex-1">
              <p className="truncate text-note">{passkey.name || t('passkey')}</p>
              <p className="num text-sm text-ink-3">{passkey.made}</p>
            </div>
            <button
              type="button"
              className="btn btn-line text-note"
              onClick={() => void removePasskey(passkey.id).then(then)}
            >
              {t('removePasskey')}
            </button>
          </li>
        ))}
      </ul>
      <div className="mt-3 flex flex-wrap gap-3">
        {canAdd && (
          <button
            type="button"
            className="btn btn-line text-note"
            onClick={() => void registerPasskey(navigator.platform || t('passkey')).then(then)}
          >
            {t('addPasskey')}
          </button>
        )}
        {singleSignOn === 'unlinked' && (
          <button
            type="button"
            className="btn btn-line text-note"
            onClick={() => void goToIssuer('link', '/account').then((failed) => failed && setProblem(failed))}
          >
            {t('linkSingleSignOn')}
          </button>
        )}
        {singleSignOn === 'linked' && (
          <button type="button" className="btn btn-line text-note" onClick={() => void unlink()}>
            {t('unlinkSingleSignOn')}
          </button>
        )}
      </div>
      <ProblemLine problem={problem} />
    </>
  );
}
