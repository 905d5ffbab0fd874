import { explain, OperatorError } from '#server/platform/local/operator-error.ts';

const SILENT_MS = 1_500;

/** Runs one step; what takes longer than two seconds says so while it runs and how long it took. */
export async function step<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  const seconds = () => Math.round((performance.now() - startedAt) / 1000);
  let isSlow = false;
  const notice = setTimeout(() => {
    isSlow = true;
    process.stdout.write(`  ${title} …\n`);
    ticker = setInterval(() => process.stdout.write(`  ${title} … ${seconds()} s\n`), 15_000);
  }, SILENT_MS);
  let ticker: NodeJS.Timeout | undefined;
  try {
    const result = await work();
    process.stdout.write(isSlow ? `✓ ${title} (${seconds()} s)\n` : `✓ ${title}\n`);
    return result;
  } finally {
    clearTimeout(notice);
    clearInterval(ticker);
  }
}

/** Runs a script's main function: operator errors become one sentence and an exit code, others keep their stack. */
export async function runMain(main: () => Promise<void>): Promise<void> {
  try {
    await main();
  } catch (error) {
    reportFatal(error);
  }
}

/** Prints an error the way an operator should see it and ends the process with a code other than 0. */
export function reportFatal(error: unknown): never {
  const explained = explain(error);
  if (explained instanceof OperatorError) {
    process.stderr.write(`\n✗ ${explained.message}\n`);
    process.exit(explained.exitCode);
  }
  process.stderr.write(`\n✗ ${explained.stack ?? explained.message}\n`);
  process.exit(1);
}
