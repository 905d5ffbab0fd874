import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { findImportFaults, type SourceFile } from './import-rules.ts';

const ROOT = path.resolve(import.meta.dirname, '..');

/** Every TypeScript file that git knows or would add, except tests and generated ones. */
function sourceFiles(): readonly SourceFile[] {
  const listed = spawnSync('git', ['ls-files', '--cached', '--others', '--exclude-standard', '*.ts', '*.tsx'], {
    cwd: ROOT,
    encoding: 'utf8',
  });
  return listed.stdout
    .split('\n')
    .filter(
      (name) => /^(server|app|prisma)\//.test(name) && !/\.test\.tsx?$/.test(name) && existsSync(path.join(ROOT, name)),
    )
    .map((name) => ({ name, text: readFileSync(path.join(ROOT, name), 'utf8') }));
}

const files = sourceFiles();
const { faults, imports } = findImportFaults(files);
if (files.length < 50 || imports < 100)
  faults.push(`only ${files.length} files and ${imports} imports were seen: the checker is blind`);
for (const fault of faults) process.stdout.write(`${fault}\n`);
process.stdout.write(`import rules: ${files.length} files, ${imports} imports, ${faults.length} faults\n`);
process.exitCode = faults.length > 0 ? 1 : 0;
