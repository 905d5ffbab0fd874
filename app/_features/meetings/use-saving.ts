'use client';

import { useState } from 'react';
import { useLiveClient } from '#app/_lib/live/live-context.tsx';
import type { SavingState } from '#app/_lib/save-bar.tsx';

interface Saving extends SavingState {
  /** Sends a command of the meetings module; resolves whether it was taken. */
  readonly save: (command: string, input: object) => Promise<boolean>;
}

export function useSaving(): Saving {
  const client = useLiveClient();
  const [saving, setSaving] = useState<SavingState>({ state: 'idle', problem: null, savedAt: null });
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
