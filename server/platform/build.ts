import { readFileSync } from 'node:fs';
import path from 'node:path';

/** Which build of the pages this process serves; empty while they are made on demand. Pages that stay open for days ask. */
export function readBuild(): string {
  try {
    return readFileSync(path.join(process.env['NEXT_DIST_DIR'] ?? '.next', 'BUILD_ID'), 'utf8').trim();
  } catch {
    return '';
  }
}
