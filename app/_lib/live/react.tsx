'use client';
import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Slices } from './modules.ts';
import type { ConnectionStatus, LiveStore } from './store.ts';

export interface Live {
  readonly meetingId: string;
  readonly store: LiveStore;
  readonly send: (type: string, input: unknown) => Promise<CommandAck>;
}

export const LiveContext = createContext<Live | null>(null);

export function useLive(): Live {
  const live = useContext(LiveContext);
  if (!live) throw new Error('there is no meeting around this component');
  return live;
}

/** One slice of the meeting; the component is drawn again when that slice changed. */
export function useSlice<K extends keyof Slices>(context: K): Slices[K] {
  const { store } = useLive();
  const read = useCallback(() => store.slice(context), [store, context]);
  return useSyncExternalStore(store.subscribe, read, read);
}

export function useStatus(): ConnectionStatus {
  const { store } = useLive();
  const read = useCallback(() => store.status, [store]);
  return useSyncExternalStore(store.subscribe, read, read);
}

/** The server's time, moving once a second; null until the page runs in the browser. */
export function useServerNow(everyMs = 1_000): number | null {
  const { store } = useLive();
  const [now, setNow] = useState<number | null>(null);
  useEffect(() => {
    const tick = (): void => setNow(store.serverNow());
    tick();
    const timer = setInterval(tick, everyMs);
    return () => clearInterval(timer);
  }, [store, everyMs]);
  return now;
}
