import { randomBytes } from 'node:crypto';
import { appendFile, mkdir, writeFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import {
  EgressInfo,
  EgressStatus,
  ListEgressRequest,
  ListEgressResponse,
  RoomCompositeEgressRequest,
  StopEgressRequest,
} from '@livekit/protocol';
import { TokenVerifier } from 'livekit-server-sdk';

/** One egress that was asked for, writing segments as the real one does: file first, then both playlists. */
export interface RunningEgress {
  readonly info: EgressInfo;
  readonly asked: RoomCompositeEgressRequest;
  /** What it wrote, by name. */
  readonly written: ReadonlyMap<string, Buffer>;
  /** Ends by itself, as when its browser crashed. */
  readonly fail: () => void;
}

/** The media server's Egress service: its requests are answered here, everything else goes to the real media server. */
export interface EgressServer {
  readonly url: string;
  readonly all: readonly RunningEgress[];
  readonly stop: () => Promise<void>;
}

interface MediaServer {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

const segmentMs = 500;
const liveWindow = 5;
const prefix = '/twirp/livekit.Egress/';

class Writer implements RunningEgress {
  readonly info: EgressInfo;
  readonly asked: RoomCompositeEgressRequest;
  readonly written = new Map<string, Buffer>();
  readonly #entries: string[] = [];
  readonly #timer: NodeJS.Timeout;
  #writing: Promise<void> = Promise.resolve();
  #since = Date.now();

  constructor(asked: RoomCompositeEgressRequest) {
    this.asked = asked;
    const egressId = `EG_${randomBytes(6).toString('hex')}`;
    this.info = new EgressInfo({ egressId, roomName: asked.roomName, status: EgressStatus.EGRESS_STARTING });
    this.#timer = setInterval(() => this.#cut(), segmentMs);
  }

  #cut(): void {
    const [startsAt, now] = [this.#since, Date.now()];
    this.#since = now;
    this.info.status = EgressStatus.EGRESS_ACTIVE;
    this.#writing = this.#writing.then(() => this.#write(startsAt, now - startsAt));
  }

  async #write(startsAt: number, durationMs: number): Promise<void> {
    const [output] = this.asked.segmentOutputs;
    if (!output) return;
    const index = this.#entries.length;
    const file = `${output.filenamePrefix}_${String(index).padStart(5, '0')}.ts`;
    const name = path.basename(file);
    const bytes = Buffer.from(`${this.info.egressId} ${index}`);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, bytes);
    this.written.set(name, bytes);
    const date = new Date(startsAt).toISOString().replace(/\.?0+Z$/, 'Z');
    const entry = `#EXT-X-PROGRAM-DATE-TIME:${date}\n#EXTINF:${(durationMs / 1000).toFixed(3)},\n${name}\n`;
    this.#entries.push(entry);
    if (index === 0) await writeFile(output.playlistName, '#EXTM3U\n#EXT-X-VERSION:4\n#EXT-X-PLAYLIST-TYPE:EVENT\n');
    await appendFile(output.playlistName, entry);
    const sequence = `#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:${Math.max(0, this.#entries.length - liveWindow)}\n`;
    await writeFile(output.livePlaylistName, sequence + this.#entries.slice(-liveWindow).join(''));
  }

  /** Stores the last segment, then it is over; as there this takes a moment. */
  end(status: EgressStatus): void {
    if (this.info.status > EgressStatus.EGRESS_ACTIVE) return;
    clearInterval(this.#timer);
    if (this.info.status === EgressStatus.EGRESS_ACTIVE) this.#cut();
    this.info.status = EgressStatus.EGRESS_ENDING;
    void this.#writing.then(() => {
      this.info.status = status;
    });
  }

  fail(): void {
    this.end(EgressStatus.EGRESS_FAILED);
  }
}

async function bodyOf(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of req) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}

const isOver = ({ status }: EgressInfo): boolean => status > EgressStatus.EGRESS_ENDING;

/** Starts it in front of a media server. */
export async function startEgressServer(media: MediaServer): Promise<EgressServer> {
  const all: Writer[] = [];
  const verifier = new TokenVerifier(media.apiKey, media.apiSecret);

  function answer(method: string, body: string): { toJson: () => unknown } | null {
    const given = JSON.parse(body) as never;
    if (method === 'StartRoomCompositeEgress') {
      const writer = new Writer(RoomCompositeEgressRequest.fromJson(given));
      all.push(writer);
      return writer.info;
    }
    if (method === 'StopEgress') {
      const { egressId } = StopEgressRequest.fromJson(given);
      const found = all.find(({ info }) => info.egressId === egressId);
      if (!found || isOver(found.info)) return null;
      found.end(EgressStatus.EGRESS_COMPLETE);
      return found.info;
    }
    if (method !== 'ListEgress') return null;
    const { egressId, roomName, active } = ListEgressRequest.fromJson(given);
    const items = all
      .map(({ info }) => info)
      .filter(
        (info) =>
          (egressId === '' || info.egressId === egressId) &&
          (roomName === '' || info.roomName === roomName) &&
          !(active && isOver(info)),
      );
    return new ListEgressResponse({ items });
  }

  const server = createServer((req, res) => {
    void (async () => {
      if (!req.url?.startsWith(prefix)) {
        const onward = request(`${media.url}${req.url}`, { method: req.method, headers: req.headers }, (heard) => {
          res.writeHead(heard.statusCode ?? 500, heard.headers);
          heard.pipe(res);
        });
        onward.on('error', () => res.destroy());
        req.pipe(onward);
        return;
      }
      const body = await bodyOf(req);
      const grants = await verifier.verify((req.headers.authorization ?? '').replace(/^Bearer /, '')).catch(() => null);
      const found = grants?.video?.roomRecord ? answer(req.url.slice(prefix.length), body) : undefined;
      const status = found ? 200 : found === null ? 412 : 401;
      const refusal = { code: found === null ? 'failed_precondition' : 'unauthenticated', msg: 'refused' };
      res.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(found?.toJson() ?? refusal));
    })().catch(() => res.writeHead(500).end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    all,
    async stop() {
      for (const writer of all) writer.fail();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
