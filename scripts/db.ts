import './dot-env.ts';
import path from 'node:path';
import { migrate } from '#server/platform/local/migrate.ts';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { startEmbeddedPostgres } from '#server/platform/local/postgres.ts';
import { DATA_DIR, MIGRATIONS_DIR, ROOT } from './paths.ts';
import { generateClient } from './prepare.ts';
import { runMain } from './progress.ts';
import type { SchemaEngine } from './schema-engine.ts';

const USAGE = `npm run db <command>
  dev <verb_noun>   write a migration from prisma/schema, apply it, generate the client (--create-only: write it only)
  deploy            apply the migrations that are missing
  status            which migrations are applied
  check             exit 1 when prisma/schema and prisma/migrations disagree
  diff              print the SQL that is between migrations and schema
  push              make the database like the schema without a migration (--force: even with data loss)
  reset             empty the database and apply all migrations (--force)
  generate          generate the Prisma client
  serve             keep the embedded Postgres running and print its address`;

const [command = 'help', ...rest] = process.argv.slice(2);
const name = rest.find((word) => !word.startsWith('--'));
const has = (flag: string) => rest.includes(flag);

await runMain(async () => {
  if (command === 'help') {
    process.stdout.write(`${USAGE}\n`);
    return;
  }
  if (command === 'generate') {
    await generateClient();
    return;
  }
  const given = process.env['DATABASE_URL'];
  const embedded = given ? null : await startEmbeddedPostgres({ dir: DATA_DIR, log: say });
  try {
    await runCommand(given ?? embedded?.url ?? '');
  } catch (error) {
    const panic = (globalThis as { PRISMA_WASM_PANIC_REGISTRY?: { get: () => string } }).PRISMA_WASM_PANIC_REGISTRY;
    if (panic?.get()) process.stderr.write(`${panic.get()}\n`);
    throw error;
  } finally {
    await embedded?.stop();
  }
});
// The engine's connections would keep the process alive.
process.exit();

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

async function runCommand(url: string): Promise<void> {
  if (command === 'serve') {
    say(`DATABASE_URL=${url}\nCtrl-C stops it.`);
    const alive = setInterval(() => undefined, 60_000);
    await new Promise<void>((resolve) => {
      process.once('SIGINT', resolve);
      process.once('SIGTERM', resolve);
    });
    clearInterval(alive);
    return;
  }
  if (command === 'deploy') {
    const { applied, edited } = await migrate(url, MIGRATIONS_DIR, say);
    for (const one of edited) say(`warning: ${one} was edited after it was applied`);
    say(applied.length ? `${applied.length} applied` : 'up to date');
    return;
  }
  // The engine remembers the database as it was when it was opened.
  if (command === 'dev') await migrate(url, MIGRATIONS_DIR, say);
  // A production image has no schema engine: it only deploys.
  const { openSchemaEngine } = await import('./schema-engine.ts');
  const engine = await openSchemaEngine(ROOT, url);
  switch (command) {
    case 'dev':
      return await dev(engine, url);
    case 'status':
      return await status(engine);
    case 'check':
    case 'diff':
      return await difference(engine);
    case 'push':
      return await push(engine);
    case 'reset':
      return await reset(engine, url);
    default:
      throw new OperatorError(`There is no db command "${command}".\n${USAGE}`, { exitCode: 2 });
  }
}

async function dev(engine: SchemaEngine, url: string): Promise<void> {
  if (!name || !/^[a-z]+(?:_[a-z0-9]+)+$/.test(name)) {
    throw new OperatorError('Name the migration by its intent, verb_noun: npm run db dev create_meetings', {
      exitCode: 2,
    });
  }
  const { filters, schema } = engine;
  const diagnosis = await engine.raw.devDiagnostic({ migrationsList: engine.migrations(), filters });
  if (diagnosis.action.tag === 'reset') {
    throw new OperatorError(`${diagnosis.action.reason}\nIf its data may go: npm run db reset -- --force`);
  }
  const loss = await engine.raw.evaluateDataLoss({ migrationsList: engine.migrations(), schema, filters });
  for (const feedback of [...loss.warnings, ...loss.unexecutableSteps]) say(`warning: ${feedback.message}`);
  const output = await engine.raw.createMigration({
    migrationsList: engine.migrations(),
    migrationName: name,
    draft: has('--create-only'),
    schema,
    filters,
  });
  if (output.migrationScript === null) {
    say('schema and migrations agree already');
  } else {
    say(`written: ${path.relative(ROOT, engine.save(output))}/migration.sql`);
    if (!has('--create-only')) await migrate(url, MIGRATIONS_DIR, say);
  }
  await generateClient();
  say('client generated');
}

async function status(engine: SchemaEngine): Promise<void> {
  const { filters } = engine;
  const found = await engine.raw.diagnoseMigrationHistory({
    migrationsList: engine.migrations(),
    optInToShadowDatabase: false,
    filters,
  });
  say(`${engine.migrations().migrationDirectories.length} migrations in prisma/migrations`);
  say(found.history ? JSON.stringify(found.history) : 'the database has them all');
  for (const one of found.editedMigrationNames) say(`edited after it was applied: ${one}`);
  for (const one of found.failedMigrationNames) say(`failed: ${one}`);
}

async function difference(engine: SchemaEngine): Promise<void> {
  const { filters, schema } = engine;
  const result = await engine.raw.diff({
    from: { tag: 'migrations', ...engine.migrations() },
    to: { tag: 'schemaDatamodel', ...schema },
    script: true,
    exitCode: true,
    filters,
  });
  if (result.exitCode === 0) {
    say('schema and migrations agree');
    return;
  }
  say(result.stdout ?? '');
  if (command === 'check') {
    throw new OperatorError('prisma/schema and prisma/migrations disagree: run npm run db dev <verb_noun>.');
  }
}

async function push(engine: SchemaEngine): Promise<void> {
  const { filters, schema } = engine;
  const result = await engine.raw.schemaPush({ force: has('--force'), schema, filters });
  for (const line of [...result.warnings, ...result.unexecutable]) say(`warning: ${line}`);
  say(`${result.executedSteps} steps`);
  await generateClient();
  say('client generated');
}

async function reset(engine: SchemaEngine, url: string): Promise<void> {
  if (!has('--force')) {
    throw new OperatorError('This empties the database. If that is meant: npm run db reset -- --force', {
      exitCode: 2,
    });
  }
  await engine.raw.reset({ filter: engine.filters });
  const { applied } = await migrate(url, MIGRATIONS_DIR, say);
  say(`emptied; ${applied.length} migrations applied`);
}
