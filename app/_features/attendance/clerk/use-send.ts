'use client';

import { useCallback, useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';

/** Sends commands and keeps the sentence of the last refusal until the next one is taken. */
export function useSend(): {
  readonly send: (type: string, input: unknown) => Promise<CommandAck>;
  readonly problem: string | null;
  readonly isSending: boolean;
} {
  const client = useLiveClient();
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const [sending, setSending] = useState(0);
  const send = useCallback(
    async (type: string, input: unknown): Promise<CommandAck> => {
      setSending((count) => count + 1);
      const ack = await client.send(type, input);
      setSending((count) => count - 1);
      setProblem(ack.ok ? null : say(ack.error));
      return ack;
    },
    // oxlint-disable-next-line react/exhaustive-deps -- the sentences change with the language only, and that loads the page anew
    [client],
  );
  return { send, problem, isSending: sending > 0 };
}
