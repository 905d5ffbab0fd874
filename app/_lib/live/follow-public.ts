import type { Frame, Snapshot } from '#server/kernel/live.ts';
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
  /** How long without a stream before the page looks for itself. */
  readonly patienceMs?: number;
}

/** The public's connection reads only; what the public sends are plain requests. */
export type PublicClient<S> = Omit<LiveClient<S>, 'send' | 'getAudience'>;

/** Follows a public meeting over server-sent events, and by asking every second or two where those are not to be had. */
export function followPublic(options: FollowPublic): PublicClient<MeetingView> {
  return followFolding(options, meetingFolding);
}

/** As `followPublic`, with modules of the caller's choosing. */
export function followFolding<S>(options: FollowPublic, folding: Folding<S>): PublicClient<S> {
  const { meetingId, snapshot, url = '', pollMs = 1_500, patienceMs = 2_500 } = options;
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
  let isClosed = false;
  let isPolling = false;

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
      const answer = await request(`${url}/api/live/${meetingId}/tail?since=${view.seq()}`);
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
    const turn = (): void => {
      void look().finally(() => {
        if (isPolling && !isClosed) pollTimer = setTimeout(turn, pollMs);
      });
    };
    turn();
  }

  function stopPolling(): void {
    isPolling = false;
    clearTimeout(pollTimer);
    clearTimeout(streamTimer);
  }

  function end(code: string): void {
    become({ kind: 'goodbye', code });
    close();
  }

  function open(): void {
    source?.close();
    clearTimeout(streamTimer);
    source = new Source(`${url}/api/live/${meetingId}/stream?since=${view.seq()}`);
    streamTimer = setTimeout(poll, patienceMs);
    source.addEventListener('open', () => {
      stopPolling();
      become({ kind: 'live' });
    });
    source.addEventListener('frame', (event) => takeFrame(JSON.parse((event as MessageEvent<string>).data) as Frame));
    source.addEventListener('snapshot', (event) =>
      takeSnapshot(JSON.parse((event as MessageEvent<string>).data) as Snapshot),
    );
    source.addEventListener('viewers', (event) => {
      viewers = (JSON.parse((event as MessageEvent<string>).data) as { count: number }).count;
      changed.call();
    });
    source.addEventListener('error', onStreamError);
  }

  /** The browser tries again by itself unless the answer was no stream at all; then it is tried again from here. */
  function onStreamError(): void {
    poll();
    if (source?.readyState !== Source.CLOSED) return;
    source.close();
    clearTimeout(streamTimer);
    streamTimer = setTimeout(() => {
      if (!isClosed) open();
    }, 10_000);
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
