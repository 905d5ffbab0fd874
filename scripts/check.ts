import { FAST_STEPS, finish, prepareSources, runSteps } from './check-steps.ts';
import { runMain, step } from './progress.ts';

await runMain(async () => {
  await step('sources', prepareSources);
  finish(await runSteps(FAST_STEPS));
});
