'use client';

import { createContext, type ReactNode, useContext, useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import type { LiveClient, LiveStatus } from './live-client.ts';
import type { MeetingView } from './modules.ts';

export type MeetingClient = LiveClient<MeetingView>;

const Context = createContext<MeetingClient | null>(null);

/** Gives the page's one connection to everything below it. */
export function LiveProvider({ client, children }: { client: MeetingClient; children: ReactNode }) {
  return <Context value={client}>{children}</Context>;
}

export function useLiveClient(): MeetingClient {
  const client = useContext(Context);
  if (!client) throw new Error('useLiveClient stands outside of LiveProvider');
  return client;
}

/**
 * Part of the meeting's state. The component is drawn again only when what it selected changed, however many frames
 * arrive; selectors that build objects bring `isEqual`.
 */
export function useLive<T>(
  select: (state: MeetingView) => T,
  isEqual: (before: T, after: T) => boolean = Object.is,
): T {
  const client = useLiveClient();
  const read = useMemo(() => {
    let known: { state: MeetingView; selected: T } | null = null;
    return (): T => {
      const state = client.getState();
      if (known?.state === state) return known.selected;
      const selected = select(state);
      known = { state, selected: known && isEqual(known.selected, selected) ? known.selected : selected };
      return known.selected;
    };
  }, [client, select, isEqual]);
  return useSyncExternalStore(client.subscribe, read, read);
}

export function useLiveStatus(): LiveStatus {
  const client = useLiveClient();
  return useSyncExternalStore(client.subscribe, client.getStatus, client.getStatus);
}

/** The server's time, told anew at every full `stepMs`; components that show seconds and nothing else ask for it. */
export function useServerNow(stepMs = 1_000): number {
  const client = useLiveClient();
  const [now, setNow] = useState(() => client.serverNow());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = (): void => {
      const instant = client.serverNow();
      setNow(instant);
      timer = setTimeout(tick, stepMs - (instant % stepMs) + 5);
    };
    tick();
    return () => clearTimeout(timer);
  }, [client, stepMs]);
  return now;
}
