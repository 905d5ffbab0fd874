import {
  AV_PIX_FMT_RGBA,
  AV_PIX_FMT_YUV420P,
  type AVPixelFormat,
  SWS_BILINEAR,
  SWS_FAST_BILINEAR,
} from 'node-av/constants';
import { Frame, SoftwareScaleContext } from 'node-av/lib';
import type { Box } from '#server/modules/rooms/composition.ts';
import { checked } from './stream-file.ts';

export const width = 1280;
export const height = 720;

/** A rectangle in whole pixels; all four even, as colour needs it. */
export interface Rect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A picture as three planes one after the other: brightness, then the two of colour at half size. */
export interface Picture {
  readonly data: Uint8Array;
  readonly width: number;
  readonly height: number;
}

/** Something drawn once and laid over the picture again and again. Opacity 0 to 255, at both sizes. */
export interface Overlay {
  readonly rect: Rect;
  readonly planes: readonly [Uint8Array, Uint8Array, Uint8Array];
  readonly opacity: readonly [Uint8Array, Uint8Array];
}

const even = (size: number): number => Math.max(0, Math.round(size / 2) * 2);

/** A box of the layout as pixels of the programme. */
export function rectOf(box: Box): Rect {
  const [x, y] = [even(box.x * width), even(box.y * height)];
  return { x, y, width: even((box.x + box.width) * width) - x, height: even((box.y + box.height) * height) - y };
}

export const overlaps = (a: Rect, b: Rect): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

/** The middle of a picture that has the shape of a place, so that it fills the place. */
export function coverOf(from: { width: number; height: number }, to: { width: number; height: number }): Rect {
  const scale = Math.min(from.width / to.width, from.height / to.height);
  const [w, h] = [even(to.width * scale), even(to.height * scale)];
  const [cropWidth, cropHeight] = [Math.min(w, from.width & ~1), Math.min(h, from.height & ~1)];
  return {
    x: ((from.width - cropWidth) >> 2) * 2,
    y: ((from.height - cropHeight) >> 2) * 2,
    width: cropWidth,
    height: cropHeight,
  };
}

/** The largest place of a picture's shape in the middle of another, so that all of it is seen. */
export function containOf(from: { width: number; height: number }, to: Rect): Rect {
  const scale = Math.min(to.width / from.width, to.height / from.height);
  const [w, h] = [even(from.width * scale), even(from.height * scale)];
  return { x: to.x + even((to.width - w) / 2), y: to.y + even((to.height - h) / 2), width: w, height: h };
}

const asBuffer = (bytes: Uint8Array, from: number, to = bytes.byteLength): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset + from, to - from);

interface Planes {
  readonly planes: Buffer[];
  readonly strides: number[];
}

/** The planes of a picture from a corner on; nothing is copied. */
function planesOf({ data, width: w, height: h }: Picture, x: number, y: number): Planes {
  const [chroma, rows] = [(w + 1) >> 1, (h + 1) >> 1];
  const [u, v] = [w * h, w * h + chroma * rows];
  const corner = (y >> 1) * chroma + (x >> 1);
  return {
    planes: [
      asBuffer(data, y * w + x, u),
      asBuffer(data, u + corner, v),
      asBuffer(data, v + corner, v + chroma * rows),
    ],
    strides: [w, chroma, chroma],
  };
}

/** Converts between sizes and forms; keeps what it needs for each pair of sizes it has seen. */
class Scalers {
  readonly #kept = new Map<string, SoftwareScaleContext>();

  of(from: { width: number; height: number }, to: { width: number; height: number }, format: AVPixelFormat) {
    const key = `${format} ${from.width}x${from.height} ${to.width}x${to.height}`;
    let scaler = this.#kept.get(key);
    if (!scaler) {
      // A camera that changes its size every second must not fill the memory.
      if (this.#kept.size >= 24) this.clear();
      scaler = new SoftwareScaleContext();
      const quality = format === AV_PIX_FMT_RGBA ? SWS_BILINEAR : SWS_FAST_BILINEAR;
      scaler.getContext(from.width, from.height, format, to.width, to.height, AV_PIX_FMT_YUV420P, quality);
      this.#kept.set(key, scaler);
    }
    return scaler;
  }

  clear(): void {
    for (const scaler of this.#kept.values()) scaler.freeContext();
    this.#kept.clear();
  }
}

const scalers = new Scalers();
const blockWidth = 64;

/** A drawn picture (red, green, blue, opacity) as one that can be laid on the canvas. */
export function pictureOf(rgba: Uint8Array, w: number, h: number): Picture {
  const data = new Uint8Array((w * h * 3) / 2);
  const picture = { data, width: w, height: h };
  const { planes, strides } = planesOf(picture, 0, 0);
  scalers.of(picture, picture, AV_PIX_FMT_RGBA).scaleSync([asBuffer(rgba, 0)], [w * 4], 0, h, planes, strides);
  return picture;
}

/** The picture that goes to the encoder: one piece of memory, drawn upon where something changed. */
export class Canvas {
  readonly frame = new Frame();
  readonly #planes: readonly Buffer[];
  readonly #strides: readonly number[];
  readonly #scratches = new Map<string, Planes>();

  constructor() {
    this.frame.alloc();
    this.frame.format = AV_PIX_FMT_YUV420P;
    this.frame.width = width;
    this.frame.height = height;
    checked(this.frame.getBuffer(), 'canvas');
    this.#planes = this.frame.data ?? [];
    this.#strides = this.frame.linesize;
    this.darken({ x: 0, y: 0, width, height });
  }

  #corner({ x, y }: Rect): Planes {
    const planes = this.#planes.map((plane, index) => {
      const half = index === 0 ? 0 : 1;
      return plane.subarray((y >> half) * this.#stride(index) + (x >> half));
    });
    return { planes, strides: [0, 1, 2].map((index) => this.#stride(index)) };
  }

  /** Room for a scaled picture of this size, with space behind each row. */
  #scratchOf({ width: w, height: h }: Rect): Planes {
    const key = `${w}x${h}`;
    let scratch = this.#scratches.get(key);
    if (!scratch) {
      if (this.#scratches.size >= 16) this.#scratches.clear();
      const strides = [w, w >> 1, w >> 1].map((one) => Math.ceil(one / blockWidth) * blockWidth + blockWidth);
      const rows = [h, h >> 1, h >> 1];
      scratch = { planes: strides.map((stride, index) => Buffer.alloc(stride * (rows[index] ?? 0))), strides };
      this.#scratches.set(key, scratch);
    }
    return scratch;
  }

  #stride(index: number): number {
    return this.#strides[index] ?? 0;
  }

  /** The dark ground of the stage (#0e1517). */
  darken(rect: Rect): void {
    const { planes, strides } = this.#corner(rect);
    for (const [index, value] of [33, 129, 126].entries()) {
      const half = index === 0 ? 0 : 1;
      for (let row = 0; row < rect.height >> half; row++) {
        const from = row * (strides[index] ?? 0);
        planes[index]?.fill(value, from, from + (rect.width >> half));
      }
    }
  }

  /** Lays a part of a picture into a place, scaled. */
  draw(picture: Picture, part: Rect, place: Rect): void {
    if (part.width < 2 || part.height < 2 || place.width < 2 || place.height < 2) return;
    const source = planesOf(picture, part.x, part.y);
    const target = this.#corner(place);
    if (part.width === place.width && part.height === place.height) return copyRows(source, target, place);
    // The scaler writes whole blocks: into the picture itself only where a row ends with one.
    const direct = place.width % blockWidth === 0 ? target : this.#scratchOf(place);
    scalers
      .of(part, place, AV_PIX_FMT_YUV420P)
      .scaleSync(source.planes, source.strides, 0, part.height, direct.planes, direct.strides);
    if (direct !== target) copyRows(direct, target, place);
  }

  /** Lays something over what is there. */
  blend({ rect, planes, opacity }: Overlay): void {
    const target = this.#corner(rect);
    for (const [index, source] of planes.entries()) {
      const half = index === 0 ? 0 : 1;
      const [w, h] = [rect.width >> half, rect.height >> half];
      const cover = opacity[half];
      const [ground, stride] = [target.planes[index], target.strides[index] ?? 0];
      if (!ground || !cover) continue;
      for (let row = 0; row < h; row++)
        for (let x = 0, from = row * w, to = row * stride; x < w; x++, from++, to++) {
          const strength = cover[from] ?? 0;
          if (strength === 0) continue;
          const below = ground[to] ?? 0;
          ground[to] = below + ((((source[from] ?? 0) - below) * strength) >> 8);
        }
    }
  }
}

function copyRows(source: Planes, target: Planes, place: Rect): void {
  for (const index of [0, 1, 2]) {
    const half = index === 0 ? 0 : 1;
    const [w, h] = [place.width >> half, place.height >> half];
    const [from, to] = [source.planes[index], target.planes[index]];
    const [fromStride, toStride] = [source.strides[index] ?? 0, target.strides[index] ?? 0];
    if (!from || !to) continue;
    if (fromStride === w && toStride === w) from.copy(to, 0, 0, w * h);
    else for (let row = 0; row < h; row++) from.copy(to, row * toStride, row * fromStride, row * fromStride + w);
  }
}
