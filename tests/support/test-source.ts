import { setTimeout as sleep } from 'node:timers/promises';
import { Decoder, Demuxer, Encoder, Muxer } from 'node-av/api';
import { AV_PIX_FMT_YUV420P, AV_SAMPLE_FMT_FLTP, FF_ENCODER_AAC, FF_ENCODER_LIBX264 } from 'node-av/constants';
import { Rational } from 'node-av/lib';

// A source to be pulled from, a program of its own so that it can be killed: a moving test picture and a tone, written to a
// file at once, or sent in real time to whoever connects.
//   node tests/support/test-source.ts <address> <seconds> <format> [option=value …]

const [address = '', seconds = '5', format = 'mp4', ...options] = process.argv.slice(2);
const perSecond = { picture: 25, sound: 50 } as const;
const rate = 48_000;

async function encoded(kind: 'picture' | 'sound') {
  const isPicture = kind === 'picture';
  const generator = isPicture
    ? 'testsrc=size=640x360:rate=25'
    : `sine=frequency=440:sample_rate=${rate}:samples_per_frame=${rate / perSecond.sound}`;
  const input = await Demuxer.open(generator, { format: 'lavfi' });
  const [stream] = input.streams;
  if (!stream) throw new Error('the generator has no stream');
  const form = isPicture
    ? { rescale: { pixelFormat: AV_PIX_FMT_YUV420P } }
    : { resample: { sampleRate: rate, sampleFormat: AV_SAMPLE_FMT_FLTP } };
  const decoder = await Decoder.create(stream, form);
  const timeBase = new Rational(1, isPicture ? perSecond.picture : rate);
  const encoder = isPicture
    ? await Encoder.create(FF_ENCODER_LIBX264, {
        context: { timeBase, framerate: new Rational(perSecond.picture, 1) },
        gopSize: perSecond.picture,
        bitrate: 800_000,
        options: { preset: 'ultrafast', tune: 'zerolatency' },
      })
    : await Encoder.create(FF_ENCODER_AAC, { context: { timeBase }, bitrate: 96_000 });
  return {
    frames: decoder.frames(input.packets(stream.index)),
    encoder,
    timeBase,
    step: isPicture ? 1 : rate / perSecond.sound,
  };
}

const sources = [await encoded('picture'), await encoded('sound')] as const;
const muxer = await Muxer.open(address, {
  format,
  options: Object.fromEntries(options.map((option) => option.split('='))) as Record<string, string>,
});
const isFile = !address.includes('://');
const startedAt = Date.now();

await Promise.all(
  sources.map(async ({ frames, encoder, timeBase, step }) => {
    const stream = muxer.addStream(encoder);
    for (let at = 0; at * timeBase.num < Number(seconds) * timeBase.den; at += step) {
      if (!isFile) await sleep(Math.max(0, startedAt + (at / timeBase.den) * 1000 - Date.now()));
      const { value: frame } = await frames.next();
      if (!frame) break;
      frame.pts = BigInt(at);
      frame.timeBase = timeBase;
      for (const packet of await encoder.encodeAll(frame)) await muxer.writePacket(packet, stream);
      frame.free();
    }
  }),
);
await muxer.close();
process.exit(0);
