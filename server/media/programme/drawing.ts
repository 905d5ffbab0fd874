import { createRequire } from 'node:module';
import path from 'node:path';
import { createCanvas, GlobalFonts, loadImage, type SKRSContext2D } from '@napi-rs/canvas';
import { containOf, height, type Overlay, type Picture, pictureOf, type Rect, width } from './canvas.ts';
import type { SceneName } from './scene.ts';

const plain = 'Programme';
const bold = 'Programme Bold';
const ground = '#0e1517';
const ink = '#f2ede2';
const softInk = '#b9b7ae';
const live = '#b3222a';

/** Takes the font from its package and makes sure that it draws Chinese; without it every name would be an empty box. */
export function prepareFonts(): void {
  const files = path.dirname(
    createRequire(import.meta.url).resolve('@openfonts/noto-sans-sc_chinese-simplified/index.css'),
  );
  for (const [weight, family] of [
    [400, plain],
    [700, bold],
  ] as const) {
    const file = path.join(files, `files/noto-sans-sc-chinese-simplified-${weight}.woff`);
    if (!GlobalFonts.registerFromPath(file, family)) throw new Error(`the font ${file} cannot be read`);
    const drawn = ['议', '程'].map((word) => {
      const canvas = createCanvas(48, 48);
      const context = canvas.getContext('2d');
      context.font = `40px "${family}"`;
      context.fillText(word, 4, 40);
      return Buffer.from(context.getImageData(0, 0, 48, 48).data.buffer);
    });
    const isBlank = drawn.some((pixels) => pixels.every((byte) => byte === 0));
    // Missing signs all look alike.
    if (isBlank || drawn[0]?.equals(drawn[1] ?? Buffer.alloc(0)))
      throw new Error(`the font ${family} draws no Chinese`);
  }
}

/** Cuts words that do not fit and says so with an ellipsis. */
function fitted(context: SKRSContext2D, words: string, most: number): string {
  if (context.measureText(words).width <= most) return words;
  let cut = words;
  while (cut.length > 1 && context.measureText(`${cut}…`).width > most) cut = cut.slice(0, -1);
  return `${cut}…`;
}

const even = (size: number): number => Math.ceil(size / 2) * 2;

/** BT.601, as cameras and encoder have it. */
function overlayOf(rgba: Uint8ClampedArray, rect: Rect): Overlay {
  const { width: w, height: h } = rect;
  const luma = new Uint8Array(w * h);
  const opacity = new Uint8Array(w * h);
  const [blue, red, half] = [0, 1, 2].map(() => new Uint8Array((w * h) / 4)) as [Uint8Array, Uint8Array, Uint8Array];
  for (let y = 0; y < h; y++)
    for (let x = 0; x < w; x++) {
      const at = y * w + x;
      const [r, g, b, a] = [0, 1, 2, 3].map((part) => rgba[at * 4 + part] ?? 0) as [number, number, number, number];
      luma[at] = 16 + (66 * r + 129 * g + 25 * b) / 256;
      opacity[at] = a;
      if (x % 2 === 1 || y % 2 === 1) continue;
      const small = (y / 2) * (w / 2) + x / 2;
      blue[small] = 128 + (-38 * r - 74 * g + 112 * b) / 256;
      red[small] = 128 + (112 * r - 94 * g - 18 * b) / 256;
      half[small] = a;
    }
  return { rect, planes: [luma, blue, red], opacity: [opacity, half] };
}

/** Somebody's name and where they come from, at the lower left of their picture; smaller on a smaller one. */
export function nameBanner({ name, from }: SceneName, box: Rect): Overlay {
  const scale = Math.max(0.5, Math.min(1, box.width / width + 0.2));
  const [big, small, pad] = [40 * scale, 24 * scale, 22 * scale];
  const measure = createCanvas(8, 8).getContext('2d');
  const most = box.width - 4 * pad;
  measure.font = `${big}px "${bold}"`;
  const nameText = fitted(measure, name, most);
  const nameWidth = measure.measureText(nameText).width;
  measure.font = `${small}px "${plain}"`;
  const fromText = from === '' ? '' : fitted(measure, from, Math.max(0, most - nameWidth - pad));
  const textWidth = nameWidth + (fromText === '' ? 0 : pad * 0.7 + measure.measureText(fromText).width);
  const w = Math.min(even(textWidth + 4 * pad), box.width);
  const h = even(big + 1.3 * pad);
  const canvas = createCanvas(w, h);
  const context = canvas.getContext('2d');
  const shade = context.createLinearGradient(0, 0, w, 0);
  shade.addColorStop(0, 'rgba(14, 21, 23, 0.86)');
  shade.addColorStop(Math.min(0.95, (textWidth + pad) / w), 'rgba(14, 21, 23, 0.66)');
  shade.addColorStop(1, 'rgba(14, 21, 23, 0)');
  context.fillStyle = shade;
  context.fillRect(0, 0, w, h);
  context.fillStyle = live;
  context.fillRect(0, 0, Math.max(4, 6 * scale), h);
  context.textBaseline = 'alphabetic';
  const base = h / 2 + big * 0.36;
  context.font = `${big}px "${bold}"`;
  context.fillStyle = ink;
  context.fillText(nameText, pad, base);
  context.font = `${small}px "${plain}"`;
  context.fillStyle = softInk;
  context.fillText(fromText, pad * 1.7 + nameWidth, base);
  const rect = { x: box.x, y: box.y + box.height - h - even(box.height * 0.05), width: w, height: h };
  return overlayOf(context.getImageData(0, 0, w, h).data, rect);
}

/** The agenda item that is current, at the upper left of the whole picture. */
export function titlePlate(title: string): Overlay {
  const [size, pad] = [24, 18];
  const measure = createCanvas(8, 8).getContext('2d');
  measure.font = `${size}px "${plain}"`;
  const words = fitted(measure, title, width * 0.6);
  const [w, h] = [even(measure.measureText(words).width + 2 * pad), 44];
  const context = createCanvas(w, h).getContext('2d');
  context.fillStyle = 'rgba(14, 21, 23, 0.72)';
  context.fillRect(0, 0, w, h);
  context.font = `${size}px "${plain}"`;
  context.fillStyle = ink;
  context.fillText(words, pad, 31);
  return overlayOf(context.getImageData(0, 0, w, h).data, { x: 24, y: 24, width: w, height: h });
}

/** A whole picture with words only, for pauses and for when there is nobody to see. */
export function card(title: string, line: string): Picture {
  const context = createCanvas(width, height).getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, width, height);
  context.textAlign = 'center';
  context.font = `56px "${bold}"`;
  context.fillStyle = ink;
  context.fillText(fitted(context, title, width * 0.86), width / 2, height / 2 - 10);
  context.fillStyle = live;
  context.fillRect(width / 2 - 36, height / 2 + 22, 72, 4);
  context.font = `32px "${plain}"`;
  context.fillStyle = softInk;
  context.fillText(fitted(context, line, width * 0.8), width / 2, height / 2 + 84);
  return pictureOf(new Uint8Array(context.getImageData(0, 0, width, height).data.buffer), width, height);
}

/** A page of a document, whole, on the dark ground of a place of this size. */
export async function pageOf(png: Buffer, place: Rect): Promise<Picture> {
  const image = await loadImage(png);
  const context = createCanvas(place.width, place.height).getContext('2d');
  context.fillStyle = ground;
  context.fillRect(0, 0, place.width, place.height);
  const inside = containOf(image, { ...place, x: 0, y: 0 });
  context.drawImage(image, inside.x, inside.y, inside.width, inside.height);
  const pixels = context.getImageData(0, 0, place.width, place.height).data;
  return pictureOf(new Uint8Array(pixels.buffer), place.width, place.height);
}
