import { setTimeout as sleep } from 'node:timers/promises';
import { ownPostgres } from '#tests/support/database.ts';
import type { Bench, BenchEnv, BenchRow } from './bench.ts';
import { type Lasts, startCrowd } from './crowd.ts';
import { checkedLog, command, fillHall, type Hall } from './hall.ts';
import { startMeasuredProduct } from './servers.ts';

const sizes = {
  full: { screens: 1_000, changes: 200, perSecond: 10 },
  quick: { screens: 40, changes: 20, perSecond: 10 },
};
const patienceMs = 30_000;

/** Members ask for the floor and withdraw, evenly spread; the seq of the last change. */
async function queueUp(origin: string, hall: Hall, changes: number, perSecond: number): Promise<number> {
  const sent: Promise<number>[] = [];
  for (let n = 0; n < changes; n += 2) {
    const cookie = hall.members[n % hall.members.length] ?? '';
    const send = (type: string, input: object) => command(origin, hall.meetingId, cookie, `speaking.${type}`, input);
    const asked = send('requestToSpeak', { kind: 'speech', source: 'venue' });
    sent.push(asked.then(({ seq }) => seq));
    await sleep(1_000 / perSecond);
    const { entryId } = (await asked).output;
    sent.push(send('withdrawEntry', { entryId }).then(({ seq }) => seq));
    await sleep(1_000 / perSecond);
  }
  return Math.max(...(await Promise.all(sent)));
}

async function run(env: BenchEnv): Promise<readonly BenchRow[]> {
  const { screens, changes, perSecond } = sizes[env.isQuick ? 'quick' : 'full'];
  const postgres = await ownPostgres();
  const ends: (() => Promise<void>)[] = [() => postgres.stop()];
  try {
    const { hall, open } = await fillHall(postgres.url, screens, 0);
    const server = await startMeasuredProduct(postgres.url);
    ends.unshift(() => server.stop());
    await open(server.origin);
    const { port, origin } = server;
    const crowd = startCrowd({
      kind: 'product',
      port,
      origin,
      meetingId: hall.meetingId,
      count: screens,
      cookies: hall.members,
      cacheDir: env.cacheDir,
    });
    ends.unshift(() => crowd.quit());
    await crowd.open();
    const response = await fetch(`${origin}/api/live/${hall.meetingId}/snapshot`, { headers: { cookie: hall.chair } });
    const { state } = (await response.json()) as { state: { speaking: { settingsVersion: number } } };
    const settings = { requiresPresence: false, basedOn: state.speaking.settingsVersion };
    await command(origin, hall.meetingId, hall.chair, 'speaking.setSettings', settings);
    const samples: Lasts[] = [];
    // The first is not counted: compilers warm up.
    for (let round = 0; round <= env.rounds; round++) {
      await sleep(500);
      await crowd.reset();
      const last = await queueUp(origin, hall, changes, perSecond);
      await crowd.reach(last, patienceMs);
      const lasts = await crowd.lasts();
      const { gaps, disorder, losses } = await crowd.stats();
      const faults = { gaps, disorder, losses, partly: lasts.partly };
      if (lasts.events < changes || Object.values(faults).some((number) => number > 0))
        throw new Error(`${changes} changes were committed, ${lasts.events} heard by all: ${JSON.stringify(faults)}`);
      if (round > 0) samples.push(lasts);
      env.say(`round ${round}: p50 ${lasts.p50Ms} ms, p99 ${lasts.p99Ms} ms, of ${lasts.events} events`);
    }
    await checkedLog(origin, hall);
    const row = (name: string, key: 'p50Ms' | 'p99Ms', atMost: number | null): BenchRow => ({
      measure: `queue command → last of ${screens.toLocaleString('en')} screens, ${name}`,
      unit: 'ms',
      product: samples.map((lasts) => lasts[key]),
      rival: null,
      aim: atMost === null ? null : { of: 'value', atMost },
      ...(atMost !== null && {
        note: `requests to speak and withdrawals, ${perSecond} a second; from the instant of the event in the log, which is before its commit, to the last of all sockets`,
      }),
    });
    return [row('p99', 'p99Ms', 45), row('p50', 'p50Ms', null)];
  } finally {
    for (const end of ends) await end();
  }
}

export const bench: Bench = {
  name: 'queue',
  title: 'a change of the queue on every screen',
  run,
};
