import { existsSync } from 'node:fs';
import path from 'node:path';

// Imported for its effect before anything reads a setting; variables of the shell come first.
const file = path.resolve(import.meta.dirname, '../.env');
if (existsSync(file)) process.loadEnvFile(file);
