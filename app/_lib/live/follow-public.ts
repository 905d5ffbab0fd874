import type { Frame, Snapshot } from '#server/kernel/live.ts';
import { uuidV7 } from '#server/kernel/uuid.ts';
import { type LiveClient, type LiveStatus, listeners } from './live-client.ts';
import { logView } from './log-view.ts';
import { type Folding, type MeetingView, meetingFolding } from './modules.ts';
import { watchNetwork } from './network.ts';
import { serverClock, steadyNow } from './server-clock.ts';

export interface FollowPublic {
  readonly meetingId: string;
  /** The state the page was drawn with. */
  readonly snapshot?: Snapshot;
  /** Where the server is; the page's own origin when left out. */
  readonly url?: string;
  readonly eventSource?: typeof EventSource;
  readonly fetch?: typeof fetch;
  /** Time between two looks when there is no stream; with the answer's second of cache it stays within three. */
  readonly pollMs?: number;
  /** How long without a word of a stream that was opened before the page looks for itself. */
  readonly patienceMs?: number;
  /** After how much silence a stream is taken to be cut; the server says something at least every half minute. */
  readonly silenceMs?: number;
  /** How often a page without a stream says that it is there. */
  readonly sayMs?: number;
}

/** Those who ask together ask the same: what was last known is rounded down, so that caches answer for nearly all of them. */
const askedInSteps = 16;
const retryMs = 10_000;

/** The public's connection reads only; what the public sends are plain requests. */
export type PublicClient<S> = Omit<LiveClient<S>, 'send' | 'getAudience'>;

/**
 * Follows a public meeting over server-sent events, and by asking every second or two where those are not to be had, until
 * they are (L16).
 */
export function followPublic(options: FollowPublic): PublicClient<MeetingView> {
  return followFolding(options, meetingFolding);
}

/** As `followPublic`, with modules of the caller's choosing. */
export function followFolding<S>(options: FollowPublic, folding: Folding<S>): PublicClient<S> {
  const { meetingId, snapshot, url = '', pollMs = 1_200, patienceMs = 2_500 } = options;
  const { silenceMs = 45_000, sayMs = 30_000 } = options;
  const followerId = uuidV7();
  const Source = options.eventSource ?? globalThis.EventSource;
  const request = options.fetch ?? globalThis.fetch.bind(globalThis);
  const view = logView(folding);
  const clock = serverClock();
  const changed = listeners();
  let status: LiveStatus = { kind: 'connecting' };
  let viewers: number | null = null;
  let source: EventSource | undefined;
  let pollTimer: ReturnType<typeof setTimeout> | undefined;
  let streamTimer: ReturnType<typeof setTimeout> | undefined;
  let sayTimer: ReturnType<typeof setTimeout> | undefined;
  let isClosed = false;
  let isPolling = false;
  let pollings = 0;

  function become(next: LiveStatus): void {
    if (isClosed || status.kind === 'goodbye' || status.kind === next.kind) return;
    status = next;
    changed.call();
  }

  function takeSnapshot(found: Snapshot, sentAt = steadyNow()): void {
    const receivedAt = steadyNow();
    clock.take({ sentAt, receivedAt, serverNow: found.serverNow });
    if (view.takeSnapshot(found)) changed.call();
  }

  function takeFrame(frame: Frame): void {
    const outcome = view.takeFrame(frame);
    if (outcome === 'folded') changed.call();
    else if (outcome === 'gap') void look();
  }

  /** One look at what is missing; also what heals a gap in the stream. */
  async function look(): Promise<void> {
    const sentAt = steadyNow();
    try {
      const seq = view.seq();
      const since = seq === 0 ? 0 : Math.max(1, seq - (seq % askedInSteps));
      // Without cookies: an answer for everybody, which caches may give.
      const answer = await request(`${url}/api/live/${meetingId}/tail?since=${since}`, { credentials: 'omit' });
      if (answer.status === 404) return end('forbidden');
      if (!answer.ok) throw new Error(`status ${answer.status}`);
      const found = (await answer.json()) as { frame?: Frame; snapshot?: Snapshot };
      if (found.snapshot) takeSnapshot(found.snapshot, sentAt);
      else if (found.frame && view.takeFrame(found.frame) === 'folded') changed.call();
      become({ kind: 'live' });
    } catch {
      if (source?.readyState !== Source.OPEN) become({ kind: 'offline', since: clock.now() });
    }
  }

  function poll(): void {
    if (isPolling || isClosed) return;
    isPolling = true;
    const own = ++pollings;
    const turn = (): void => {
      void look().finally(() => {
        if (isPolling && own === pollings && !isClosed) pollTimer = setTimeout(turn, pollMs);
      });
    };
    turn();
    // Not at once: a stream that is only opened anew is back in a moment.
    sayTimer = setTimeout(() => void say(), Math.min(sayMs, patienceMs));
  }

  /** A page without a stream is a viewer nobody sees: caches answer what it asks. So it says that it is there. */
  async function say(): Promise<void> {
    const answer = await request(`${url}/api/live/${meetingId}/following`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ followerId }),
    }).catch(() => null);
    if (answer?.ok) takeViewers(((await answer.json()) as { viewers: number }).viewers);
    if (isPolling && !isClosed) sayTimer = setTimeout(() => void say(), sayMs);
  }

  function takeViewers(count: number): void {
    viewers = count;
    changed.call();
  }

  function stopPolling(): void {
    isPolling = false;
    clearTimeout(pollTimer);
    clearTimeout(sayTimer);
  }

  function end(code: string): void {
    become({ kind: 'goodbye', code });
    close();
  }

  function open(): void {
    source?.close();
    source = new Source(`${url}/api/live/${meetingId}/stream?since=${view.seq()}`);
    expectWithin(patienceMs, poll);
    const on = (name: string, take: (data: unknown) => void): void =>
      source?.addEventListener(name, (event) => {
        hear();
        take(JSON.parse((event as MessageEvent<string>).data));
      });
    on('frame', (frame) => takeFrame(frame as Frame));
    on('snapshot', (found) => takeSnapshot(found as Snapshot));
    on('viewers', (found) => takeViewers((found as { count: number }).count));
    on('beat', () => undefined);
    source.addEventListener('error', onStreamError);
  }

  function expectWithin(ms: number, otherwise: () => void): void {
    clearTimeout(streamTimer);
    streamTimer = setTimeout(() => {
      if (!isClosed) otherwise();
    }, ms);
  }

  /** Only its words show that a stream is there: some proxies open it and keep what it says to themselves. */
  function hear(): void {
    stopPolling();
    become({ kind: 'live' });
    expectWithin(silenceMs, open);
  }

  /** The browser tries again by itself unless the answer was no stream at all; then it is tried again from here. */
  function onStreamError(): void {
    poll();
    if (source?.readyState !== Source.CLOSED) return;
    source.close();
    expectWithin(retryMs, open);
  }

  // A line that is gone says nothing; the browser knows at once, and when it is worth while to try again.
  const unwatch = watchNetwork({
    onLost() {
      source?.close();
      become({ kind: 'offline', since: clock.now() });
      onStreamError();
    },
    onBack: open,
  });

  function close(): void {
    isClosed = true;
    unwatch();
    stopPolling();
    clearTimeout(streamTimer);
    source?.close();
  }

  if (snapshot) view.takeSnapshot(snapshot);
  if (snapshot) clock.take({ ...drawnBetween(), serverNow: snapshot.serverNow });
  open();

  return {
    meetingId,
    subscribe: changed.add,
    getState: view.state,
    getStatus: () => status,
    getViewers: () => viewers,
    serverNow: clock.now,
    close,
  };
}

/**
 * Between which instants the server drew this page. Scripts may run seconds after that on a slow phone: taken for the
 * moment of drawing, that delay would stay in every clock on the page.
 */
function drawnBetween(): { readonly sentAt: number; readonly receivedAt: number } {
  const [page] = performance.getEntriesByType('navigation') as PerformanceNavigationTiming[];
  if (!page) return { sentAt: steadyNow(), receivedAt: steadyNow() };
  const { timeOrigin } = performance;
  return { sentAt: timeOrigin + page.requestStart, receivedAt: timeOrigin + page.responseStart };
}
