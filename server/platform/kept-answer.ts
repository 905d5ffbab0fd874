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
 * An answer that shared caches may keep gets a name made of its content, is left out where the asker has it already, and is
 * packed where it is text worth packing. Every other answer stays as it is: it is read once.
 */
export async function keptAnswer(answer: Sendable, { ifNoneMatch, acceptEncoding }: Asked): Promise<Sendable> {
  const { status, headers, data } = answer;
  if (status !== 200 || !headers['cache-control']?.startsWith('public')) return answer;
  const isText = packable.test(headers['content-type'] ?? '');
  const vary = [headers['vary'], isText && 'accept-encoding'].filter(Boolean).join(', ');
  // Weak, because packed or not it says the same.
  const etag = `W/"${createHash('sha1').update(data).digest('base64url')}"`;
  const named = { ...headers, etag, ...(vary !== '' && { vary }) };
  if (ifNoneMatch?.split(/\s*,\s*/).includes(etag)) return { status: 304, headers: named, data: Buffer.alloc(0) };
  if (!isText || data.length < worthPackingBytes || !/\bgzip\b(?!;q=0)/.test(acceptEncoding ?? ''))
    return { status, headers: named, data };
  return { status, headers: { ...named, 'content-encoding': 'gzip' }, data: await pack(data) };
}
