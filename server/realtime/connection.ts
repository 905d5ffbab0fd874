import type { Socket as Line } from 'node:net';

/** What is looked at in an Engine.IO connection beyond its public face; all of it may be missing in another version. */
interface Inner {
  request?: unknown;
  readonly readyState?: string;
  readonly upgrading?: boolean;
  readonly writeBuffer?: readonly unknown[];
  readonly transport?: {
    readonly name?: string;
    readonly perMessageDeflate?: unknown;
    readonly socket?: { readonly bufferedAmount?: number; readonly _socket?: Line | null };
  };
}

/** Packets that wait in Socket.IO are counted by this: none is smaller than a frame with one event, few are larger. */
const packetBytes = 4_096;

/**
 * The TCP connection under a socket, when writing a prepared message to it keeps the order of everything else: an open
 * WebSocket without compression and with nothing waiting above it. Null: send the ordinary way. Writing there saves most
 * of what Socket.IO's own broadcast costs beside the system call (docs/PERFORMANCE.md).
 */
export function openLine(connection: object): Line | null {
  const { readyState, upgrading, writeBuffer, transport } = connection as Inner;
  if (readyState !== 'open' || upgrading !== false || writeBuffer?.length !== 0) return null;
  if (transport?.name !== 'websocket' || transport.perMessageDeflate) return null;
  const line = transport.socket?._socket;
  return line?.writable === true ? line : null;
}

/** Bytes that wait in the connection and in Socket.IO's own buffer. */
export function unsentBytes(connection: object): number {
  const { transport, writeBuffer } = connection as Inner;
  return (transport?.socket?.bufferedAmount ?? 0) + (writeBuffer?.length ?? 0) * packetBytes;
}

/** Lets go of the request a socket came with; kept, it would be kilobytes for every idle connection. */
export function forgetRequest({ conn, handshake }: { readonly conn: object; readonly handshake: object }): void {
  (conn as Inner).request = undefined;
  Object.assign(handshake, { headers: {}, query: {}, url: '' });
}
