import { beforeAll, describe, expect, test } from 'vitest';
import { Canvas, containOf, coverOf, height, overlaps, type Picture, pictureOf, rectOf, width } from './canvas.ts';
import { card, nameBanner, prepareFonts, titlePlate } from './drawing.ts';

const whole = { x: 0, y: 0, width, height };
const plain = (w: number, h: number, [y, u, v]: readonly [number, number, number]): Picture => {
  const [chroma, rows] = [(w + 1) >> 1, (h + 1) >> 1];
  const data = new Uint8Array(w * h + 2 * chroma * rows);
  data.fill(y, 0, w * h);
  data.fill(u, w * h, w * h + chroma * rows);
  data.fill(v, w * h + chroma * rows);
  return { data, width: w, height: h };
};
/** Brightness and colour of the canvas at a place. */
function at({ frame }: Canvas, x: number, y: number): readonly number[] {
  const [luma, blue, red] = frame.data ?? [];
  const [one = 0, half = 0] = frame.linesize;
  const small = (y >> 1) * half + (x >> 1);
  return [luma?.[y * one + x] ?? 0, blue?.[small] ?? 0, red?.[small] ?? 0];
}
const near = (seen: readonly number[], wanted: readonly number[]): void => {
  for (const [index, value] of wanted.entries()) expect(Math.abs((seen[index] ?? 0) - value)).toBeLessThanOrEqual(2);
};

test('boxes become even pixels that meet without a gap', () => {
  const third = [0, 1, 2].map((index) => rectOf({ x: index / 3, y: 0, width: 1 / 3, height: 1 / 3 }));
  for (const rect of third) for (const side of Object.values(rect)) expect(side % 2).toBe(0);
  expect(third[1]?.x).toBe((third[0]?.x ?? 0) + (third[0]?.width ?? 0));
  expect((third[2]?.x ?? 0) + (third[2]?.width ?? 0)).toBe(width);
});

test('a picture fills its place by its middle, or is shown whole', () => {
  expect(coverOf({ width: 640, height: 480 }, whole)).toEqual({ x: 0, y: 60, width: 640, height: 360 });
  expect(coverOf({ width: 640, height: 360 }, { width: 320, height: 360 })).toEqual({
    x: 160,
    y: 0,
    width: 320,
    height: 360,
  });
  expect(containOf({ width: 600, height: 800 }, whole)).toEqual({ x: 370, y: 0, width: 540, height: 720 });
  expect(overlaps(whole, { x: 1278, y: 0, width: 100, height: 2 })).toBe(true);
  expect(overlaps(whole, { x: 1280, y: 0, width: 100, height: 2 })).toBe(false);
});

test('a picture is laid into its place whatever its size, and nowhere else', () => {
  const canvas = new Canvas();
  const ground = at(canvas, 0, 0);
  const place = rectOf({ x: 0.74, y: 0.0355, width: 0.24, height: 0.24 });
  for (const [w, h] of [
    [1280, 720],
    [321, 181],
    [64, 48],
    [1920, 1080],
  ] as const) {
    canvas.darken(whole);
    const picture = plain(w, h, [120, 90, 200]);
    canvas.draw(picture, coverOf(picture, place), place);
    near(at(canvas, place.x, place.y), [120, 90, 200]);
    near(at(canvas, place.x + place.width - 1, place.y + place.height - 1), [120, 90, 200]);
    for (const x of [place.x - 1, place.x + place.width]) expect(at(canvas, x, place.y + 10)).toEqual(ground);
    for (const y of [place.y - 1, place.y + place.height]) expect(at(canvas, place.x + 10, y)).toEqual(ground);
  }
});

describe('words', () => {
  beforeAll(prepareFonts);

  test('a banner lies at the lower left of its picture and leaves the rest alone', () => {
    const canvas = new Canvas();
    canvas.draw(plain(width, height, [200, 128, 128]), whole, whole);
    const banner = nameBanner({ name: '沈静禾', from: '教育界' }, whole);
    canvas.blend(banner);
    const { rect } = banner;
    expect(rect.x).toBe(0);
    expect(rect.y + rect.height).toBeLessThan(height);
    expect(at(canvas, rect.x + 10, rect.y + 4)[0]).toBeLessThan(70);
    expect(at(canvas, rect.x + rect.width + 2, rect.y + 4)[0]).toBe(200);
    expect(at(canvas, rect.x + 10, rect.y - 2)[0]).toBe(200);
    // The words are light on dark: both are there.
    const line = Array.from({ length: 200 }, (_, x) => at(canvas, rect.x + x, rect.y + rect.height / 2)[0] ?? 0);
    expect(Math.max(...line)).toBeGreaterThan(200);
  });

  test('names of any length stay within their picture', () => {
    const box = rectOf({ x: 0.5, y: 0.5, width: 0.25, height: 0.25 });
    const { rect } = nameBanner({ name: '某某某'.repeat(20), from: '经济界'.repeat(20) }, box);
    expect(rect.x + rect.width).toBeLessThanOrEqual(box.x + box.width);
    expect(rect.y + rect.height).toBeLessThanOrEqual(box.y + box.height);
    expect(titlePlate('议题'.repeat(80)).rect.width).toBeLessThan(width * 0.7);
  });

  test('a card has the size of the programme', () => {
    const drawn = card('更新片区学位配套远程协商会', '暂停，稍后继续');
    expect([drawn.width, drawn.height, drawn.data.length]).toEqual([width, height, width * height * 1.5]);
    expect(new Set(drawn.data.subarray(0, width * 8)).size).toBe(1);
    expect(drawn.data.subarray(0, width * height).some((luma) => luma > 200)).toBe(true);
  });

  test('drawn colours keep their brightness', () => {
    const white = pictureOf(new Uint8Array(16 * 16 * 4).fill(255), 16, 16);
    expect(white.data[0]).toBeGreaterThan(230);
    expect(white.data.at(-1)).toBe(128);
  });
});
