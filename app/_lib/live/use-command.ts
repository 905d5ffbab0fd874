'use client';

import { useCallback, useState } from 'react';
import { useViolationText } from '#app/_lib/violation-text.tsx';
import type { CommandAck } from '#server/kernel/protocol.ts';
import { useLiveClient } from './live-context.tsx';

export interface Sending {
  /** One is on its way: nothing is pressed twice. */
  readonly isSending: boolean;
  /** Why the last one was refused, until the next one is sent. */
  readonly problem: string | null;
  readonly send: (type: string, input: object) => Promise<CommandAck>;
}

/** Sends commands and keeps the words of the last refusal. */
export function useCommand(): Sending {
  const client = useLiveClient();
  const say = useViolationText();
  const [problem, setProblem] = useState<string | null>(null);
  const [underway, setUnderway] = useState(0);
  const send = useCallback(
    async (type: string, input: object): Promise<CommandAck> => {
      setUnderway((count) => count + 1);
      setProblem(null);
      const ack = await client.send(type, input);
      setUnderway((count) => count - 1);
      if (!ack.ok) setProblem(say(ack.error));
      return ack;
    },
    // oxlint-disable-next-line react/exhaustive-deps -- the sentences change with the language only, and that loads the page anew
    [client],
  );
  return { isSending: underway > 0, problem, send };
}

export interface Settling {
  readonly problem: string | null;
  /** Sends one command after another and stops at the first that is refused. */
  readonly settle: (...commands: readonly (readonly [type: string, input: object])[]) => Promise<void>;
}

/** What a dialog sends: `onDone` once everything was taken, else the reason stands in the dialog. */
export function useSettling(onDone: () => void): Settling {
  const { problem, send } = useCommand();
  const settle: Settling['settle'] = async (...commands) => {
    for (const [type, input] of commands) if (!(await send(type, input)).ok) return;
    onDone();
  };
  return { problem, settle };
}
