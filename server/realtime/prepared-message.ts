import type { Socket as Line } from 'node:net';

const largestShort = 125;
const largestMedium = 65_535;

/** The first bytes of a WebSocket text message of `size` bytes in one piece (RFC 6455 section 5.2). */
function messageHead(size: number): Buffer {
  const head = Buffer.alloc(size <= largestShort ? 2 : size <= largestMedium ? 4 : 10);
  head[0] = 0x81;
  if (head.length === 2) head[1] = size;
  else if (head.length === 4) {
    head[1] = 126;
    head.writeUInt16BE(size, 2);
  } else {
    head[1] = 127;
    head.writeBigUInt64BE(BigInt(size), 2);
  }
  return head;
}

/**
 * An event for many sockets, encoded once for all of them: the bytes of a whole WebSocket message that carries an Engine.IO
 * message that carries a Socket.IO event. `json` may come in parts, so that a large one that stays the same is not copied.
 */
export function prepareMessage(event: string, ...json: readonly (string | Buffer)[]): readonly Buffer[] {
  const body = [`42["${event}",`, ...json, ']'].map((part) => (typeof part === 'string' ? Buffer.from(part) : part));
  const parts = [messageHead(body.reduce((size, part) => size + part.length, 0)), ...body];
  return json.every((part) => typeof part === 'string') ? [Buffer.concat(parts)] : parts;
}

/** One write for all parts. */
export function writeParts(line: Line, parts: readonly Buffer[]): void {
  const [only] = parts;
  if (parts.length === 1 && only) {
    line.write(only);
    return;
  }
  line.cork();
  for (const part of parts) line.write(part);
  line.uncork();
}
