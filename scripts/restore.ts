import './dot-env.ts';
import path from 'node:path';
import { restoreBackup } from '#server/platform/local/backup.ts';
import { OperatorError } from '#server/platform/local/operator-error.ts';
import { startEmbeddedPostgres } from '#server/platform/local/postgres.ts';
import { DATA_DIR, MIGRATIONS_DIR } from './paths.ts';
import { runMain, step } from './progress.ts';

await runMain(async () => {
  const folder = process.argv.slice(2).find((word) => !word.startsWith('--'));
  if (!folder) throw new OperatorError('Name the backup: npm run restore -- FOLDER [--force]', { exitCode: 2 });
  const given = process.env['DATABASE_URL'];
  const embedded = given ? null : await startEmbeddedPostgres({ dir: DATA_DIR });
  try {
    const manifest = await step('restore', () =>
      restoreBackup({
        databaseUrl: given ?? embedded?.url ?? '',
        filesDir: path.join(DATA_DIR, 'files'),
        backupDir: path.resolve(folder),
        migrationsDir: MIGRATIONS_DIR,
        isForced: process.argv.includes('--force'),
      }),
    );
    process.stdout.write(`restored the state of ${manifest.createdAt}\n`);
  } finally {
    await embedded?.stop();
  }
});
