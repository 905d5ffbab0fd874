'use client';
import { useTranslations } from 'next-intl';
import { useEffect, useState } from 'react';
import { canUsePasskeys, goToIssuer, signInWithPasskey } from '#app/_lib/passkey.ts';
import { ProblemLine } from '#app/_lib/problem-line.tsx';
import type { Violation } from '#server/kernel/errors.ts';

interface OtherWaysInProps {
  readonly from: string;
  readonly hasSingleSignOn: boolean;
  /** The issuer sent the person back without signing them in. */
  readonly wasRefused: boolean;
}

const refused: Violation = { kind: 'invalid_input', code: 'identity.methodRefused' };

/** Under the password: a passkey where the browser knows them, and the issuer where one is set up. */
export function OtherWaysIn({ from, hasSingleSignOn, wasRefused }: OtherWaysInProps) {
  const t = useTranslations('portal.signIn');
  const [hasPasskeys, setHasPasskeys] = useState(false);
  const [problem, setProblem] = useState<Violation | null>(wasRefused ? refused : null);
  // Known only in the browser; the first paint must be the server's.
  useEffect(() => setHasPasskeys(canUsePasskeys()), []);
  if (!hasPasskeys && !hasSingleSignOn) return null;
  const passkey = async (): Promise<void> => {
    const failed = await signInWithPasskey();
    if (failed) setProblem(failed);
    else location.assign(from);
  };
  return (
    <div className="mt-4 grid gap-3 border-t border-line pt-4">
      {hasPasskeys && (
        <button type="button" className="btn btn-line" onClick={() => void passkey()}>
          {t('passkey')}
        </button>
      )}
      {hasSingleSignOn && (
        <button
          type="button"
          className="btn btn-line"
          onClick={() => void goToIssuer('sign-in', from).then((failed) => failed && setProblem(failed))}
        >
          {t('singleSignOn')}
        </button>
      )}
      <ProblemLine problem={problem} />
    </div>
  );
}
