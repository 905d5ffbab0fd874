import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import pg from 'pg';
import { migrate } from '#server/platform/local/migrate.ts';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { MIGRATIONS_DIR, ROOT } from './paths.ts';

/** Runs a Node program of the project and answers its output; throws with the end of it when it fails. */
export function runNode(
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<string> {
  return runQuietly(process.execPath, args, environment);
}

/** Runs any program and answers its output; throws with the end of it when it fails. */
export function runQuietly(
  command: string,
  args: readonly string[],
  environment: Record<string, string | undefined> = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: ROOT,
      env: { ...process.env, NEXT_TELEMETRY_DISABLED: '1', ...environment },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let output = '';
    const collect = (chunk: Buffer) => (output += chunk.toString());
    child.stdout.on('data', collect);
    child.stderr.on('data', collect);
    child.once('error', reject);
    child.once('close', (code) => {
      if (code === 0) resolve(output);
      else
        reject(new OperatorError(`${path.basename(command)} ${args.join(' ')} failed:\n${output.trim().slice(-6000)}`));
    });
  });
}

/** Hash of files and folders by name and content, tests and prose aside; what is missing counts as empty. */
export function hashSources(places: readonly string[]): string {
  const hash = createHash('sha256');
  const visit = (place: string) => {
    const full = path.join(ROOT, place);
    if (!existsSync(full)) return;
    if (statSync(full).isFile()) {
      hash.update(place).update(readFileSync(full));
      return;
    }
    for (const entry of readdirSync(full, { withFileTypes: true }).toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
      const child = path.join(place, entry.name);
      if (entry.isDirectory()) visit(child);
      else if (!/\.test\.tsx?$|\.md$/.test(entry.name)) hash.update(child).update(readFileSync(path.join(ROOT, child)));
    }
  };
  for (const place of places) visit(place);
  return hash.digest('hex');
}

function isStamped(file: string, stamp: string): boolean {
  return existsSync(file) && readFileSync(file, 'utf8') === stamp;
}

/** True when the generated Prisma client fits prisma/schema. */
export function isClientCurrent(): boolean {
  const stamp = hashSources(['prisma/schema', 'node_modules/prisma/package.json']);
  return existsSync(path.join(ROOT, 'generated/prisma/client.ts')) && isStamped(CLIENT_STAMP, stamp);
}

const CLIENT_STAMP = path.join(ROOT, 'generated/.prisma-stamp');

/** Generates the Prisma client. */
export async function generateClient(): Promise<void> {
  const stamp = hashSources(['prisma/schema', 'node_modules/prisma/package.json']);
  await runNode([path.join(ROOT, 'node_modules/prisma/build/index.js'), 'generate']);
  mkdirSync(path.dirname(CLIENT_STAMP), { recursive: true });
  writeFileSync(CLIENT_STAMP, stamp);
}

const BUILD_SOURCES = [
  'app',
  'server',
  'public',
  'prisma/schema',
  'messages',
  'next.config.ts',
  'postcss.config.mjs',
  'tsconfig.json',
  'package-lock.json',
];
const BUILD_STAMP = path.join(ROOT, '.next/.source-stamp');

/** True when `.next` was built from the sources as they are. A failed build leaves it without BUILD_ID. */
export function isBuildCurrent(): boolean {
  return existsSync(path.join(ROOT, '.next/BUILD_ID')) && isStamped(BUILD_STAMP, hashSources(BUILD_SOURCES));
}

/** Builds the pages for production. */
export async function buildPages(): Promise<void> {
  const stamp = hashSources(BUILD_SOURCES);
  rmSync(BUILD_STAMP, { force: true });
  await runNode([path.join(ROOT, 'node_modules/next/dist/bin/next'), 'build'], { NODE_ENV: 'production' });
  writeFileSync(BUILD_STAMP, stamp);
}

/** True when no table has a row, migrations aside. */
export async function isDatabaseEmpty(url: string): Promise<boolean> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rows } = await client.query<{ name: string }>(
      `select quote_ident(tablename) as name from pg_tables where schemaname = 'public' and tablename <> '_prisma_migrations'`,
    );
    for (const { name } of rows) {
      const found = await client.query(`select 1 from ${name} limit 1`);
      if (found.rowCount) return false;
    }
    return true;
  } finally {
    await client.end();
  }
}

/** The program that makes the demo district. */
export const SEED_FILE: string = path.join(ROOT, 'prisma/seed/main.ts');

/**
 * Fills an empty database with the demo district.
 * A note beside the embedded database tells the next start that a kill interrupted it: then it begins anew.
 */
export async function seedDemo(
  url: string,
  environment: Record<string, string | undefined>,
  noteFile: string,
): Promise<string> {
  writeFileSync(noteFile, '');
  const output = await runNode([SEED_FILE], { ...environment, DATABASE_URL: url });
  rmSync(noteFile, { force: true });
  return output;
}

/** Empties a database whose seeding was interrupted; only ever called for the embedded one. */
export async function emptyDatabase(url: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query('drop schema public cascade; create schema public');
  } finally {
    await client.end();
  }
  await migrate(url, MIGRATIONS_DIR);
}
