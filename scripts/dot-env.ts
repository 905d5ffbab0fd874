import { existsSync } from 'node:fs';
import path from 'node:path';

// Imported for its effect before anything reads a setting; variables of the shell come first.
const file = path.resolve(import.meta.dirname, '../.env');
// Tests set IGNORE_DOT_ENV: they must not meet the database of whoever runs them.
if (!process.env['IGNORE_DOT_ENV'] && existsSync(file)) process.loadEnvFile(file);
