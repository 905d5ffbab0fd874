import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createCanvas, loadImage } from '@napi-rs/canvas';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { uuidV7 } from '#server/kernel/ids.ts';
import { DiskStorage } from '#server/platform/storage.ts';
import { pdfOf, slides } from '#tests/support/pdf.ts';
import { mostPages } from './page-thread.ts';
import { keepPages, pagePicture } from './pages.ts';

let folder: string;
let storage: DiskStorage;
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'pages-'));
  storage = new DiskStorage(folder);
});
afterAll(() => rm(folder, { recursive: true }));

const refusal = async (pdf: Uint8Array): Promise<string> => {
  const documentId = uuidV7();
  const kept = await keepPages(documentId, pdf, storage);
  expect(await pagePicture(documentId, 1, storage)).toBeNull();
  return kept.ok ? 'kept' : kept.error.code;
};

async function pixel(png: Buffer | null): Promise<{ size: readonly [number, number]; colour: readonly number[] }> {
  if (!png) throw new Error('there is no picture');
  const image = await loadImage(png);
  const context = createCanvas(image.width, image.height).getContext('2d');
  context.drawImage(image, 0, 0);
  return { size: [image.width, image.height], colour: [...context.getImageData(5, 5, 1, 1).data].slice(0, 3) };
}

test('M17 every page becomes a picture of its own, whatever its shape', async () => {
  const documentId = uuidV7();
  const tall = { text: 'A4', colour: [1, 1, 1], size: [595, 842] } as const;
  expect(await keepPages(documentId, pdfOf([...slides, tall]), storage)).toEqual({ ok: true, value: 4 });
  const seen = await Promise.all([1, 2, 3, 4].map(async (page) => pixel(await pagePicture(documentId, page, storage))));
  expect(seen.map(({ size }) => size)).toEqual([
    [1920, 1080],
    [1920, 1080],
    [1920, 1080],
    [1356, 1920],
  ]);
  for (const [index, { colour }] of seen.slice(0, 3).entries())
    for (const [part, value] of (slides[index]?.colour ?? []).entries())
      expect(Math.abs((colour[part] ?? 0) - value * 255)).toBeLessThan(3);
  expect(await pagePicture(documentId, 5, storage)).toBeNull();
});

test('M17 what cannot be drawn is refused with the reason', async () => {
  expect(await refusal(Buffer.from('%PDF-1.4\nnothing of a document follows'))).toBe('meetings.brokenPdf');
  expect(await refusal(pdfOf([]))).toBe('meetings.brokenPdf');
  const book = Array.from({ length: mostPages + 1 }, () => slides[0] as (typeof slides)[number]);
  expect(await refusal(pdfOf(book))).toBe('meetings.tooManyPages');
  const locked = pdfOf(slides)
    .toString('latin1')
    .replace(
      'trailer<</Root 1 0 R>>',
      `trailer<</Root 1 0 R/ID[<${'00'.repeat(16)}><${'00'.repeat(16)}>]/Encrypt<</Filter/Standard/V 1/R 2/P -4/O<${'ab'.repeat(32)}>/U<${'cd'.repeat(32)}>>>>>`,
    );
  expect(await refusal(Buffer.from(locked, 'latin1'))).toBe('meetings.lockedPdf');
});
