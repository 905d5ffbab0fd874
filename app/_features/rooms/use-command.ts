'use client';

import { useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';

export interface Sending {
  /** One is on its way: nothing is pressed twice. */
  readonly isSending: boolean;
  /** Why the last one was refused, until the next one is sent. */
  readonly problem: string | null;
  readonly send: (type: string, input: object) => Promise<CommandAck>;
}

/** Sends one command at a time and keeps the words of its refusal. */
export function useCommand(): Sending {
  const client = useLiveClient();
  const say = useViolationText();
  const [isSending, setSending] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  return {
    isSending,
    problem,
    async send(type, input) {
      setSending(true);
      setProblem(null);
      const ack = await client.send(type, input);
      setSending(false);
      if (!ack.ok) setProblem(say(ack.error));
      return ack;
    },
  };
}
