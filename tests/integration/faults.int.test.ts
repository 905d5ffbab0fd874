import { afterAll, beforeAll, expect, test } from 'vitest';
import { type House, openHouse } from '../load/faults/house.ts';
import { faultRun, hasRedis, inOrder } from '../load/faults/run.ts';

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
