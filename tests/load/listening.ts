import { setTimeout as sleep } from 'node:timers/promises';
import type { Crowd, CrowdStats } from './crowd.ts';
import { cpuOfTreeUs, cpuUs, type Measured } from './servers.ts';

const patienceMs = 60_000;

/** One stretch of talk before listeners, every message of which reached every listener once and in order. */
export interface Stretch {
  readonly stats: CrowdStats;
  readonly acked: number;
  readonly deliveries: number;
  /** Of the server process. */
  readonly cpuUsPerDelivery: number;
  /** The same for each frame written: messages that came close together share one. */
  readonly cpuUsPerFrame: number;
  /** Of Postgres, beside it; 0 where there is none. */
  readonly databaseUsPerDelivery: number;
}

export interface TalkPlan {
  readonly type: string;
  readonly perSecond: number;
  readonly count: number;
}

/** Lets `talkers` talk, waits until every listener heard everything, and says what it cost the server. */
export async function listen(
  server: Measured,
  talkers: Crowd,
  listeners: readonly Crowd[],
  plan: TalkPlan,
  postmaster?: number,
): Promise<Stretch> {
  for (const crowd of new Set([talkers, ...listeners])) await crowd.reset();
  const before = { server: cpuUs(server.pid()), database: postmaster ? cpuOfTreeUs(postmaster) : 0 };
  const { acked, refused } = await talkers.talk(plan.type, plan.perSecond, plan.count);
  if (refused > 0 || acked !== plan.count) throw new Error(`${acked} of ${plan.count} were acked, ${refused} refused`);
  const all = await heard(listeners, acked);
  const after = { server: cpuUs(server.pid()), database: postmaster ? cpuOfTreeUs(postmaster) : 0 };
  const stats = merged(all);
  // The talkers hear as well where they are not the listeners themselves.
  const others = listeners.includes(talkers) ? { messages: 0, frames: 0 } : await talkers.stats();
  const deliveries = stats.messages + others.messages;
  return {
    stats,
    acked,
    deliveries,
    cpuUsPerDelivery: (after.server - before.server) / deliveries,
    cpuUsPerFrame: (after.server - before.server) / (stats.frames + others.frames),
    databaseUsPerDelivery: (after.database - before.database) / deliveries,
  };
}

/** Resolves when every connection has heard `count` messages; throws when one heard more, or out of order, or was lost. */
async function heard(listeners: readonly Crowd[], count: number): Promise<readonly CrowdStats[]> {
  const deadline = Date.now() + patienceMs;
  for (;;) {
    const all = await Promise.all(listeners.map((crowd) => crowd.stats()));
    for (const stats of all) {
      const faults = { gaps: stats.gaps, disorder: stats.disorder, losses: stats.losses, snapshots: stats.snapshots };
      if (stats.most > count || Object.values(faults).some((number) => number > 0))
        throw new Error(`heard wrongly (${count} were said, up to ${stats.most} heard): ${JSON.stringify(faults)}`);
    }
    if (all.every((stats) => stats.least === count)) return all;
    if (Date.now() > deadline) throw new Error(`not everyone heard all ${count} messages: ${JSON.stringify(all)}`);
    await sleep(50);
  }
}

/** Several crowds as one: sums of counts, the worst of the delays. */
function merged(all: readonly CrowdStats[]): CrowdStats {
  const [first] = all;
  if (!first) throw new Error('nobody listened');
  const sum = (key: keyof CrowdStats): number => all.reduce((total, one) => total + one[key], 0);
  const most = (key: keyof CrowdStats): number => Math.max(...all.map((one) => one[key]));
  return {
    ...first,
    count: sum('count'),
    up: sum('up'),
    frames: sum('frames'),
    messages: sum('messages'),
    bytes: sum('bytes'),
    p50Ms: most('p50Ms'),
    p99Ms: most('p99Ms'),
    maxMs: most('maxMs'),
  };
}
