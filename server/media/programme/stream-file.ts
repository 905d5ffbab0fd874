import { AVERROR_EAGAIN, AVERROR_EOF } from 'node-av/constants';
import {
  type CodecContext,
  Dictionary,
  FFmpegError,
  FormatContext,
  IOContext,
  type Packet,
  type Stream,
} from 'node-av/lib';

/** Throws what FFmpeg refused; answers "later" and "over" as they are. */
export function checked(code: number, what: string): number {
  if (code < 0 && code !== AVERROR_EAGAIN && code !== AVERROR_EOF) FFmpegError.throwIfError(code, what);
  return code;
}

const settings = {
  // A fragment ends when we say so; times stay as the packets have them.
  movflags: 'frag_custom+empty_moov+default_base_moof+skip_trailer+cmaf',
  use_editlist: '0',
  avoid_negative_ts: 'disabled',
};

/** A fragmented MP4 in the making: an initialisation first, then one fragment after the other, all in memory. */
export class StreamFile {
  readonly #format = new FormatContext();
  readonly #io = new IOContext();
  readonly #streams: Stream[] = [];
  #written: Buffer[] = [];

  private constructor() {
    this.#io.allocContextWithCallbacks(65_536, 1, null, (bytes) => {
      this.#written.push(Buffer.from(bytes));
      return bytes.length;
    });
    this.#format.allocOutputContext2(null, 'mp4', null);
    this.#format.pb = this.#io;
  }

  /** One stream per encoder, in this order; the initialisation comes with it. */
  static async open(encoders: readonly CodecContext[]): Promise<{ file: StreamFile; init: Buffer }> {
    const file = new StreamFile();
    for (const encoder of encoders) {
      const stream = file.#format.newStream(null);
      checked(stream.codecpar.fromContext(encoder), 'stream parameters');
      stream.timeBase = encoder.timeBase;
      file.#streams.push(stream);
    }
    checked(await file.#format.writeHeader(Dictionary.fromObject(settings)), 'header');
    await file.#format.flush();
    return { file, init: file.#taken() };
  }

  #taken(): Buffer {
    const bytes = Buffer.concat(this.#written);
    this.#written = [];
    return bytes;
  }

  /** A fragment of these packets, which carry their encoder's times; they are used up. */
  async fragment(
    packets: readonly { readonly stream: number; readonly packet: Packet }[],
    encoders: readonly CodecContext[],
  ): Promise<Buffer> {
    for (const { stream, packet } of packets) {
      const [target, encoder] = [this.#streams[stream], encoders[stream]];
      if (!target || !encoder) throw new Error('a packet of no stream');
      packet.streamIndex = stream;
      packet.rescaleTs(encoder.timeBase, target.timeBase);
      checked(await this.#format.writeFrame(packet), 'packet');
      packet.free();
    }
    checked(await this.#format.writeFrame(null), 'fragment');
    await this.#format.flush();
    return this.#taken();
  }

  close(): void {
    this.#format.pb = null;
    this.#format.freeContext();
    this.#io.freeContext();
  }
}
