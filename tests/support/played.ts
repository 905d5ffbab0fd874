import { Decoder, Demuxer } from 'node-av/api';
import type { Frame } from 'node-av/lib';

/** One segment as a playlist names it. */
export interface Listed {
  readonly name: string;
  readonly init: string;
  readonly durationMs: number;
  /** Instant of its first frame, told or counted from the one before. */
  readonly startsAt: number;
  readonly isBreak: boolean;
}

/** Reads a playlist as a player does. */
export function readPlaylist(text: string): readonly Listed[] {
  const listed: Listed[] = [];
  let init = '';
  let durationMs = 0;
  let at = 0;
  let isBreak = true;
  for (const line of text.split('\n')) {
    const [, map] = /^#EXT-X-MAP:URI="([^"]+)"/.exec(line) ?? [];
    const [, date] = /^#EXT-X-PROGRAM-DATE-TIME:(.+)$/.exec(line) ?? [];
    const [, seconds] = /^#EXTINF:([\d.]+),/.exec(line) ?? [];
    if (map) init = map;
    else if (date) at = Date.parse(date);
    else if (seconds) durationMs = Math.round(Number(seconds) * 1000);
    else if (line === '#EXT-X-DISCONTINUITY') isBreak = true;
    else if (line.startsWith('segments/')) {
      listed.push({ name: line, init, durationMs, startsAt: at, isBreak });
      at += durationMs;
      isBreak = false;
    }
  }
  return listed;
}

/** A stretch of a recording without a break, decoded. Instants are the log's. */
export interface Played {
  readonly startsAt: number;
  readonly durationMs: number;
  readonly pictures: readonly { readonly at: number; readonly frame: SmallPicture }[];
  /** Sound, from `startsAt` on. */
  readonly sound: Float32Array;
}

/** The colours of a picture at a few places, as brightness and the two parts of colour. */
export interface SmallPicture {
  /** Colour at a place given in fractions of the picture. */
  readonly at: (x: number, y: number) => readonly [number, number, number];
}

const grid = 64;

/** Keeps a grid of points: whole pictures of a minute do not fit into memory. */
function small(frame: Frame): SmallPicture {
  const [luma, blue, red] = frame.data ?? [];
  const [strideY = 0, strideU = 0, strideV = 0] = frame.linesize;
  const points = new Uint8Array(grid * grid * 3);
  for (let row = 0; row < grid; row++)
    for (let column = 0; column < grid; column++) {
      const [x, y] = [column, row].map((one, axis) =>
        Math.floor(((one + 0.5) / grid) * (axis === 0 ? frame.width : frame.height)),
      ) as [number, number];
      const to = (row * grid + column) * 3;
      points[to] = luma?.[y * strideY + x] ?? 0;
      points[to + 1] = blue?.[(y >> 1) * strideU + (x >> 1)] ?? 0;
      points[to + 2] = red?.[(y >> 1) * strideV + (x >> 1)] ?? 0;
    }
  return {
    at(x, y) {
      const from = (Math.floor(y * grid) * grid + Math.floor(x * grid)) * 3;
      return [points[from] ?? 0, points[from + 1] ?? 0, points[from + 2] ?? 0];
    },
  };
}

async function decodeVideo(file: Buffer): Promise<readonly { seconds: number; frame: SmallPicture }[]> {
  await using input = await Demuxer.open(file);
  const stream = input.video();
  if (!stream) return [];
  using decoder = await Decoder.create(stream);
  const pictures: { seconds: number; frame: SmallPicture }[] = [];
  for await (const frame of decoder.frames(input.packets(stream.index))) {
    if (!frame) continue;
    pictures.push({ seconds: (Number(frame.pts) * stream.timeBase.num) / stream.timeBase.den, frame: small(frame) });
    frame.free();
  }
  return pictures;
}

/** All of a file's sound as one stretch; `seconds` is where it begins. */
export async function decodeSound(file: Buffer): Promise<{ seconds: number; samples: Float32Array; rate: number }> {
  await using input = await Demuxer.open(file);
  const stream = input.audio();
  if (!stream) return { seconds: 0, samples: new Float32Array(), rate: 0 };
  using decoder = await Decoder.create(stream);
  const parts: Float32Array[] = [];
  let seconds: number | null = null;
  let rate = 0;
  for await (const frame of decoder.frames(input.packets(stream.index))) {
    if (!frame) continue;
    seconds ??= (Number(frame.pts) * stream.timeBase.num) / stream.timeBase.den;
    rate = frame.sampleRate;
    const bytes = frame.data?.[0];
    if (bytes) parts.push(new Float32Array(new Uint8Array(bytes).buffer).slice(0, frame.nbSamples));
    frame.free();
  }
  const samples = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let to = 0;
  for (const part of parts) {
    samples.set(part, to);
    to += part.length;
  }
  return { seconds: seconds ?? 0, samples, rate };
}

/** Fetches and decodes a playlist stretch by stretch. */
export async function play(
  listed: readonly Listed[],
  load: (name: string) => Promise<Buffer>,
): Promise<readonly Played[]> {
  const stretches: Listed[][] = [];
  for (const one of listed) {
    if (one.isBreak) stretches.push([one]);
    else stretches.at(-1)?.push(one);
  }
  const played: Played[] = [];
  for (const stretch of stretches) {
    const [first] = stretch;
    if (!first) continue;
    const parts = await Promise.all([first.init, ...stretch.map(({ name }) => name)].map(load));
    const file = Buffer.concat(parts);
    const [pictures, sound] = [await decodeVideo(file), await decodeSound(file)];
    const begin = pictures[0]?.seconds ?? 0;
    const before = Math.max(0, Math.round((sound.seconds - begin) * sound.rate));
    const samples = new Float32Array(before + sound.samples.length);
    samples.set(sound.samples, before);
    played.push({
      startsAt: first.startsAt,
      durationMs: stretch.reduce((sum, { durationMs }) => sum + durationMs, 0),
      pictures: pictures.map(({ seconds, frame }) => ({ at: first.startsAt + (seconds - begin) * 1000, frame })),
      sound: samples,
    });
  }
  return played;
}

/** How much of one tone there is in a stretch of sound, from 0 to about 1 (Goertzel). */
export function toneOf(samples: Float32Array, hz: number, rate = 48_000): number {
  const turn = 2 * Math.cos((2 * Math.PI * hz) / rate);
  let [one, two] = [0, 0];
  for (const sample of samples) [one, two] = [sample + turn * one - two, one];
  const power = one * one + two * two - turn * one * two;
  return (2 * Math.sqrt(Math.max(0, power))) / Math.max(1, samples.length);
}

/** Instants at which a condition begins to hold after it did not. */
export function beginnings(readings: readonly { readonly at: number; readonly is: boolean }[]): readonly number[] {
  return readings.filter(({ is }, index) => is && index > 0 && !readings[index - 1]?.is).map(({ at }) => at);
}

/** Instants at which a tone begins in a decoded stretch, in steps of ten milliseconds. */
export function tonesIn({ sound, startsAt }: Played, hz: number, least = 0.05): readonly number[] {
  const step = 480;
  const readings = Array.from({ length: Math.floor(sound.length / step) }, (_, index) => ({
    at: startsAt + index * 10,
    is: toneOf(sound.subarray(index * step, (index + 1) * step), hz) > least,
  }));
  return beginnings(readings);
}
