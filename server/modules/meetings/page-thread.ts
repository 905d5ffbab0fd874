import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { PDFiumLibrary } from '@hyzyla/pdfium';
import { createCanvas, ImageData } from '@napi-rs/canvas';

/** Longest side of a page's picture in pixels: sharp on a projector, small enough for a phone. */
const longestSide = 1_920;
/** A document of more pages is a book, and nobody turns its pages in a meeting. */
export const mostPages = 300;
/** Longer without another page: a document made to keep a computer busy. */
const longestPauseMs = 20_000;

/** Why a document has no pages; codes of the module. */
export type PageFault = 'brokenPdf' | 'lockedPdf' | 'tooManyPages' | 'heavyPdf';

type Told =
  | { readonly page: number; readonly png: Uint8Array }
  | { readonly pages: number }
  | { readonly fault: PageFault };

/**
 * Draws every page of a PDF in a thread of its own and hands each over as PNG, one after the other; resolves with how many
 * there are, or why there are none. The process goes on answering meanwhile.
 */
export async function drawPages(
  pdf: Uint8Array,
  onPage: (page: number, png: Uint8Array) => Promise<void>,
): Promise<{ readonly pages: number } | { readonly fault: PageFault }> {
  const worker = new Worker(new URL(import.meta.url), {
    workerData: pdf,
    resourceLimits: { maxOldGenerationSizeMb: 512 },
  });
  let timer: NodeJS.Timeout | undefined;
  try {
    return await new Promise((resolve, reject) => {
      const wait = (): void => {
        clearTimeout(timer);
        timer = setTimeout(() => resolve({ fault: 'heavyPdf' }), longestPauseMs);
      };
      wait();
      worker.on('message', (told: Told) => {
        if (!('png' in told)) return resolve(told);
        wait();
        // The thread draws the next page once this one is kept, so that few are in memory.
        // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads takes a message alone
        onPage(told.page, told.png).then(() => worker.postMessage('next'), reject);
      });
      // Out of memory, or the library stumbled over what it was given: the document's fault, not the server's.
      worker.once('error', () => resolve({ fault: 'heavyPdf' }));
      worker.once('exit', () => resolve({ fault: 'brokenPdf' }));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

async function* pagesOf(pdf: Uint8Array): AsyncGenerator<Told> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(pdf).catch((error: unknown) => String(error));
  if (typeof document === 'string') {
    yield { fault: /password|security/i.test(document) ? 'lockedPdf' : 'brokenPdf' };
    return;
  }
  const pages = document.getPageCount();
  if (pages === 0) yield { fault: 'brokenPdf' };
  else if (pages > mostPages) yield { fault: 'tooManyPages' };
  else {
    for (const page of document.pages()) {
      const { originalWidth, originalHeight } = page.getOriginalSize();
      const scale = longestSide / Math.max(originalWidth, originalHeight, 1);
      const { width, height, data } = await page.render({ scale, render: 'bitmap' });
      const canvas = createCanvas(width, height);
      const pixels = new ImageData(new Uint8ClampedArray(data.buffer, data.byteOffset, data.byteLength), width, height);
      canvas.getContext('2d').putImageData(pixels, 0, 0);
      yield { page: page.number + 1, png: await canvas.encode('png') };
    }
    yield { pages };
  }
}

async function work(port: NonNullable<typeof parentPort>): Promise<void> {
  for await (const told of pagesOf(workerData as Uint8Array)) {
    const isKept = 'png' in told ? new Promise((resolve) => port.once('message', resolve)) : null;
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a port between threads takes a message alone
    port.postMessage(told);
    await isKept;
  }
  port.close();
}

if (!isMainThread && parentPort && workerData instanceof Uint8Array) await work(parentPort);
