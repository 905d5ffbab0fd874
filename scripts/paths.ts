import path from 'node:path';

/** The project's root folder. */
export const ROOT = path.resolve(import.meta.dirname, '..');

/** Downloads, test clusters and stamps; may be deleted at any time. */
export const CACHE_DIR = path.join(ROOT, '.cache');

/** The folder of everything a running installation keeps: database, files, secrets. */
export const DATA_DIR = path.resolve(ROOT, process.env['DATA_DIR'] || '.data');

/** SQL migrations, one folder each. */
export const MIGRATIONS_DIR = path.join(ROOT, 'prisma/migrations');
