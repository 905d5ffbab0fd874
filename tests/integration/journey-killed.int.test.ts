import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import type { SpeakingState, Turn } from '#server/modules/speaking/state.ts';
import { no, receiptOf, settingsOf, yes } from '#tests/support/polls.ts';
import { assemble } from '#tests/support/votes.ts';
import { Caller } from '../load/faults/caller.ts';
import { checkRun } from '../load/faults/checks.ts';
import { Follower } from '../load/faults/follower.ts';
import { type House, openHouse } from '../load/faults/house.ts';
import type { HeldPoll } from '../load/faults/run.ts';

// Journey 10 for the app and Redis: killed in the middle of a running turn and an open vote. What the screens show goes on by
// itself, the clock is the same instants as before, and nothing acked is lost or doubled (checkRun holds the clients' own
// journals against log, tables and exports).

let house: House;
const patienceMs = 30_000;

beforeAll(async () => {
  house = await openHouse(30);
});
afterAll(() => house.close());

/** A hall with a running turn and an open named vote, on the nodes given. */
class Afternoon {
  readonly callers: readonly Caller[];
  readonly screens: readonly Follower[];
  readonly meetingId: MeetingId;
  readonly polls: HeldPoll[] = [];

  private constructor(meetingId: MeetingId, urls: readonly string[]) {
    this.meetingId = meetingId;
    this.callers = house.people.map(
      ({ cookie, userId }, index) => new Caller(urls, cookie, userId, meetingId, index % urls.length),
    );
    const { live } = house.service.hub.modules;
    // The console of the chair, the clerk's, and a member's page.
    this.screens = house.people
      .slice(0, 3)
      .map(({ cookie }, index) => new Follower(urls[index % urls.length] ?? '', cookie, meetingId, live));
  }

  static async begin(urls: readonly string[]): Promise<Afternoon> {
    const { service, people } = house;
    const { createHead } = service.meetingEnvironment();
    const { meetingId } = await assemble(createHead, (...command) => service.hub.submit(...command), people);
    const afternoon = new Afternoon(meetingId, urls);
    for (const screen of afternoon.screens) await screen.reached(1, patienceMs);
    await afternoon.must(0, 'speaking.setSettings', {
      requiresPresence: false,
      basedOn: afternoon.speaking(0).settingsVersion,
    });
    const { entryId } = await afternoon.must(2, 'speaking.requestToSpeak', { kind: 'speech', source: 'venue' });
    const { floorVersion: floor } = afternoon.speaking(0);
    await afternoon.must(0, 'speaking.grantFloor', { entryId, basedOn: 1, floor });
    const settings = settingsOf({ electorate: 'all', majority: { rule: 'moreThanHalf', base: 'valid' } });
    const { pollId } = await afternoon.must(1, 'polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
    await afternoon.must(0, 'polls.openPoll', { pollId, basedOn: 1 });
    afternoon.polls.push({ pollId: String(pollId), secrecy: 'named', isClosed: false });
    return afternoon;
  }

  get pollId(): string {
    return this.polls[0]?.pollId ?? '';
  }

  speaking(screen: number): SpeakingState {
    return this.screens[screen]?.slice('speaking') as SpeakingState;
  }

  turn(screen: number): Turn {
    const { turns, mainTurnId } = this.speaking(screen);
    return turns.find(({ turnId }) => turnId === mainTurnId) as Turn;
  }

  async must(who: number, type: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const ack = await this.callers[who]?.send(type, input);
    expect(ack, type).toMatchObject({ ok: true });
    return ack?.ok ? (ack.output as Record<string, unknown>) : {};
  }

  /** Everybody votes, one after the other; somewhere in the middle `strike` happens. */
  async voteThrough(strike: () => Promise<void>): Promise<void> {
    const ballots = this.callers.slice(2).map(async (_, index) => {
      await sleep(index * 40);
      const choice = index % 3 === 0 ? no : yes;
      return this.must(index + 2, 'polls.castBallot', { pollId: this.pollId, choice, receipt: receiptOf() });
    });
    await sleep(400);
    await Promise.all([strike(), ...ballots]);
  }

  /** The chair closes and publishes; then everything is checked. */
  async finish(): Promise<void> {
    const { pollId } = this;
    await this.must(0, 'polls.closePoll', { pollId, basedOn: 2 });
    const poll = (screen: number) => (this.screens[screen]?.slice('polls') as PollsState | undefined)?.polls[pollId];
    await expect.poll(() => poll(0)?.counted, { timeout: patienceMs }).toBeTruthy();
    await this.must(0, 'polls.publishPoll', { pollId, basedOn: poll(0)?.version ?? 0, isConfirmed: true });
    const { meetingId, callers, screens: followers, polls } = this;
    await checkRun(house, { meetingId, callers, followers, polls });
    await expect.poll(() => poll(2)?.stage).toBe('published');
  }

  end(): void {
    for (const one of [...this.callers, ...this.screens]) one.close();
  }
}

/** Kills in the middle; afterwards the clock is what it was and can be stopped and started. */
async function survives(urls: readonly string[], strike: () => Promise<void>): Promise<void> {
  const afternoon = await Afternoon.begin(urls);
  try {
    await expect
      .poll(() => afternoon.screens.map((_, index) => afternoon.turn(index)?.turnId))
      .not.toContain(undefined);
    const before = afternoon.turn(0);
    await afternoon.voteThrough(strike);
    for (const [index] of afternoon.screens.entries()) {
      await expect.poll(() => afternoon.turn(index), { timeout: patienceMs }).toEqual(before);
      // Running all the time: what was spent is now less the beginning, whoever was dead in between.
      expect(afternoon.turn(index)).toMatchObject({ stoppedSince: null, stoppedMs: 0, endedAt: null });
    }
    const { turnId } = before;
    const floor = (): number => afternoon.speaking(0).floorVersion;
    for (const command of ['pauseTurn', 'resumeTurn', 'endTurn'] as const) {
      const version = floor();
      await afternoon.must(0, `speaking.${command}`, { turnId, floor: version });
      await expect.poll(floor, { timeout: patienceMs }).toBeGreaterThan(version);
    }
    await afternoon.finish();
  } finally {
    afternoon.end();
  }
}

describe('journey 10: killed in the middle of a turn and an open vote', () => {
  test('L2 L3 D29 the app as a single node, started again', async () => {
    const [node, other] = house.nodes;
    await other.stop();
    await survives([node.url], async () => {
      await node.kill9();
      await sleep(300);
      await node.restart();
      // Only to be asked afterwards: nobody is connected to it.
      await other.restart();
    });
  }, 120_000);

  test('L4 D29 with two nodes, the one that holds the meeting: its people go on at the other', async () => {
    const [holder, other] = house.nodes;
    await survives([holder.url, other.url], async () => {
      await holder.kill9();
      await sleep(1_500);
      await holder.restart();
    });
  }, 120_000);

  test('L4 L5 D29 Redis between two nodes, gone and back empty', async () => {
    await house.refit(true);
    const [one, two] = house.nodes;
    await survives([one.url, two.url], async () => {
      await house.redis?.kill9();
      await sleep(1_000);
      await house.redis?.restart();
    });
  }, 120_000);
});
