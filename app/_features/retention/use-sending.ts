'use client';

import { useRouter } from 'next/navigation';
import { useState, useTransition } from 'react';
import { type Violation, violation } from '#server/kernel/errors.ts';

export interface Sending {
  readonly isBusy: boolean;
  readonly problem: Violation | null;
  /** Sends, then reads the page anew; true when it was taken. */
  readonly send: (request: Promise<{ readonly error?: Violation } | null>) => Promise<boolean>;
}

const unavailable = violation('unavailable', 'unavailable');

/** What an office page sends: the refusal stays until the next try. */
export function useSending(): Sending {
  const router = useRouter();
  const [isPending, startTransition] = useTransition();
  const [problem, setProblem] = useState<Violation | null>(null);
  return {
    isBusy: isPending,
    problem,
    async send(request) {
      const answer = await request;
      const refused = answer ? (answer.error ?? null) : unavailable;
      setProblem(refused);
      if (!refused) startTransition(() => router.refresh());
      return refused === null;
    },
  };
}
