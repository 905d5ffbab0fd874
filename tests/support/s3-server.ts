import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** An S3 server in memory with one bucket, which answers signed requests only. */
export interface S3Server {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKey: string;
  readonly secretKey: string;
  readonly stop: () => Promise<void>;
}

const accessKey = 'test-access';
const secretKey = 'test-secret-of-the-bucket';
const bucket = 'recordings';
/** Keys in one answer of a list, small so that following pages are asked for. */
const pageSize = 3;

const hmac = (key: string | Buffer, text: string): Buffer => createHmac('sha256', key).update(text).digest();
const encoded = (text: string): string =>
  encodeURIComponent(text).replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`);

/** Signature version 4 as the S3 documentation describes it, computed anew from the request. */
function isSigned(req: IncomingMessage, url: URL): boolean {
  const given = /^AWS4-HMAC-SHA256 Credential=([^,]+),\s*SignedHeaders=([^,]+),\s*Signature=([0-9a-f]{64})$/.exec(
    req.headers.authorization ?? '',
  );
  const [key, day, region, service, ending] = (given?.[1] ?? '').split('/');
  if (!given || key !== accessKey || service !== 's3' || ending !== 'aws4_request') return false;
  const names = (given[2] ?? '').split(';');
  if (!names.includes('host') || !names.includes('x-amz-date')) return false;
  const query = [...url.searchParams]
    .map(([name, value]) => `${encoded(name)}=${encoded(value)}`)
    .sort()
    .join('&');
  const headers = names.map((name) => `${name}:${String(req.headers[name] ?? '').trim()}\n`).join('');
  const payload = String(req.headers['x-amz-content-sha256'] ?? '');
  const canonical = [req.method, url.pathname, query, headers, names.join(';'), payload].join('\n');
  const scope = [day, region, service, ending].join('/');
  const digest = createHash('sha256').update(canonical).digest('hex');
  const toSign = ['AWS4-HMAC-SHA256', req.headers['x-amz-date'], scope, digest].join('\n');
  const signing = [region, service, ending].reduce<Buffer>(
    (so, part) => hmac(so, part ?? ''),
    hmac(`AWS4${secretKey}`, day ?? ''),
  );
  return timingSafeEqual(hmac(signing, toSign), Buffer.from(given[3] ?? '', 'hex'));
}

async function bodyOf(req: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

function fail(res: ServerResponse, status: number, code: string): void {
  res.writeHead(status, { 'content-type': 'application/xml' });
  res.end(`<?xml version="1.0"?><Error><Code>${code}</Code><Message>${code}</Message></Error>`);
}

function listing(keys: readonly string[], url: URL): string {
  const prefix = url.searchParams.get('prefix') ?? '';
  const from = url.searchParams.get('continuation-token') ?? '';
  const matching = keys.filter((key) => key.startsWith(prefix) && key > from).sort();
  const shown = matching.slice(0, pageSize);
  const isCut = matching.length > shown.length;
  const contents = shown.map((key) => `<Contents><Key>${key}</Key><Size>1</Size></Contents>`).join('');
  const next = isCut ? `<NextContinuationToken>${shown.at(-1)}</NextContinuationToken>` : '';
  return `<?xml version="1.0"?><ListBucketResult><IsTruncated>${isCut}</IsTruncated>${contents}${next}</ListBucketResult>`;
}

/** Starts it on a free port. */
export async function startS3(): Promise<S3Server> {
  const objects = new Map<string, Buffer>();
  async function answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', `http://${req.headers.host}`);
    const body = await bodyOf(req);
    if (!isSigned(req, url)) return fail(res, 403, 'SignatureDoesNotMatch');
    const [, name, ...rest] = decodeURIComponent(url.pathname).split('/');
    if (name !== bucket) return fail(res, 404, 'NoSuchBucket');
    const key = rest.join('/');
    if (key === '') {
      res.writeHead(200, { 'content-type': 'application/xml' }).end(listing([...objects.keys()], url));
      return;
    }
    if (req.method === 'PUT') {
      objects.set(key, body);
      res.writeHead(200, { etag: '"1"' }).end();
      return;
    }
    if (req.method === 'DELETE') {
      objects.delete(key);
      res.writeHead(204).end();
      return;
    }
    const found = objects.get(key);
    if (!found) return fail(res, 404, 'NoSuchKey');
    const range = /^bytes=(\d+)-(\d*)$/.exec(req.headers.range ?? '');
    if (!range) {
      res.writeHead(200, { 'content-length': found.length }).end(found);
      return;
    }
    const start = Number(range[1]);
    const end = Math.min(range[2] ? Number(range[2]) : found.length - 1, found.length - 1);
    if (start >= found.length) return fail(res, 416, 'InvalidRange');
    res.writeHead(206, { 'content-range': `bytes ${start}-${end}/${found.length}`, 'content-length': end - start + 1 });
    res.end(found.subarray(start, end + 1));
  }
  const server = createServer((req, res) => void answer(req, res).catch(() => fail(res, 500, 'InternalError')));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    bucket,
    accessKey,
    secretKey,
    async stop() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
