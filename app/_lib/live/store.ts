import { contextOf, fold, initialState, redactedType } from '#server/kernel/fold.ts';
import type { Frame, LiveState, Snapshot } from '#server/kernel/live.ts';
import { modules, type Slices } from './modules.ts';

export type ConnectionStatus = 'connecting' | 'live' | 'offline' | 'ended';

/** What became of a frame: folded, known already, or something before it is missing. */
export type Applied = 'applied' | 'known' | 'gap';

/**
 * A page's copy of one meeting: the state at `seq`, folded as the server folds it. A slice is a new object after every
 * change to it, so a component that reads one slice is drawn again only when that one changed.
 */
export class LiveStore {
  #state: LiveState = initialState(modules.values());
  #seq = 0;
  #status: ConnectionStatus = 'connecting';
  #statusSince = Date.now();
  #goodbye: string | null = null;
  #clockOffsetMs = 0;
  #bestRoundTripMs = Number.POSITIVE_INFINITY;
  readonly #listeners = new Set<() => void>();

  get seq(): number {
    return this.#seq;
  }
  get status(): ConnectionStatus {
    return this.#status;
  }
  /** When the present status began, on this device's clock. */
  get statusSince(): number {
    return this.#statusSince;
  }
  get goodbye(): string | null {
    return this.#goodbye;
  }

  slice<K extends keyof Slices>(context: K): Slices[K] {
    return this.#state[context] as Slices[K];
  }

  /** The server's time now, in Unix milliseconds, whatever this device's clock says. */
  serverNow(): number {
    return Date.now() + this.#clockOffsetMs;
  }

  /** Takes one measurement of the clock; the one with the shortest way there and back is kept. */
  measureClock(sentAt: number, receivedAt: number, serverNow: number): void {
    const roundTripMs = receivedAt - sentAt;
    if (roundTripMs > this.#bestRoundTripMs) return;
    this.#bestRoundTripMs = roundTripMs;
    this.#clockOffsetMs = serverNow - (sentAt + roundTripMs / 2);
  }

  applySnapshot(snapshot: Snapshot): void {
    this.#state = { ...initialState(modules.values()), ...snapshot.state };
    this.#seq = snapshot.seq;
    if (this.#bestRoundTripMs === Number.POSITIVE_INFINITY) this.#clockOffsetMs = snapshot.serverNow - Date.now();
    this.#tell();
  }

  applyFrame(frame: Frame): Applied {
    if (frame.seq <= this.#seq) return 'known';
    if (frame.prev > this.#seq) return 'gap';
    const events = frame.events.filter((event) => event.seq > this.#seq);
    fold(modules, this.#state, events);
    this.#seq = frame.seq;
    const touched = new Set(events.map((event) => contextOf(event.type)));
    if (events.some((event) => event.type === redactedType)) for (const context of modules.keys()) touched.add(context);
    for (const context of touched) {
      if (modules.has(context)) this.#state[context] = { ...(this.#state[context] as object) };
    }
    this.#tell();
    return 'applied';
  }

  setStatus(status: ConnectionStatus, goodbye: string | null = null): void {
    if (status === this.#status && goodbye === this.#goodbye) return;
    this.#status = status;
    this.#goodbye = goodbye;
    this.#statusSince = Date.now();
    this.#tell();
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}
