import { io, type Socket } from 'socket.io-client';
import type { Frame, Snapshot } from '#server/kernel/live.ts';
import {
  type ClientToServer,
  type CommandAck,
  type FollowAck,
  protocolVersion,
  type ServerToClient,
} from '#server/kernel/protocol.ts';
import { commandQueue } from './command-queue.ts';
import { type LiveClient, type LiveStatus, listeners } from './live-client.ts';
import { logView } from './log-view.ts';
import { type Folding, type MeetingView, meetingFolding } from './modules.ts';
import { watchNetwork } from './network.ts';
import { serverClock, steadyNow } from './server-clock.ts';

type LiveSocket = Socket<ServerToClient, ClientToServer>;

export interface ConnectLive {
  readonly meetingId: string;
  /** Where the server is; the page's own origin when left out. */
  readonly url?: string;
  /** State the page was drawn with, if it came with one. */
  readonly snapshot?: Snapshot;
  /** The page is a screen for everybody, and says nothing about where its person is. */
  readonly isOnlooker?: boolean;
}

const followMs = 8_000;
const clockMs = 4_000;
const clockBurst = 5;
const clockBurstPauseMs = 150;
const clockPauseMs = 60_000;
/** Refusals of the handshake that another attempt cannot change. */
const finalRefusals = new Set(['unauthenticated', 'protocolChanged']);

/** Connects a signed-in person's page to one meeting: one socket, frames down, commands up. */
export function connectLive(options: ConnectLive): LiveClient<MeetingView> {
  return connectFolding(options, meetingFolding);
}

/** As `connectLive`, with modules of the caller's choosing. */
export function connectFolding<S>(
  { meetingId, url, snapshot, isOnlooker }: ConnectLive,
  folding: Folding<S>,
): LiveClient<S> {
  const socketOptions = {
    path: '/socket.io/',
    withCredentials: true,
    // One round trip instead of four; long polling stays for networks that let no WebSocket through.
    transports: ['websocket', 'polling'],
    tryAllTransports: true,
    reconnectionDelay: 300,
    reconnectionDelayMax: 5_000,
  };
  const socket: LiveSocket = url === undefined ? io(socketOptions) : io(url, socketOptions);
  const view = logView(folding);
  const clock = serverClock();
  const changed = listeners();
  let status: LiveStatus = { kind: 'connecting' };
  let clockTimer: ReturnType<typeof setTimeout> | undefined;
  let isFollowing = false;
  let mustFollowAgain = false;
  if (snapshot) view.takeSnapshot(snapshot);

  const queue = commandQueue(
    (command, timeoutMs) =>
      socket.timeout(timeoutMs).emitWithAck('command', { meetingId, ...command }) as Promise<CommandAck>,
  );

  const isOver = (): boolean => status.kind === 'goodbye';
  const requestSince = (since: number) => ({
    meetingId,
    since,
    protocol: protocolVersion,
    ...(isOnlooker && { isOnlooker }),
  });

  function become(next: LiveStatus): void {
    if (isOver() || (status.kind === next.kind && next.kind !== 'goodbye')) return;
    status = next;
    changed.call();
  }

  function end(code: string): void {
    become({ kind: 'goodbye', code });
    queue.close(code);
    clearTimeout(clockTimer);
    socket.disconnect();
  }

  /** Asks for what is missing, one question at a time; a gap found meanwhile asks once more. */
  async function follow(): Promise<void> {
    if (isFollowing) {
      mustFollowAgain = true;
      return;
    }
    isFollowing = true;
    try {
      take((await socket.timeout(followMs).emitWithAck('follow', requestSince(view.seq()))) as FollowAck);
    } catch {
      mustFollowAgain = socket.connected;
    } finally {
      isFollowing = false;
    }
    if (!mustFollowAgain || isOver()) return;
    mustFollowAgain = false;
    setTimeout(() => void (socket.connected && follow()), 300);
  }

  function take(answer: FollowAck): void {
    if (!answer.ok) {
      const isPassing = answer.error.kind === 'unavailable' || answer.error.kind === 'rate_limited';
      if (isPassing) mustFollowAgain = true;
      else end(answer.error.code);
      return;
    }
    if (view.audience() !== null && answer.audience !== view.audience()) return startAfresh();
    if (answer.frame && view.takeFrame(answer.frame) === 'gap') mustFollowAgain = true;
    become({ kind: 'live' });
    queue.resume();
    changed.call();
  }

  /** The reader's rights changed while nobody was listening: what was folded is no longer theirs to extend. */
  function startAfresh(): void {
    void socket
      .timeout(followMs)
      .emitWithAck('follow', requestSince(0))
      .then((answer) => take(answer as FollowAck))
      .catch(() => void follow());
  }

  async function askClock(left: number): Promise<void> {
    clearTimeout(clockTimer);
    const sentAt = steadyNow();
    try {
      const { serverNow } = await socket.timeout(clockMs).emitWithAck('clock', sentAt);
      clock.take({ sentAt, receivedAt: steadyNow(), serverNow });
    } catch {
      // The next question comes anyway.
    }
    if (socket.connected && !isOver())
      clockTimer = setTimeout(() => void askClock(Math.max(0, left - 1)), left > 0 ? clockBurstPauseMs : clockPauseMs);
  }

  socket.on('connect', () => {
    clock.forget();
    void askClock(clockBurst);
    void follow();
  });
  socket.on('disconnect', (reason) => {
    queue.pause();
    clearTimeout(clockTimer);
    become({ kind: 'offline', since: clock.now() });
    // Socket.IO does not come back by itself when the server closed the connection; a goodbye has ended it already.
    if (reason === 'io server disconnect' && !isOver()) setTimeout(() => socket.connect(), 500);
  });
  socket.on('connect_error', (error) => {
    if (finalRefusals.has(error.message)) return end(error.message);
    become({ kind: 'offline', since: clock.now() });
    // Refused by the server's own hand: Socket.IO leaves the next attempt to us.
    if (!socket.active && !isOver()) setTimeout(() => socket.connect(), 2_000);
  });
  socket.on('frame', (frame: Frame) => {
    if (frame.meetingId !== meetingId) return;
    const outcome = view.takeFrame(frame);
    if (outcome === 'folded') changed.call();
    else if (outcome === 'gap') void follow();
  });
  socket.on('snapshot', (found: Snapshot) => {
    if (found.meetingId === meetingId && view.takeSnapshot(found)) changed.call();
  });
  socket.on('goodbye', ({ code }) => end(code));
  // A line that is gone says nothing for half a minute; the browser knows at once, and when to try again too.
  const unwatch = watchNetwork({
    onLost: () => socket.io.engine?.close(),
    onBack() {
      if (!socket.connected && !isOver()) socket.disconnect().connect();
    },
  });

  return {
    meetingId,
    subscribe: changed.add,
    getState: view.state,
    getStatus: () => status,
    getAudience: view.audience,
    getViewers: () => null,
    serverNow: clock.now,
    send: queue.send,
    close() {
      clearTimeout(clockTimer);
      unwatch();
      queue.close('live.closed');
      socket.removeAllListeners();
      socket.disconnect();
    },
  };
}
