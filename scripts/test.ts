import path from 'node:path';
import { findLiveKit } from '#server/platform/local/livekit.ts';
import { leaveTestPostgres, testPostgres } from '#tests/support/database.ts';
import {
  FAST_STEPS,
  finish,
  journeys,
  prepareSources,
  runSteps,
  type Step,
  schemaAgrees,
  vitest,
} from './check-steps.ts';
import { CACHE_DIR } from './paths.ts';
import { buildPages, isBuildCurrent } from './prepare.ts';
import { ensurePrograms, findChromium } from './programs.ts';
import { runMain, step } from './progress.ts';

let isBuilt = false;

const SLOW_STEPS: readonly Step[] = [
  { name: 'database schema', run: async () => await schemaAgrees((await testPostgres()).url) },
  { name: 'integration', run: () => vitest('integration') },
  { name: 'programme', run: () => vitest('programme') },
  {
    name: 'build',
    async run() {
      if (!isBuildCurrent()) await buildPages();
      isBuilt = true;
      return { passed: 1, failed: 0 };
    },
  },
  {
    name: 'journeys',
    async run() {
      if (!isBuilt) throw new Error('not run: the build failed');
      const chromium = findChromium();
      if (!chromium) throw new Error('not run: there is no Chromium');
      return await journeys(chromium);
    },
  },
];

await runMain(async () => {
  const startedAt = performance.now();
  await ensurePrograms();
  await step('LiveKit server', () => findLiveKit(path.join(CACHE_DIR, 'livekit')));
  await step('test Postgres', () => testPostgres());
  await step('sources', prepareSources);
  const total = await runSteps([...FAST_STEPS, ...SLOW_STEPS]);
  await leaveTestPostgres();
  process.stdout.write(`\nall steps took ${Math.round((performance.now() - startedAt) / 1000)} s\n`);
  finish(total);
});
