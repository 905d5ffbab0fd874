import path from 'node:path';
import {
  AudioCodec,
  EgressClient,
  type EgressInfo,
  EgressStatus,
  EncodingOptions,
  S3Upload,
  SegmentedFileOutput,
  SegmentedFileProtocol,
  VideoCodec,
} from 'livekit-server-sdk';
import type { StorageSettings } from './storage.ts';

/** An egress as the media server tells of it. `over`: nothing more will be written; `failed`: over before it was asked to end. */
export interface Egress {
  readonly egressId: string;
  readonly status: 'starting' | 'active' | 'ending' | 'over' | 'failed';
}

export interface EgressSettings extends StorageSettings {
  readonly url: string;
  readonly apiKey: string;
  readonly apiSecret: string;
}

/** What one egress draws, and where it puts it. Names are keys of our storage. */
export interface EgressOrder {
  readonly room: string;
  /** The page that its browser opens; address of the room and token are added to its query. */
  readonly page: string;
  /** Segments are `<prefix>_<index>.ts`. */
  readonly prefix: string;
  /** Everything it has stored; written now and then, and at the end. */
  readonly playlist: string;
  /** The newest few; written with every segment. */
  readonly livePlaylist: string;
}

/** Starting waits for a free worker. */
const requestSeconds = 12;
const segmentSeconds = 2;
/** The programme as our own recorder makes it. */
const encoding = {
  width: 1280,
  height: 720,
  framerate: 25,
  videoCodec: VideoCodec.H264_MAIN,
  videoBitrate: 2_500,
  keyFrameInterval: segmentSeconds,
  audioCodec: AudioCodec.AAC,
  audioBitrate: 96,
  audioFrequency: 48_000,
};

const statusOf = ({ status }: EgressInfo): Egress['status'] => {
  switch (status) {
    case EgressStatus.EGRESS_STARTING:
      return 'starting';
    case EgressStatus.EGRESS_ACTIVE:
      return 'active';
    case EgressStatus.EGRESS_ENDING:
      return 'ending';
    case EgressStatus.EGRESS_COMPLETE:
    case EgressStatus.EGRESS_LIMIT_REACHED:
      return 'over';
    case EgressStatus.EGRESS_FAILED:
    case EgressStatus.EGRESS_ABORTED:
      return 'failed';
  }
};
const egressOf = (info: EgressInfo): Egress => ({ egressId: info.egressId, status: statusOf(info) });

/** LiveKit Egress: browsers of the media server's own that draw a page and store what it shows. */
export class LivekitEgress {
  readonly #settings: EgressSettings;
  readonly #client: EgressClient;

  constructor(settings: EgressSettings) {
    this.#settings = settings;
    const host = settings.url.replace(/^ws/, 'http');
    this.#client = new EgressClient(host, settings.apiKey, settings.apiSecret, { requestTimeout: requestSeconds });
  }

  /** Rejects when no worker is free or the media server has none. */
  async start({ room, page, prefix, playlist, livePlaylist }: EgressOrder): Promise<Egress> {
    const segments = new SegmentedFileOutput({
      protocol: SegmentedFileProtocol.HLS_PROTOCOL,
      filenamePrefix: this.#place(prefix),
      playlistName: this.#place(playlist),
      livePlaylistName: this.#place(livePlaylist),
      segmentDuration: segmentSeconds,
      disableManifest: true,
      ...this.#upload(),
    });
    const options = { customBaseUrl: page, encodingOptions: new EncodingOptions(encoding) };
    return egressOf(await this.#client.startRoomCompositeEgress(room, { segments }, options));
  }

  /** In a bucket a key is the name; in a shared folder workers see it at the same path as we do. */
  #place(key: string): string {
    const { S3_ENDPOINT, DATA_DIR } = this.#settings;
    return S3_ENDPOINT ? key : path.resolve(DATA_DIR, 'files', key);
  }

  #upload(): Pick<SegmentedFileOutput, 'output'> | object {
    const { S3_ENDPOINT, S3_BUCKET, S3_REGION, S3_ACCESS_KEY, S3_SECRET_KEY } = this.#settings;
    if (!S3_ENDPOINT || !S3_BUCKET || !S3_ACCESS_KEY || !S3_SECRET_KEY) return {};
    const value = new S3Upload({
      endpoint: S3_ENDPOINT,
      bucket: S3_BUCKET,
      region: S3_REGION ?? 'auto',
      accessKey: S3_ACCESS_KEY,
      secret: S3_SECRET_KEY,
      forcePathStyle: true,
    });
    return { output: { case: 's3', value } };
  }

  /** null when the media server does not know it any more. */
  async find(egressId: string): Promise<Egress | null> {
    const [info] = await this.#client.listEgress({ egressId });
    return info ? egressOf(info) : null;
  }

  /** Those of a room that write now or may begin to. */
  async running(room: string): Promise<readonly Egress[]> {
    return (await this.#client.listEgress({ roomName: room, active: true })).map(egressOf);
  }

  /** Stopping what is over already is no failure. */
  async stop(egressId: string): Promise<void> {
    try {
      await this.#client.stopEgress(egressId);
    } catch (error) {
      const { code = '' } = error as { code?: string };
      if (code !== 'not_found' && code !== 'failed_precondition') throw error;
    }
  }
}
