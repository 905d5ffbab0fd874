import { appendFileSync } from 'node:fs';
import path from 'node:path';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { openHouse } from './faults/house.ts';
import { faultRun, hasRedis, inOrder, type RunReport } from './faults/run.ts';

const sizes = {
  full: { people: 160, runs: 200, commands: 5_000 },
  quick: { people: 40, runs: 2, commands: 500 },
};

/** `FAULT_SEEDS=21-40` runs a part; without it everything is run. */
function seedsOf(runs: number): readonly number[] {
  const [, from, to] = /^(\d+)-(\d+)$/.exec(process.env['FAULT_SEEDS'] ?? '') ?? [];
  const first = Number(from ?? 1);
  return inOrder(Array.from({ length: Number(to ?? runs) - first + 1 }, (_, index) => first + index));
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const { people, runs, commands } = sizes[env.isQuick ? 'quick' : 'full'];
  const house = await openHouse(people);
  const reports: RunReport[] = [];
  try {
    for (const seed of seedsOf(runs)) {
      await house.refit(hasRedis(seed));
      const report = await faultRun(house, seed, commands);
      reports.push(report);
      appendFileSync(path.join(env.cacheDir, 'runs.jsonl'), `${JSON.stringify({ ...report, commands })}\n`);
      const { accepted, refused, repeated, ms } = report;
      env.say(
        `seed ${seed} (${hasRedis(seed) ? 'with' : 'without'} Redis; ${report.faults.join(', ')}): ${accepted} accepted, ${refused} refused by a rule, ${repeated} sent again, ${(ms / 1_000).toFixed(1)} s`,
      );
    }
  } finally {
    await house.close();
  }
  const sum = (pick: (report: RunReport) => number): number => reports.reduce((total, one) => total + pick(one), 0);
  const note = `${reports.length} seeded runs, ${sum(({ ballots }) => ballots)} ballots and ${sum(({ queue }) => queue)} commands of queue and floor, ${sum(({ repeated }) => repeated)} of them sent more than once, ${sum(({ faults }) => faults.length)} faults; a run that finds anything wrong throws with its seed`;
  return [
    {
      measure: 'acked and lost, doubled, out of order, or counted after the closing',
      unit: '',
      product: reports.map(() => 0),
      rival: null,
      aim: { of: 'value', atMost: 0 },
      note,
    },
    {
      measure: 'commands answered in a run',
      unit: '',
      product: reports.map(({ accepted, refused }) => accepted + refused),
      rival: null,
      aim: null,
    },
  ];
}

export const bench: Bench = {
  name: 'faults',
  title: 'ballots and queue on two nodes while nodes, Postgres, Redis and the network fail by the seed',
  run,
};
