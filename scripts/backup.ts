import './dot-env.ts';
import path from 'node:path';
import { writeBackup } from '#server/platform/local/backup.ts';
import { startEmbeddedPostgres } from '#server/platform/local/postgres.ts';
import { DATA_DIR } from './paths.ts';
import { runMain, step } from './progress.ts';

await runMain(async () => {
  const stamp = new Date().toISOString().replaceAll(/[-:]/g, '').slice(0, 15);
  const backupDir = path.resolve(process.argv[2] ?? path.join(DATA_DIR, 'backups', stamp));
  const given = process.env['DATABASE_URL'];
  const embedded = given ? null : await startEmbeddedPostgres({ dir: DATA_DIR });
  try {
    const manifest = await step('backup', () =>
      writeBackup({ databaseUrl: given ?? embedded?.url ?? '', filesDir: path.join(DATA_DIR, 'files'), backupDir }),
    );
    const rows = manifest.tables.reduce((sum, table) => sum + table.rows, 0);
    process.stdout.write(
      `${rows} rows of ${manifest.tables.length} tables, ${manifest.files.length} files\n${backupDir}\n`,
    );
  } finally {
    await embedded?.stop();
  }
});
