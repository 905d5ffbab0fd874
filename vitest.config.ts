import { defineConfig } from 'vitest/config';

const EXCLUDE = ['**/node_modules/**', '**/.next/**', 'tests/e2e/**', 'tests/load/**'];

// Pictures and sound in real time, encoded and decoded again: another test beside them would be what they measure.
const ALONE = ['tests/integration/{recorder,recorder-killed,ingest}.int.test.ts'];

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
          exclude: [...EXCLUDE, ...ALONE],
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'programme',
          include: ALONE,
          fileParallelism: false,
          globalSetup: ['tests/support/global-setup.ts'],
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
