/** What the browser knows of the network before any timeout does; outside of a browser it never says anything. */
export interface NetworkWatch {
  readonly onLost: () => void;
  readonly onBack: () => void;
}

/** Calls back when the computer loses its network and when it has one again. Returns what ends the watch. */
export function watchNetwork({ onLost, onBack }: NetworkWatch): () => void {
  if (!('addEventListener' in globalThis)) return () => undefined;
  addEventListener('offline', onLost);
  addEventListener('online', onBack);
  return () => {
    removeEventListener('offline', onLost);
    removeEventListener('online', onBack);
  };
}
