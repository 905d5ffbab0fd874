import {
  AudioFrame,
  AudioSource,
  LocalAudioTrack,
  LocalVideoTrack,
  Room,
  RoomEvent,
  TrackPublishOptions,
  TrackSource,
  VideoBufferType,
  VideoFrame,
  VideoSource,
} from '@livekit/rtc-node';
import { Decoder, type Demuxer } from 'node-av/api';
import {
  AV_CH_LAYOUT_STEREO,
  AV_CHANNEL_ORDER_NATIVE,
  AV_LOG_QUIET,
  AV_PIX_FMT_YUV420P,
  AV_SAMPLE_FMT_S16,
} from 'node-av/constants';
import { type Frame, Log, type Stream } from 'node-av/lib';
import { openInput, PullFault } from './input.ts';
import type { PullNews, PullTask } from './messages.ts';
import { Pace } from './pace.ts';

// The process that pulls one source once: connects, decodes, sends it into the media room as the hall, and ends when the
// source or the room does. Whoever started it starts it again.

const largest = { width: 1280, height: 720 };
const sound = { rate: 48_000, channels: 2 };
/** Longer without a frame: the connection stands, but nothing comes. */
const stallMs = 8_000;

const tell = (news: PullNews): void => void process.send?.(news);

const secondsOf = (frame: Frame, stream: Stream): number => {
  const { num, den } = frame.timeBase.num > 0 ? frame.timeBase : stream.timeBase;
  return (Number(frame.pts) * num) / den;
};

/** As large as wanted at most, in the source's own shape; even, because colours are kept for two by two pixels. */
function sizeOf({ codecpar: { width, height } }: Stream): { width: number; height: number } {
  const scale = Math.min(1, largest.width / width, largest.height / height);
  const even = (side: number): number => Math.max(2, Math.round((side * scale) / 2) * 2);
  return { width: even(width), height: even(height) };
}

interface Sender {
  readonly publish: (room: Room) => Promise<void>;
  /** Sends what comes until the source ends. */
  readonly run: (onFrame: () => void) => Promise<void>;
}

async function pictureOf(input: Demuxer, stream: Stream, pace: Pace): Promise<Sender> {
  const { width, height } = sizeOf(stream);
  const decoder = await Decoder.create(stream, { rescale: { width, height, pixelFormat: AV_PIX_FMT_YUV420P } });
  const source = new VideoSource(width, height);
  return {
    async publish(room) {
      const track = LocalVideoTrack.createVideoTrack('venue', source);
      const options = new TrackPublishOptions({ source: TrackSource.SOURCE_CAMERA, simulcast: true });
      await room.localParticipant?.publishTrack(track, options);
    },
    async run(onFrame) {
      for await (const frame of decoder.frames(input.packets(stream.index))) {
        if (!frame) break;
        await pace.wait(secondsOf(frame, stream));
        source.captureFrame(new VideoFrame(frame.toBuffer(), width, height, VideoBufferType.I420));
        frame.free();
        onFrame();
      }
    },
  };
}

async function soundOf(input: Demuxer, stream: Stream, pace: Pace): Promise<Sender> {
  const channelLayout = { nbChannels: sound.channels, order: AV_CHANNEL_ORDER_NATIVE, mask: AV_CH_LAYOUT_STEREO };
  const decoder = await Decoder.create(stream, {
    resample: { sampleRate: sound.rate, sampleFormat: AV_SAMPLE_FMT_S16, channelLayout },
  });
  const source = new AudioSource(sound.rate, sound.channels);
  return {
    async publish(room) {
      const track = LocalAudioTrack.createAudioTrack('venue', source);
      const options = new TrackPublishOptions({ source: TrackSource.SOURCE_MICROPHONE, dtx: false });
      await room.localParticipant?.publishTrack(track, options);
    },
    async run(onFrame) {
      for await (const frame of decoder.frames(input.packets(stream.index))) {
        if (!frame) break;
        await pace.wait(secondsOf(frame, stream));
        const bytes = frame.toBuffer();
        const samples = new Int16Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
        const length = Math.floor(samples.length / sound.channels);
        frame.free();
        if (length > 0) await source.captureFrame(new AudioFrame(samples, sound.rate, sound.channels, length));
        onFrame();
      }
    },
  };
}

/** Pulls until there is nothing more; throws PullFault. */
async function pull(task: PullTask): Promise<void> {
  const { input, isFile } = await openInput(task);
  const pace = new Pace(isFile);
  const [video, audio] = [input.video(), input.audio()];
  const senders: Sender[] = [];
  if (video) senders.push(await pictureOf(input, video, pace));
  if (audio) senders.push(await soundOf(input, audio, pace));
  if (senders.length === 0) throw new PullFault('unreadable');
  const room = new Room();
  const isCut = new Promise<never>((_, reject) => {
    room.once(RoomEvent.Disconnected, () => reject(new PullFault('mediaUnavailable')));
  });
  await room.connect(task.media.url, task.media.token, { autoSubscribe: false, dynacast: true }).catch(() => {
    throw new PullFault('mediaUnavailable');
  });
  for (const { publish } of senders) await publish(room);
  tell({ kind: 'sending' });
  let watch: NodeJS.Timeout | undefined;
  const isStalled = new Promise<never>((_, reject) => {
    watch = setTimeout(() => reject(new PullFault('stalled')), stallMs);
  });
  const everything = Promise.all(senders.map(({ run }) => run(() => watch?.refresh())));
  await Promise.race([everything, isStalled, isCut]);
}

async function main(task: PullTask): Promise<void> {
  // FFmpeg's own lines would carry addresses.
  Log.setLevel(AV_LOG_QUIET);
  try {
    await pull(task);
    tell({ kind: 'over', reason: 'ended' });
  } catch (error) {
    tell({ kind: 'over', reason: error instanceof PullFault ? error.reason : 'unreadable' });
  }
  // What is said is on its way once the channel closes; the libraries' threads would keep the process alive.
  process.disconnect();
}

process.once('message', (task) => void main(task as PullTask));
process.once('disconnect', () => process.exit(0));
