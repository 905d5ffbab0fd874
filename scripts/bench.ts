import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { cpus, totalmem } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import type { Bench, BenchRow } from '#tests/load/bench.ts';
import { judge, tableOf } from './bench-table.ts';
import { prepareSources } from './check-steps.ts';
import { CACHE_DIR, ROOT } from './paths.ts';
import { runMain, step } from './progress.ts';

const LOAD_DIR = path.join(ROOT, 'tests/load');
const ENDING = '.bench.ts';

const usage = `npm run bench [name …] [-- --quick] [-- --rounds N]
  measures the product beside its rivals; without names, everything in tests/load/*${ENDING}
  --quick     a small run that shows whether everything works; its figures mean nothing
  --rounds N  how often product and rival take turns (3; 1 when quick)`;

async function find(names: readonly string[]): Promise<readonly Bench[]> {
  const files = readdirSync(LOAD_DIR).filter((file) => file.endsWith(ENDING));
  const known = files.map((file) => file.slice(0, -ENDING.length)).sort();
  const unknown = names.filter((name) => !known.includes(name));
  if (unknown.length > 0)
    throw new OperatorError(`There is no benchmark ${unknown.join(', ')}: choose from ${known.join(', ')}.`, {
      exitCode: 2,
    });
  const chosen = names.length > 0 ? names : known;
  return await Promise.all(
    chosen.map(async (name) => {
      const file = path.join(LOAD_DIR, `${name}${ENDING}`);
      return ((await import(pathToFileURL(file).href)) as { bench: Bench }).bench;
    }),
  );
}

interface Outcome {
  readonly name: string;
  readonly title: string;
  readonly seconds: number;
  readonly rows: readonly BenchRow[];
  /** What went wrong; a benchmark that failed has no rows. */
  readonly failure: string | null;
}

async function runOne(bench: Bench, isQuick: boolean, rounds: number): Promise<Outcome> {
  const startedAt = performance.now();
  process.stdout.write(`\n── ${bench.name}: ${bench.title}\n`);
  const cacheDir = path.join(CACHE_DIR, 'bench', bench.name);
  mkdirSync(cacheDir, { recursive: true });
  const end = (rows: readonly BenchRow[], failure: string | null): Outcome => ({
    name: bench.name,
    title: bench.title,
    seconds: Math.round((performance.now() - startedAt) / 1000),
    rows,
    failure,
  });
  try {
    const say = (text: string): void => void process.stdout.write(`  ${text}\n`);
    const rows = await bench.run({ isQuick, rounds, cacheDir, say });
    process.stdout.write(`\n${tableOf(rows)}\n`);
    for (const row of rows) if (row.note) process.stdout.write(`  ${row.measure}: ${row.note}\n`);
    return end(rows, null);
  } catch (error) {
    const failure = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stdout.write(`\n✗ ${bench.name}: ${failure}\n`);
    return end([], failure);
  }
}

/** The figures with what they were measured on; the file's name is the time. */
function save(outcomes: readonly Outcome[], isQuick: boolean, rounds: number): string {
  const now = new Date();
  const dir = path.join(CACHE_DIR, 'bench');
  mkdirSync(dir, { recursive: true });
  const file = path.join(dir, `${now.toISOString().replaceAll(':', '-').slice(0, 19)}.json`);
  const [cpu] = cpus();
  const machine = {
    cores: cpus().length,
    processor: cpu?.model ?? 'unknown',
    memoryGb: Math.round(totalmem() / 2 ** 30),
    platform: `${process.platform}-${process.arch}`,
    node: process.version,
  };
  const benches = outcomes.map((outcome) => ({
    ...outcome,
    rows: outcome.rows.map((row) => ({ ...row, ...judge(row), samples: { product: row.product, rival: row.rival } })),
  }));
  writeFileSync(file, `${JSON.stringify({ at: now.toISOString(), machine, isQuick, rounds, benches }, null, 2)}\n`);
  return file;
}

function readOptions() {
  try {
    return parseArgs({
      allowPositionals: true,
      options: { quick: { type: 'boolean' }, rounds: { type: 'string' }, help: { type: 'boolean' } },
    });
  } catch (error) {
    throw new OperatorError(`${(error as Error).message}\n${usage}`, { exitCode: 2 });
  }
}

await runMain(async () => {
  const { values, positionals } = readOptions();
  if (values.help) {
    process.stdout.write(`${usage}\n`);
    return;
  }
  const isQuick = values.quick === true;
  const rounds = Number(values.rounds ?? (isQuick ? 1 : 3));
  if (!Number.isInteger(rounds) || rounds < 1)
    throw new OperatorError(`--rounds takes a whole number.\n${usage}`, { exitCode: 2 });
  await step('sources', prepareSources);
  const outcomes: Outcome[] = [];
  for (const bench of await find(positionals)) outcomes.push(await runOne(bench, isQuick, rounds));
  const rows = outcomes.flatMap((outcome) => outcome.rows);
  if (rows.length > 0 && outcomes.length > 1) process.stdout.write(`\n${tableOf(rows)}\n`);
  if (isQuick) process.stdout.write('\nA quick run: the figures mean nothing.\n');
  process.stdout.write(`\n${path.relative(ROOT, save(outcomes, isQuick, rounds))}\n`);
  const failed = outcomes.filter((outcome) => outcome.failure !== null);
  const missed = isQuick ? [] : rows.filter((row) => judge(row).isMet === false);
  process.stdout.write(
    `${outcomes.length - failed.length} measured, ${failed.length} failed, ${missed.length} aims missed\n`,
  );
  // A missed aim is a figure to read; a benchmark that failed has found something wrong.
  process.exit(failed.length > 0 ? 1 : 0);
});
