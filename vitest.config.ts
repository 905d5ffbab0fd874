import { defineConfig } from 'vitest/config';

const EXCLUDE = ['**/node_modules/**', '**/.next/**', 'tests/e2e/**', 'tests/load/**'];

export default defineConfig({
  test: {
    // The programs under test start their own servers; more workers than this only makes two cores slower.
    maxWorkers: 2,
    projects: [
      {
        test: {
          name: 'unit',
          include: ['**/*.test.ts', '**/*.test.tsx'],
          exclude: [...EXCLUDE, '**/*.int.test.ts', 'tests/integration/**'],
          // Tests of ten thousand random cases take seconds; on a busy machine they are slow, not wrong.
          testTimeout: 60_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['**/*.int.test.ts', 'tests/integration/**/*.test.ts'],
          exclude: EXCLUDE,
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
