import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import type { OpinionGroups } from './contract.ts';
import { type GroupingTask, groupOpinions } from './grouping.ts';

/** Longer than any poll of this product takes; a thread that hangs is ended and the outbox tries again. */
const longestMs = 120_000;

/** Groups in a thread of its own; the process goes on answering meanwhile. */
export async function groupInThread(task: GroupingTask): Promise<OpinionGroups> {
  const worker = new Worker(new URL(import.meta.url), { workerData: task });
  const timer = setTimeout(() => void worker.terminate(), longestMs);
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', (code) => reject(new Error(`opinion groups: the thread ended with ${code}`)));
    });
  } finally {
    clearTimeout(timer);
    await worker.terminate();
  }
}

// A port between threads takes a message alone; what the rule asks for is a window's.
// oxlint-disable-next-line unicorn/require-post-message-target-origin
if (!isMainThread) parentPort?.postMessage(groupOpinions(workerData as GroupingTask));
