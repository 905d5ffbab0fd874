import { randomUUID } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { mkdir, open, readdir, readFile, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { Readable } from 'node:stream';
import type { ReadableStream as WebStream } from 'node:stream/web';
import { S3mini, S3ServiceError } from 's3mini';

/** First and last byte, both included; without an end it goes to the end of the object. */
export interface ByteRange {
  readonly start: number;
  readonly end?: number;
}

/** An object, or the part of it that was asked for. The reader ends or destroys the stream. */
export interface StoredObject {
  /** Of the whole object. */
  readonly sizeBytes: number;
  readonly start: number;
  /** The last byte in the stream. */
  readonly end: number;
  readonly stream: Readable;
}

/**
 * Where files of the product lie: recordings, pages of documents. Keys are made by the server: names of letters, digits,
 * `.`, `_` and `-`, joined by `/`; another key is a bug and throws. An object is there whole or not at all.
 */
export interface Storage {
  /** Writes or replaces an object; once it resolves the object outlives a crash. */
  put(key: string, bytes: Uint8Array, contentType: string): Promise<void>;
  /** The whole object; null when there is none. */
  get(key: string): Promise<Buffer | null>;
  /** The object as a stream; null when there is none. A range that starts beyond the end throws RangeError. */
  read(key: string, range?: ByteRange): Promise<StoredObject | null>;
  /** Removing what is not there is no failure. */
  remove(key: string): Promise<void>;
  /** Keys that begin with the prefix, which ends with `/`; sorted. */
  list(prefix: string): Promise<readonly string[]>;
}

export interface StorageSettings {
  readonly DATA_DIR: string;
  readonly S3_ENDPOINT?: string | undefined;
  readonly S3_BUCKET?: string | undefined;
  readonly S3_REGION?: string | undefined;
  readonly S3_ACCESS_KEY?: string | undefined;
  readonly S3_SECRET_KEY?: string | undefined;
}

/** Object storage where it is configured, else the folder `files` of DATA_DIR. */
export function storageOf(settings: StorageSettings): Storage {
  const { S3_ENDPOINT, S3_BUCKET, S3_ACCESS_KEY, S3_SECRET_KEY } = settings;
  if (S3_ENDPOINT && S3_BUCKET && S3_ACCESS_KEY && S3_SECRET_KEY)
    return new ObjectStorage({
      endpoint: `${S3_ENDPOINT.replace(/\/+$/, '')}/${S3_BUCKET}`,
      region: settings.S3_REGION ?? 'auto',
      accessKeyId: S3_ACCESS_KEY,
      secretAccessKey: S3_SECRET_KEY,
    });
  return new DiskStorage(path.resolve(settings.DATA_DIR, 'files'));
}

const keyForm = /^[A-Za-z0-9_-][A-Za-z0-9._-]*(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)*$/;

function checkedKey(key: string): string {
  if (key.length > 500 || !keyForm.test(key)) throw new Error(`"${key.slice(0, 100)}" is no key of an object`);
  return key;
}

function checkedPrefix(prefix: string): string {
  if (!prefix.endsWith('/')) throw new Error('a prefix ends with /');
  checkedKey(prefix.slice(0, -1));
  return prefix;
}

const beyondEnd = (): RangeError => new RangeError('the range starts beyond the end of the object');
const isMissing = (error: unknown): boolean => ['ENOENT', 'ENOTDIR'].includes((error as { code?: string }).code ?? '');

/** Files in a folder. Written under another name, brought to the disk and renamed, so that nobody reads half a file. */
export class DiskStorage implements Storage {
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  #file(key: string): string {
    return path.join(this.#root, checkedKey(key));
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    const file = this.#file(key);
    await mkdir(path.dirname(file), { recursive: true });
    // Names with a leading dot are no keys, so an unfinished file is never listed or read.
    const part = path.join(path.dirname(file), `.${randomUUID()}.part`);
    const handle = await open(part, 'wx');
    try {
      await handle.writeFile(bytes);
      await handle.sync();
    } catch (error) {
      await rm(part, { force: true });
      throw error;
    } finally {
      await handle.close();
    }
    await rename(part, file);
  }

  async get(key: string): Promise<Buffer | null> {
    try {
      return await readFile(this.#file(key));
    } catch (error) {
      if (isMissing(error)) return null;
      throw error;
    }
  }

  async read(key: string, range?: ByteRange): Promise<StoredObject | null> {
    const file = this.#file(key);
    const found = await stat(file).catch((error: unknown) => {
      if (isMissing(error)) return null;
      throw error;
    });
    if (!found?.isFile()) return null;
    const { start, end } = within(range, found.size);
    if (found.size === 0) return { sizeBytes: 0, start: 0, end: -1, stream: Readable.from([]) };
    return { sizeBytes: found.size, start, end, stream: createReadStream(file, { start, end }) };
  }

  async remove(key: string): Promise<void> {
    await rm(this.#file(key), { force: true });
  }

  async list(prefix: string): Promise<readonly string[]> {
    const folder = path.join(this.#root, checkedPrefix(prefix));
    const entries = await readdir(folder, { recursive: true, withFileTypes: true }).catch((error: unknown) => {
      if (isMissing(error)) return [];
      throw error;
    });
    return entries
      .filter((entry) => entry.isFile() && !entry.name.startsWith('.'))
      .map((entry) => path.relative(this.#root, path.join(entry.parentPath, entry.name)).replaceAll(path.sep, '/'))
      .sort();
  }
}

function within(range: ByteRange | undefined, sizeBytes: number): { start: number; end: number } {
  const start = range?.start ?? 0;
  const end = Math.min(range?.end ?? sizeBytes - 1, sizeBytes - 1);
  if (range && (start >= sizeBytes || end < start)) throw beyondEnd();
  return { start, end };
}

const requestMs = 30_000;
const statusOf = (error: unknown): number => (error instanceof S3ServiceError ? error.status : 0);

/** A bucket of an S3 server. */
export class ObjectStorage implements Storage {
  readonly #client: S3mini;

  constructor(settings: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string }) {
    this.#client = new S3mini({ ...settings, requestAbortTimeout: requestMs });
  }

  async put(key: string, bytes: Uint8Array, contentType: string): Promise<void> {
    await this.#client.putAnyObject(checkedKey(key), bytes, contentType);
  }

  async get(key: string): Promise<Buffer | null> {
    const bytes = await this.#client.getObjectArrayBuffer(checkedKey(key));
    return bytes && Buffer.from(bytes);
  }

  async read(key: string, range?: ByteRange): Promise<StoredObject | null> {
    let response: Response;
    try {
      const after = range?.end === undefined ? undefined : range.end + 1;
      response = await this.#client.getObjectRaw(checkedKey(key), !range, range?.start ?? 0, after);
    } catch (error) {
      if (statusOf(error) === 404) return null;
      if (statusOf(error) === 416) throw beyondEnd();
      throw error;
    }
    const stream = response.body ? Readable.fromWeb(response.body as WebStream) : Readable.from([]);
    const part = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(response.headers.get('content-range') ?? '');
    if (part) return { start: Number(part[1]), end: Number(part[2]), sizeBytes: Number(part[3]), stream };
    const sizeBytes = Number(response.headers.get('content-length') ?? 0);
    return { start: 0, end: sizeBytes - 1, sizeBytes, stream };
  }

  async remove(key: string): Promise<void> {
    try {
      await this.#client.deleteObject(checkedKey(key));
    } catch (error) {
      if (statusOf(error) !== 404) throw error;
    }
  }

  async list(prefix: string): Promise<readonly string[]> {
    const found = await this.#client.listObjects('/', checkedPrefix(prefix));
    return (found ?? []).map(({ Key }) => Key).sort();
  }
}
