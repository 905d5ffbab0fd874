import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { renderEnvExample } from './env-example.ts';
import { ROOT } from './paths.ts';

test('.env.example is what the settings say (renew it with node scripts/env-example.ts)', () => {
  expect(readFileSync(path.join(ROOT, '.env.example'), 'utf8')).toBe(renderEnvExample());
});
