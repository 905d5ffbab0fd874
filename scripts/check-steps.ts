import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS } from '#server/platform/env.ts';
import { CACHE_DIR, ROOT } from './paths.ts';
import { generateClient, isClientCurrent } from './prepare.ts';

/** How many checks of a step passed and failed, and for the summary which, where the step can tell. */
export type Tally = { passed: number; failed: number; failures?: readonly string[] };

/** A named part of `npm test`. */
export type Step = { name: string; run: () => Promise<Tally> };

const PASS: Tally = { passed: 1, failed: 0 };
const FAIL: Tally = { passed: 0, failed: 1 };

// The tests make their own database and servers; a setting of the shell must not lead them to a real one.
const testEnvironment: NodeJS.ProcessEnv = { ...process.env, NEXT_TELEMETRY_DISABLED: '1' };
for (const name of Object.keys(SETTINGS)) delete testEnvironment[name];

/** Runs a Node program of the project; its output goes to the terminal, or is only kept when `isQuiet`. */
export function runTool(
  args: readonly string[],
  options: { isQuiet?: boolean; env?: Record<string, string | undefined> } = {},
): Promise<{ code: number; output: string }> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, args, {
      cwd: ROOT,
      env: { ...testEnvironment, ...options.env },
      stdio: ['ignore', options.isQuiet ? 'pipe' : 'inherit', options.isQuiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.stderr?.on('data', (chunk: Buffer) => (output += chunk.toString()));
    child.once('error', reject);
    child.once('close', (code) => resolve({ code: code ?? 1, output }));
  });
}

const tool = (place: string) => path.join(ROOT, 'node_modules', place);

/** One check that passes when the program exits with 0 and, where a pattern is given, says that it saw files. */
async function single(args: readonly string[], seenFiles?: RegExp): Promise<Tally> {
  const { code, output } = await runTool(args, { isQuiet: true });
  const seen = seenFiles ? Number(seenFiles.exec(output)?.[1] ?? 0) : 1;
  if (code === 0 && seen > 0) return PASS;
  process.stdout.write(`${output.trimEnd()}\n`);
  if (seen === 0) process.stdout.write('it saw no files\n');
  return { ...FAIL, failures: [excerpt(output)] };
}

async function types(): Promise<Tally> {
  if (existsSync(path.join(ROOT, 'app'))) {
    const generated = await runTool([tool('next/dist/bin/next'), 'typegen'], { isQuiet: true });
    if (generated.code !== 0) {
      process.stdout.write(generated.output);
      return FAIL;
    }
  }
  return await single([tool('typescript/bin/tsc'), '--noEmit', '--incremental', 'false']);
}

const REQUIRED_LINTS = ['lint-imports.ts', 'lint-rules.ts'];

// Every checker of the house's own rules is a script of its own that exits with 1 and says where.
async function structure(): Promise<Tally> {
  const found = readdirSync(path.join(ROOT, 'scripts')).filter((name) => /^lint-[a-z-]+\.ts$/.test(name));
  const total = { passed: 0, failed: 0 };
  for (const name of new Set([...REQUIRED_LINTS, ...found])) {
    if (name.endsWith('.test.ts')) continue;
    if (!found.includes(name)) {
      process.stdout.write(`scripts/${name} is missing\n`);
      total.failed += 1;
      continue;
    }
    const { passed, failed } = await single([path.join(ROOT, 'scripts', name)]);
    total.passed += passed;
    total.failed += failed;
  }
  return total;
}

type VitestReport = {
  numPassedTests: number;
  numFailedTests: number;
  testResults: {
    name: string;
    status: string;
    message: string;
    assertionResults: { status: string; fullName: string; failureMessages: string[] }[];
  }[];
};

/** Runs one vitest project and counts its tests; a file that does not load counts as a failure, and so does no test at all. */
export async function vitest(project: string): Promise<Tally> {
  const report = path.join(CACHE_DIR, `vitest-${project}.json`);
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${report}`];
  const { code } = await runTool([tool('vitest/vitest.mjs'), 'run', '--project', project, ...reporters]);
  if (!existsSync(report)) return FAIL;
  const result = JSON.parse(readFileSync(report, 'utf8')) as VitestReport;
  const broken = result.testResults.filter(
    (file) => file.status === 'failed' && !file.assertionResults.some((one) => one.status === 'failed'),
  );
  const skipped = result.testResults.flatMap((file) =>
    file.assertionResults.filter((one) => ['skipped', 'pending', 'todo'].includes(one.status)),
  );
  for (const one of skipped) process.stdout.write(`  skipped: ${one.fullName}\n`);
  const failures = result.testResults.flatMap((file) =>
    file.assertionResults
      .filter((one) => one.status === 'failed')
      .map((one) => `${one.fullName}\n${excerpt(one.failureMessages.join('\n'))}`),
  );
  for (const file of broken) failures.push(`${path.relative(ROOT, file.name)}\n${excerpt(file.message)}`);
  const passed = result.numPassedTests;
  let failed = failures.length;
  // vitest also exits with 1 for errors outside any test.
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  return { passed, failed, failures };
}

const EXCERPT_LINES = 12;

/** The beginning of a message: enough to know the failure by. */
function excerpt(message: string): string {
  const lines = message.trimEnd().split('\n');
  return lines
    .slice(0, EXCERPT_LINES)
    .map((line) => `    ${line}`)
    .join('\n');
}

type PlaywrightSuite = {
  title: string;
  suites?: PlaywrightSuite[];
  specs: { title: string; ok: boolean; tests: { results: { error?: { message?: string } }[] }[] }[];
};
type PlaywrightReport = {
  stats: { expected: number; unexpected: number; flaky: number; skipped: number };
  suites: PlaywrightSuite[];
};

function failuresOf(suite: PlaywrightSuite): string[] {
  const own = suite.specs
    .filter((spec) => !spec.ok)
    .map((spec) => {
      const message = spec.tests.flatMap((one) => one.results).find((one) => one.error)?.error?.message;
      return `${suite.title} › ${spec.title}\n${excerpt(message ?? '')}`;
    });
  return [...own, ...(suite.suites ?? []).flatMap(failuresOf)];
}

/** Runs the browser journeys. */
export async function journeys(chromium: string): Promise<Tally> {
  const report = path.join(CACHE_DIR, 'playwright.json');
  const { code } = await runTool([tool('@playwright/test/cli.js'), 'test', '--reporter=list,json'], {
    env: { CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_NAME: report },
  });
  if (!existsSync(report)) return FAIL;
  const { stats, suites } = JSON.parse(readFileSync(report, 'utf8')) as PlaywrightReport;
  if (stats.skipped > 0) process.stdout.write(`  ${stats.skipped} skipped\n`);
  const passed = stats.expected;
  let failed = stats.unexpected + stats.flaky;
  if (failed === 0 && (code !== 0 || passed === 0)) failed = 1;
  return { passed, failed, failures: suites.flatMap(failuresOf) };
}

/** True when prisma/schema and prisma/migrations agree; uses the shared test Postgres. */
export async function schemaAgrees(databaseUrl: string): Promise<Tally> {
  const script = path.join(ROOT, 'scripts/db.ts');
  const { code, output } = await runTool([script, 'check'], { isQuiet: true, env: { DATABASE_URL: databaseUrl } });
  if (code === 0) return PASS;
  process.stdout.write(output);
  return FAIL;
}

/** The fast part: everything that needs no server and no browser. */
export const FAST_STEPS: readonly Step[] = [
  {
    name: 'format',
    run: () => single([tool('@biomejs/biome/bin/biome'), 'ci', '--colors=off'], /Checked (\d+) files?/),
  },
  {
    name: 'lint',
    run: () => single([tool('oxlint/bin/oxlint'), '--type-aware', '--deny-warnings'], /on (\d+) files?/),
  },
  { name: 'types', run: types },
  { name: 'structure', run: structure },
  { name: 'unit', run: () => vitest('unit') },
];

/** Runs steps one after the other, all of them whatever fails, and says how long each took. */
export async function runSteps(steps: readonly Step[]): Promise<Tally> {
  const total = { passed: 0, failed: 0 };
  const failures: string[] = [];
  for (const { name, run } of steps) {
    process.stdout.write(`\n── ${name}\n`);
    const startedAt = performance.now();
    let tally: Tally;
    try {
      tally = await run();
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error);
      process.stdout.write(`${message}\n`);
      tally = { ...FAIL, failures: [excerpt(message)] };
    }
    total.passed += tally.passed;
    total.failed += tally.failed;
    if (tally.failed > 0)
      failures.push(...(tally.failures?.length ? tally.failures : ['see above']).map((one) => `${name}: ${one}`));
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    const mark = tally.failed === 0 ? '✓' : '✗';
    process.stdout.write(`${mark} ${name}: ${tally.passed} passed, ${tally.failed} failed (${seconds} s)\n`);
  }
  return { ...total, failures };
}

/** The generated client is part of the sources that lint, types and tests read. */
export async function prepareSources(): Promise<void> {
  if (!isClientCurrent()) await generateClient();
}

/** Prints what failed and, as the very last line, the summary; ends the process. */
export function finish(total: Tally): never {
  const code = total.failed === 0 && total.passed > 0 ? 0 : 1;
  for (const failure of total.failures ?? []) process.stdout.write(`\n✗ ${failure}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`, () => process.exit(code));
  // The callback ends the process once the line is out.
  return undefined as never;
}
