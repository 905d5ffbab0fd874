import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';

const pack = promisify(gzip);
/** Below this the packed form is hardly smaller. */
const worthPackingBytes = 1_024;
const packable = /^(?:text\/|application\/json|application\/vnd\.apple\.mpegurl)/;

/** An answer ready to be sent. */
export interface Sendable {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly data: Buffer;
}

/** What of a request decides in which form it is answered. */
export interface Asked {
  readonly ifNoneMatch: string | undefined;
  readonly acceptEncoding: string | undefined;
}

/**
 * A text that shared caches may keep gets a name made of its content, is left out where the asker has it already, and is
 * packed where that is worth while. Every other answer stays as it is.
 */
export async function keptAnswer(answer: Sendable, { ifNoneMatch, acceptEncoding }: Asked): Promise<Sendable> {
  const { status, headers, data } = answer;
  if (status !== 200 || !headers['cache-control']?.startsWith('public')) return answer;
  // Segments never change under their address: naming them would only cost reading them again.
  if (!packable.test(headers['content-type'] ?? '')) return answer;
  const vary = [headers['vary'], 'accept-encoding'].filter(Boolean).join(', ');
  // Weak, because packed or not it says the same.
  const etag = `W/"${createHash('sha1').update(data).digest('base64url')}"`;
  const named = { ...headers, etag, vary };
  if (ifNoneMatch?.split(/\s*,\s*/).includes(etag)) return { status: 304, headers: named, data: Buffer.alloc(0) };
  if (data.length < worthPackingBytes || !/\bgzip\b(?!;q=0)/.test(acceptEncoding ?? ''))
    return { status, headers: named, data };
  return { status, headers: { ...named, 'content-encoding': 'gzip' }, data: await pack(data) };
}
