import type { Audience } from '#server/kernel/live.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';

/** How the page stands to the server. `offline` keeps the last state on the page; `goodbye` is final. */
export type LiveStatus =
  | { readonly kind: 'connecting' }
  | { readonly kind: 'live' }
  | { readonly kind: 'offline'; readonly since: number }
  | { readonly kind: 'goodbye'; readonly code: string };

/** One page's connection to one meeting. */
export interface LiveClient<S> {
  readonly meetingId: string;
  /** Called after every change of state or status. Returns what ends it. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly getState: () => S;
  readonly getStatus: () => LiveStatus;
  readonly getAudience: () => Audience | null;
  readonly getViewers: () => number | null;
  readonly serverNow: () => number;
  /** Sends a command once, however often it must be repeated; resolves with its answer or why there is none. */
  readonly send: (type: string, input: unknown) => Promise<CommandAck>;
  readonly close: () => void;
}

/** Listeners of one client. */
export function listeners(): { readonly add: (listener: () => void) => () => void; readonly call: () => void } {
  const known = new Set<() => void>();
  return {
    add(listener) {
      known.add(listener);
      return () => known.delete(listener);
    },
    call() {
      for (const listener of known) listener();
    },
  };
}
