import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkRun } from '../load/faults/checks.ts';
import { type House, openHouse } from '../load/faults/house.ts';
import { openPlanting } from '../load/faults/planting.ts';
import { faultRun, hasRedis, inOrder, Run } from '../load/faults/run.ts';

// The same runs as `npm run bench faults`, a few of them: people vote and queue on two nodes while these, Postgres, Redis
// and the network fail by the seed; nothing acked is lost, nothing doubled, nothing counted after the closing.

let house: House;
/** Between them every kind of fault. */
const seeds = [10, 18, 11];
const commands = 600;

beforeAll(async () => {
  house = await openHouse(40);
});
afterAll(() => house.close());

test.each(inOrder(seeds))(
  'D25 D29 L2 L3 L4 ballots and queue under faults, seed %i',
  async (seed) => {
    await house.refit(hasRedis(seed));
    const report = await faultRun(house, seed, commands);
    process.stdout.write(`${JSON.stringify(report)}\n`);
    expect(report.accepted + report.refused).toBeGreaterThanOrEqual(commands);
    expect(report.faults.length).toBeGreaterThan(0);
  },
  120_000,
);

test('the checks of a run find what is planted: something lost, doubled, changed or out of order, each by itself', async () => {
  await house.refit(false);
  const run = new Run(house, 12, 400);
  try {
    await run.play();
    await checkRun(house, run);
    const planting = await openPlanting(house.databaseUrl, run);
    try {
      for (const { found, plant } of planting.faults) {
        const undo = await plant();
        const said = await checkRun(house, run).then(() => 'nothing', String);
        expect(said).toContain(found);
        await undo();
      }
    } finally {
      await planting.close();
    }
    await checkRun(house, run);
  } finally {
    run.close();
  }
}, 120_000);
