import { renameSync, writeFileSync } from 'node:fs';

// Preloaded into the servers under measurement: SIGUSR2 collects garbage and tells what is left. Heap that is committed
// and empty is taken off: it is what earlier work once needed, not what connections hold.
const file = process.env['BENCH_MEMORY_FILE'];
process.on('SIGUSR2', () => {
  const collect = (globalThis as { gc?: () => void }).gc;
  collect?.();
  collect?.();
  const { rss, heapTotal, heapUsed } = process.memoryUsage();
  if (!file) return;
  writeFileSync(`${file}.draft`, String(Math.round((rss - heapTotal + heapUsed) / 1024)));
  renameSync(`${file}.draft`, file);
});
