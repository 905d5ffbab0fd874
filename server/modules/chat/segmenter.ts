import { parentPort, Worker, workerData } from 'node:worker_threads';
import type { Terms } from './contract.ts';
import { termsOf } from './terms.ts';

interface Asked {
  readonly id: number;
  readonly text: string;
}
interface Cut {
  readonly id: number;
  readonly terms: Terms;
}

/** A question is not held up longer than this; without terms it is held against others by its characters. */
const longestWaitMs = 3_000;
const isSegmenter = (workerData as { readonly segmenter?: true } | null)?.segmenter === true;

let worker: Worker | null = null;
let lastId = 0;
const waiting = new Map<number, (terms: Terms | null) => void>();

/** Reading the dictionary takes a second of a core: it is done in a thread, when the first question comes. */
function start(): Worker {
  const started = new Worker(new URL(import.meta.url), { workerData: { segmenter: true } });
  started.on('message', ({ id, terms }: Cut) => waiting.get(id)?.(terms));
  const gone = (): void => {
    if (worker === started) worker = null;
    for (const answer of waiting.values()) answer(null);
  };
  started.on('error', gone);
  started.on('exit', gone);
  // It never keeps a process that ends from ending.
  started.unref();
  return started;
}

/** What a text is about; null when the segmenter does not answer in time. */
export function cutTerms(text: string): Promise<Terms | null> {
  worker ??= start();
  const id = ++lastId;
  return new Promise((resolve) => {
    const answer = (terms: Terms | null): void => {
      clearTimeout(timer);
      waiting.delete(id);
      resolve(terms);
    };
    const timer = setTimeout(() => answer(null), longestWaitMs);
    waiting.set(id, answer);
    // A port between threads takes a message alone; what the rule asks for is a window's.
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    worker?.postMessage({ id, text } satisfies Asked);
  });
}

if (isSegmenter) {
  const [{ Jieba }, { dict }] = await Promise.all([import('@node-rs/jieba'), import('@node-rs/jieba/dict.js')]);
  const jieba = Jieba.withDict(dict);
  parentPort?.on('message', ({ id, text }: Asked) => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin
    parentPort?.postMessage({ id, terms: termsOf(text, (plain) => jieba.tag(plain)) } satisfies Cut);
  });
}
