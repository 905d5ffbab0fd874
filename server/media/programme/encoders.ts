import {
  AV_CH_LAYOUT_MONO,
  AV_CHANNEL_ORDER_NATIVE,
  AV_CODEC_FLAG_GLOBAL_HEADER,
  AV_LOG_ERROR,
  AV_PICTURE_TYPE_I,
  AV_PICTURE_TYPE_NONE,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_FLTP,
  type FFEncoderCodec,
} from 'node-av/constants';
import { Codec, CodecContext, Dictionary, Frame, Log, Packet, Rational } from 'node-av/lib';
import { height, width } from './canvas.ts';
import { sampleRate } from './mixer.ts';
import { checked } from './stream-file.ts';

// FFmpeg tells a page of figures at every end of an encoder.
Log.setLevel(AV_LOG_ERROR);

export const framesPerSecond = 25;
const audioFrame = 1024;
const mono = { nbChannels: 1, order: AV_CHANNEL_ORDER_NATIVE, mask: AV_CH_LAYOUT_MONO };

function contextOf(name: string): { codec: Codec; context: CodecContext } {
  const codec = Codec.findEncoderByName(name as FFEncoderCodec);
  if (!codec) throw new Error(`FFmpeg has no ${name}`);
  const context = new CodecContext();
  context.allocContext3(codec);
  context.setFlags(AV_CODEC_FLAG_GLOBAL_HEADER);
  return { codec, context };
}

/** Packets that are ready, each on its own. */
async function drain(context: CodecContext): Promise<readonly Packet[]> {
  const packets: Packet[] = [];
  for (;;) {
    const packet = new Packet();
    packet.alloc();
    if (checked(await context.receivePacket(packet), 'packet') < 0) {
      packet.free();
      return packets;
    }
    packets.push(packet);
  }
}

/** Every frame lasts until the next is due, also the last of a fragment. */
function timed(packets: readonly Packet[]): readonly Packet[] {
  for (const packet of packets) packet.duration = 1n;
  return packets;
}

/** H.264 without look-ahead or frames that wait for later ones: a frame goes in, its packet comes out. */
export class VideoEncoder {
  readonly context: CodecContext;

  private constructor(context: CodecContext) {
    this.context = context;
  }

  static async open(): Promise<VideoEncoder> {
    const { codec, context } = contextOf('libx264');
    context.width = width;
    context.height = height;
    context.pixelFormat = AV_PIX_FMT_YUV420P;
    context.timeBase = new Rational(1, framesPerSecond);
    context.framerate = new Rational(framesPerSecond, 1);
    context.maxBFrames = 0;
    context.gopSize = 10 * framesPerSecond;
    context.threadCount = 1;
    // One core can do it; a second thread would only take it from somebody else.
    const options = {
      // Half the work of `veryfast` for a quarter more bits (PERFORMANCE.md).
      preset: 'ultrafast',
      tune: 'zerolatency',
      crf: '24',
      maxrate: '2500k',
      bufsize: '5000k',
      'forced-idr': '1',
      'x264-params': 'scenecut=0',
    };
    // Not the call that waits: with options it frees them twice (node-av 6.1.1).
    checked(await context.open2(codec, Dictionary.fromObject(options)), 'libx264');
    return new VideoEncoder(context);
  }

  /** Encodes the canvas as frame `index` of the run. */
  async encode(frame: Frame, index: number, isKey: boolean): Promise<readonly Packet[]> {
    frame.pts = BigInt(index);
    frame.pictType = isKey ? AV_PICTURE_TYPE_I : AV_PICTURE_TYPE_NONE;
    checked(await this.context.sendFrame(frame), 'frame');
    return timed(await drain(this.context));
  }

  async finish(): Promise<readonly Packet[]> {
    checked(await this.context.sendFrame(null), 'end of video');
    return timed(await drain(this.context));
  }

  close(): void {
    this.context.freeContext();
  }
}

/** AAC, one channel. Times are samples since its beginning. */
export class AudioEncoder {
  readonly context: CodecContext;
  readonly #frame = new Frame();
  #samples = new Float32Array(audioFrame);
  #filled = 0;
  #position = 0;

  constructor(bitRate: number) {
    const { codec, context } = contextOf('aac');
    context.sampleRate = sampleRate;
    context.sampleFormat = AV_SAMPLE_FMT_FLTP;
    context.channelLayout = mono;
    context.bitRate = BigInt(bitRate);
    context.timeBase = new Rational(1, sampleRate);
    checked(context.open2Sync(codec, null), 'aac');
    this.context = context;
    this.#frame.alloc();
  }

  /** Samples that went in so far. */
  get position(): number {
    return this.#position * audioFrame + this.#filled;
  }

  async encode(samples: Float32Array): Promise<readonly Packet[]> {
    const packets: Packet[] = [];
    for (let from = 0; from < samples.length; ) {
      const part = samples.subarray(from, from + audioFrame - this.#filled);
      this.#samples.set(part, this.#filled);
      this.#filled += part.length;
      from += part.length;
      if (this.#filled === audioFrame) packets.push(...(await this.#send()));
    }
    return packets;
  }

  async #send(): Promise<readonly Packet[]> {
    const frame = this.#frame;
    frame.format = AV_SAMPLE_FMT_FLTP;
    frame.sampleRate = sampleRate;
    frame.channelLayout = mono;
    frame.nbSamples = audioFrame;
    checked(frame.getBuffer(), 'audio frame');
    frame.data?.[0]?.set(new Uint8Array(this.#samples.buffer));
    frame.pts = BigInt(this.#position * audioFrame);
    checked(await this.context.sendFrame(frame), 'sound');
    frame.unref();
    this.#position++;
    this.#filled = 0;
    // What the encoder puts before the first sample is its own run-up, not sound.
    return (await drain(this.context)).filter((packet) => packet.pts >= 0n);
  }

  async finish(): Promise<readonly Packet[]> {
    if (this.#filled > 0) {
      this.#samples.fill(0, this.#filled);
      this.#filled = audioFrame;
    }
    const last = this.#filled > 0 ? await this.#send() : [];
    checked(await this.context.sendFrame(null), 'end of sound');
    return [...last, ...(await drain(this.context))].filter((packet) => packet.pts >= 0n);
  }

  close(): void {
    this.#frame.free();
    this.context.freeContext();
  }
}
