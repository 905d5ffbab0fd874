'use client';

import { useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { Violation } from '#server/kernel/errors.ts';

/** What became of the last attempt to save. */
export interface Saving {
  readonly state: 'idle' | 'saving';
  readonly problem: Violation | null;
  readonly savedAt: number | null;
  /** Sends a command of the meetings module; resolves whether it was taken. */
  readonly save: (command: string, input: object) => Promise<boolean>;
}

export function useSaving(): Saving {
  const client = useLiveClient();
  const [saving, setSaving] = useState<Omit<Saving, 'save'>>({ state: 'idle', problem: null, savedAt: null });
  return {
    ...saving,
    async save(command, input) {
      setSaving((before) => ({ ...before, state: 'saving', problem: null }));
      const ack = await client.send(`meetings.${command}`, input);
      setSaving((before) => ({
        state: 'idle',
        problem: ack.ok ? null : ack.error,
        savedAt: ack.ok ? Date.now() : before.savedAt,
      }));
      return ack.ok;
    },
  };
}
