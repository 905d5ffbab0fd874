'use client';

import { useEffect, useState } from 'react';
import type { ConsentText } from '#server/modules/consents/contract.ts';

let asked: Promise<ConsentText | null> | null = null;

/** The newest consent text; null when the server did not answer. Asked once a page, and anew after a refusal. */
export function currentConsent(isAnew = false): Promise<ConsentText | null> {
  if (isAnew) asked = null;
  asked ??= fetch('/api/consents/current')
    .then(async (answer) => (answer.ok ? ((await answer.json()) as ConsentText) : null))
    .catch(() => null)
    .then((found) => {
      if (!found) asked = null;
      return found;
    });
  return asked;
}

export interface ShownConsent {
  /** null until it is there. */
  readonly text: ConsentText | null;
  /** Reads the newest text: the one that was shown is not it any more. */
  readonly renew: () => Promise<void>;
}

export function useConsent(): ShownConsent {
  const [text, setText] = useState<ConsentText | null>(null);
  useEffect(() => {
    let isGone = false;
    const read = (): void =>
      void currentConsent().then((found) => {
        if (isGone) return;
        setText(found);
        if (!found) timer = setTimeout(read, 2_000);
      });
    let timer: ReturnType<typeof setTimeout>;
    read();
    return () => {
      isGone = true;
      clearTimeout(timer);
    };
  }, []);
  return { text, renew: async () => setText(await currentConsent(true)) };
}
