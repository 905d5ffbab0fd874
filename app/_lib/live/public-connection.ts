import type { Frame, Snapshot } from '#server/kernel/live.ts';
import type { LiveStore } from './store.ts';

const pollMs = 2_000;
/** After so long without the stream the page asks for itself. */
const patienceMs = 2_500;

/** A page's read-only view for people without an account: the event stream, or the cached tail where it cannot be had. */
export class PublicConnection {
  readonly #store: LiveStore;
  readonly #base: string;
  readonly #onViewers: (count: number) => void;
  #source: EventSource | null = null;
  #poll: ReturnType<typeof setInterval> | null = null;
  #brokenSince: number | null = Date.now();
  #isClosed = false;

  constructor(meetingId: string, store: LiveStore, onViewers: (count: number) => void) {
    this.#store = store;
    this.#base = `/api/live/${meetingId}`;
    this.#onViewers = onViewers;
    this.#open();
    this.#poll = setInterval(() => void this.#checkStream(), pollMs);
  }

  #open(): void {
    const source = new EventSource(`${this.#base}/stream?since=${this.#store.seq}`);
    this.#source = source;
    const data = (event: Event): string => (event as MessageEvent<string>).data;
    source.addEventListener('open', () => {
      this.#brokenSince = null;
      this.#store.setStatus('live');
    });
    source.addEventListener('snapshot', (event) => this.#store.applySnapshot(JSON.parse(data(event)) as Snapshot));
    source.addEventListener('frame', (event) => {
      if (this.#store.applyFrame(JSON.parse(data(event)) as Frame) === 'gap') void this.#tail();
    });
    source.addEventListener('viewers', (event) =>
      this.#onViewers((JSON.parse(data(event)) as { count: number }).count),
    );
    source.addEventListener('error', () => {
      this.#brokenSince ??= Date.now();
      // Closed for good means that the server said no; a new stream is tried from where this page stands.
      if (source.readyState === EventSource.CLOSED && !this.#isClosed)
        setTimeout(() => this.#isClosed || this.#open(), 3_000);
    });
  }

  async #checkStream(): Promise<void> {
    if (this.#brokenSince === null || Date.now() - this.#brokenSince < patienceMs) return;
    await this.#tail();
  }

  async #tail(): Promise<void> {
    try {
      const response = await fetch(`${this.#base}/tail?since=${this.#store.seq}`);
      if (response.status === 404) return this.#store.setStatus('ended', 'notPublic');
      const found = (await response.json()) as { frame?: Frame; snapshot?: Snapshot };
      if (found.snapshot) this.#store.applySnapshot(found.snapshot);
      if (found.frame) this.#store.applyFrame(found.frame);
      this.#store.setStatus('live');
    } catch {
      this.#store.setStatus('offline');
    }
  }

  close(): void {
    this.#isClosed = true;
    this.#source?.close();
    if (this.#poll) clearInterval(this.#poll);
  }
}
