import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Bench, BenchRow } from './bench.ts';
import { type FloorStage, type Speaker, startFloorStage } from './floor-stage.ts';
import { compileCrowd } from './listeners.ts';
import type { Mark } from './pages/marks.ts';

const share = 0.95;
/** How long the old speaker is heard before the floor goes on. */
const turnMs = 2_500;
const patienceMs = 12_000;

/** One handing over: milliseconds since the chair's command was acked. */
interface Handover {
  readonly allowed: number;
  readonly sent: number;
  readonly announced: number;
  readonly subscribed: number;
  readonly firstMedia: number;
  readonly sound: number;
  readonly picture: number;
  readonly gone: number;
}

/** The value that the given share of the clients has reached. */
function reached(times: readonly number[], of: number): number {
  const sorted = [...times].sort((a, b) => a - b);
  return sorted[Math.ceil(of * share) - 1] ?? Number.NaN;
}

/** When each client first saw something of somebody, in milliseconds since the handing over. */
function firsts(marks: readonly Mark[], since: number, identity: string, ...whats: readonly Mark['what'][]): number[] {
  const found = new Map<string, number>();
  for (const { what, identity: whose, listener, at } of marks)
    if (whats.includes(what) && whose === identity)
      found.set(listener, Math.min(found.get(listener) ?? Number.POSITIVE_INFINITY, at - since));
  return [...found.values()];
}

/** Everything that was seen until every client had both sound and picture of the new speaker. */
async function watch(stage: FloorStage, { identity }: Speaker): Promise<readonly Mark[]> {
  const marks: Mark[] = [];
  const deadline = Date.now() + patienceMs;
  for (;;) {
    await sleep(100);
    marks.push(...(await stage.marks()));
    const [heard, saw] = (['sound', 'picture'] as const).map((what) => firsts(marks, 0, identity, what).length);
    if (heard === stage.listeners && saw === stage.listeners) return marks;
    if (Date.now() < deadline) continue;
    const refusals = marks.filter(({ what }) => what === 'refused').map(({ detail }) => detail);
    throw new Error(
      `${heard} of ${stage.listeners} heard and ${saw} saw the new speaker. ${refusals.join(', ')}\n${stage.log()}`,
    );
  }
}

async function handOver(stage: FloorStage, from: Speaker, to: Speaker): Promise<Handover> {
  const ackedAt = await stage.handOver(to);
  const marks = await watch(stage, to);
  const of = (...whats: readonly Mark['what'][]): number[] => firsts(marks, ackedAt, to.identity, ...whats);
  const atShare = (times: readonly number[]): number => reached(times, stage.listeners);
  return {
    allowed: Math.min(...of('allowed')),
    sent: Math.min(...of('sent')),
    announced: atShare(of('announced')),
    subscribed: atShare(of('subscribed')),
    firstMedia: atShare(of('sound', 'picture')),
    sound: atShare(of('sound')),
    picture: atShare(of('picture')),
    gone: Math.max(...firsts(marks, ackedAt, from.identity, 'unpublished', 'gone')),
  };
}

const stepsOf = (one: Handover): string =>
  Object.entries(one)
    .map(([step, at]) => `${step} ${Math.round(at as number)}`)
    .join(', ');

export const bench: Bench = {
  name: 'floor',
  title: 'floor handed over → the new speaker at 95 % of 50 clients, the old one gone at all of them',
  async run({ isQuick, rounds, cacheDir, say }) {
    const listeners = isQuick ? 4 : 50;
    const crowd = path.join(cacheDir, 'floor-crowd');
    compileCrowd(crowd);
    const stage = await startFloorStage(listeners, crowd);
    const cold: Handover[] = [];
    const warm: Handover[] = [];
    try {
      const [first, second] = stage.speakers;
      await stage.handOver(first);
      await sleep(turnMs);
      await stage.marks();
      let [from, to] = [first, second];
      for (let turn = 0; turn < rounds * 2; turn++) {
        const isWarm = turn % 2 === 1;
        if (isWarm) {
          await stage.warmUp(to);
          const early = (await stage.marks()).filter(({ identity }) => identity === to.identity);
          if (early.length > 0)
            throw new Error(`the next in line was noticed before the turn: ${JSON.stringify(early)}`);
        }
        const one = await handOver(stage, from, to);
        say(`${isWarm ? 'warm' : 'cold'}: ${stepsOf(one)}`);
        (isWarm ? warm : cold).push(one);
        [from, to] = [to, from];
        await sleep(turnMs);
        await stage.marks();
      }
    } finally {
      await stage.stop();
    }
    const row = (measure: string, of: readonly Handover[], what: keyof Handover, atMost: number | null): BenchRow => ({
      measure,
      unit: 'ms',
      product: of.map((one) => one[what]),
      rival: null,
      aim: atMost === null ? null : { of: 'value', atMost },
    });
    return [
      row('next in line, warmed up: first media at 95 %', warm, 'firstMedia', 300),
      row('next in line, warmed up: picture at 95 %', warm, 'picture', null),
      row('cold: first media at 95 %', cold, 'firstMedia', 700),
      row('cold: picture at 95 %', cold, 'picture', null),
      row('old speaker gone at the last client', [...warm, ...cold], 'gone', 100),
    ];
  },
};
