import { setTimeout as sleep } from 'node:timers/promises';
import { createClient } from 'redis';
import type { MeetingId } from '#server/kernel/ids.ts';
import type { CommandAck } from '#server/kernel/protocol.ts';
import type { Choice } from '#server/modules/polls/contract.ts';
import type { PollsState } from '#server/modules/polls/state.ts';
import type { SpeakingState } from '#server/modules/speaking/state.ts';
import { receiptOf, settingsOf } from '#tests/support/polls.ts';
import { assemble } from '#tests/support/votes.ts';
import { Caller } from './caller.ts';
import { Chance } from './chance.ts';
import { checkRun } from './checks.ts';
import { Follower } from './follower.ts';
import type { House } from './house.ts';

const faults = ['killHolder', 'killOther', 'crashPostgres', 'cutSockets', 'flushRedis', 'killRedis'] as const;
type Fault = (typeof faults)[number];
const secrecies = ['secret', 'named', 'confidential'] as const;
const choices: readonly Choice[] = [
  { kind: 'yesNo', answer: 'yes' },
  { kind: 'yesNo', answer: 'no' },
  { kind: 'abstain' },
];
const patienceMs = 180_000;

/** A vote of the run, as its chair remembers it. */
export interface HeldPoll {
  readonly pollId: string;
  readonly secrecy: (typeof secrecies)[number];
  isClosed: boolean;
}

export interface RunReport {
  readonly seed: number;
  readonly faults: readonly Fault[];
  /** Commands that were answered: accepted, and refused by a rule. */
  readonly accepted: number;
  readonly refused: number;
  readonly ballots: number;
  readonly queue: number;
  /** Commands that had to be sent more than once. */
  readonly repeated: number;
  readonly ms: number;
}

/** One seeded run: people vote and queue on two nodes while these, Postgres, Redis and the network fail; then everything is checked. */
export async function faultRun(house: House, seed: number, commands: number): Promise<RunReport> {
  const startedAt = performance.now();
  const run = new Run(house, seed, commands);
  try {
    const suffered = await run.play();
    const journal = run.callers.flatMap((caller) => caller.journal);
    await checkRun(house, run);
    const ballots = journal.filter(({ type }) => type === 'polls.castBallot').length;
    const accepted = journal.filter(({ ack }) => ack.ok).length;
    return {
      seed,
      faults: suffered,
      accepted,
      refused: journal.length - accepted,
      ballots,
      queue: journal.filter(({ type }) => type.startsWith('speaking.')).length,
      repeated: journal.filter(({ attempts }) => attempts > 1).length,
      ms: performance.now() - startedAt,
    };
  } catch (error) {
    const what = error instanceof Error ? error.message : String(error);
    throw new Error(`the run of seed ${seed} (${commands} commands) failed: ${what}`, { cause: error });
  } finally {
    run.close();
  }
}

/** People at work in one meeting, with what each of them remembers afterwards. */
export class Run {
  readonly callers: Caller[] = [];
  readonly followers: Follower[] = [];
  readonly polls: HeldPoll[] = [];
  meetingId = '' as MeetingId;
  readonly #house: House;
  readonly #seed: number;
  readonly #commands: number;
  readonly #chance: Chance;
  #isOver = false;

  constructor(house: House, seed: number, commands: number) {
    this.#house = house;
    this.#seed = seed;
    this.#commands = commands;
    this.#chance = new Chance(seed);
  }

  get #answered(): number {
    return this.callers.reduce((sum, { journal }) => sum + journal.length, 0);
  }

  async play(): Promise<readonly Fault[]> {
    const { service, people, nodes } = this.#house;
    const { createHead } = service.meetingEnvironment();
    const house = await assemble(createHead, (...command) => service.hub.submit(...command), people);
    this.meetingId = house.meetingId;
    const urls = nodes.map(({ url }) => url);
    const [chair, clerk, ...members] = people;
    if (!chair || !clerk) throw new Error('nobody runs the meeting');
    for (const [index, { cookie, userId }] of people.entries())
      this.callers.push(new Caller(urls, cookie, userId, this.meetingId, index % 2));
    const { live } = service.hub.modules;
    for (const [index, { cookie }] of [chair, clerk, members[0] ?? chair, members[1] ?? chair].entries())
      this.followers.push(new Follower(urls[index % 2] ?? '', cookie, this.meetingId, live));
    for (const follower of this.followers) await follower.reached(1, patienceMs);
    const presence = { requiresPresence: false, basedOn: this.#speaking(0)?.settingsVersion ?? 0 };
    await this.#must(0, 'speaking.setSettings', presence);
    const [suffered] = await Promise.all([
      this.#suffer(),
      this.#preside(),
      this.#keepQueue(),
      ...members.map((_, index) => this.#takePart(index + 2)),
    ]);
    await this.#conclude();
    return suffered;
  }

  #speaking(follower: number): SpeakingState | null {
    return (this.followers[follower]?.slice('speaking') ?? null) as SpeakingState | null;
  }

  #caller(index: number): Caller {
    const caller = this.callers[index];
    if (!caller) throw new Error('there is no such person');
    return caller;
  }

  #send(who: number, type: string, input: Record<string, unknown>): Promise<CommandAck> {
    if (this.#answered >= this.#commands) this.#isOver = true;
    return this.#caller(who).send(type, input, this.#chance.is(0.03));
  }

  async #must(who: number, type: string, input: Record<string, unknown>): Promise<Record<string, unknown>> {
    const ack = await this.#send(who, type, input);
    if (!ack.ok) throw new Error(`${type} was refused: ${JSON.stringify(ack.error)}`);
    return ack.output as Record<string, unknown>;
  }

  /** One vote after the other, each closed while ballots are still on their way. */
  async #preside(): Promise<void> {
    const members = this.callers.length - 2;
    while (!this.#isOver) {
      const secrecy = this.#chance.pick(secrecies);
      const settings = settingsOf({
        secrecy,
        electorate: 'all',
        majority: { rule: 'moreThanHalf', base: 'valid' },
        hasInterim: secrecy === 'named' && this.#chance.is(0.5),
      });
      const { pollId } = await this.#must(0, 'polls.draftPoll', { settings, lists: { electors: [], hand: [] } });
      await this.#must(0, 'polls.openPoll', { pollId, basedOn: 1 });
      const poll: HeldPoll = { pollId: String(pollId), secrecy, isClosed: false };
      this.polls.push(poll);
      const until = this.#answered + members * (1 + this.#chance.next());
      while (!this.#isOver && this.#answered < until) await sleep(10);
      await this.#must(0, 'polls.closePoll', { pollId, basedOn: 2 });
      poll.isClosed = true;
    }
  }

  /** The clerk gives the floor, pauses, goes on, extends, ends, passes and strikes off, by what the clerk's screen shows. */
  async #keepQueue(): Promise<void> {
    while (!this.#isOver) {
      await this.#step();
      await sleep(15);
    }
  }

  #step(): Promise<unknown> {
    const state = this.#speaking(1);
    if (!state) return sleep(20);
    const { entries, mainTurnId: turnId, floorVersion: floor } = state;
    const entry = entries.length > 0 ? this.#chance.pick(entries) : null;
    const draw = this.#chance.next();
    if (entry && (turnId === null || draw < 0.25))
      return this.#send(1, 'speaking.grantFloor', { entryId: entry.entryId, basedOn: entry.version, floor });
    if (entry && draw < 0.4)
      return this.#send(1, 'speaking.skipEntry', { entryId: entry.entryId, basedOn: entry.version });
    if (entry && draw < 0.45)
      return this.#send(1, 'speaking.removeEntry', { entryId: entry.entryId, basedOn: entry.version, reason: '' });
    if (turnId === null) return sleep(20);
    const isPaused = state.turns.find((turn) => turn.turnId === turnId)?.isPaused === true;
    if (draw < 0.7) return this.#send(1, `speaking.${isPaused ? 'resumeTurn' : 'pauseTurn'}`, { turnId, floor });
    if (draw < 0.85) return this.#send(1, 'speaking.extendTurn', { turnId, floor, byMs: 60_000 });
    return this.#send(1, 'speaking.endTurn', { turnId, floor });
  }

  /** A member votes, changes the vote where that is possible, asks for the floor and changes their mind. */
  async #takePart(who: number): Promise<void> {
    const voted = new Set<string>();
    let entryId: string | null = null;
    while (!this.#isOver) {
      const open = this.polls.at(-1);
      const draw = this.#chance.next();
      // Now and then somebody comes too late, or votes secretly twice.
      const isStray = this.#chance.is(0.03);
      const poll = isStray && this.polls.length > 0 ? this.#chance.pick(this.polls) : open;
      const mayVote = poll && (isStray || (!poll.isClosed && (poll.secrecy !== 'secret' || !voted.has(poll.pollId))));
      if (mayVote && draw < 0.7) {
        voted.add(poll.pollId);
        const ballot = { pollId: poll.pollId, choice: this.#chance.pick(choices), receipt: receiptOf() };
        await this.#send(who, 'polls.castBallot', ballot);
      } else if (entryId !== null) {
        await this.#send(who, 'speaking.withdrawEntry', { entryId });
        entryId = null;
      } else if (draw < 0.9) {
        const kind = this.#chance.is(0.2) ? 'pointOfOrder' : 'speech';
        const ack = await this.#send(who, 'speaking.requestToSpeak', { kind, source: 'venue' });
        if (ack.ok) entryId = (ack.output as { entryId: string }).entryId;
      }
      // Fifteen commands a second are a person's limit.
      await sleep(this.#chance.below(60));
    }
  }

  async #suffer(): Promise<readonly Fault[]> {
    const plan = planOf(this.#seed);
    for (const { at, fault } of plan) {
      while (!this.#isOver && this.#answered < at * this.#commands) await sleep(5);
      await this.#strike(fault);
    }
    return plan.map(({ fault }) => fault);
  }

  async #strike(fault: Fault): Promise<void> {
    const { nodes, redis } = this.#house;
    switch (fault) {
      // The chair's commands go to the first node, so its mirror is the one the meeting is run from.
      case 'killHolder':
      case 'killOther': {
        const node = nodes[fault === 'killHolder' ? 0 : 1];
        await node.kill9();
        return node.restart();
      }
      case 'crashPostgres':
        return this.#house.crashPostgres();
      case 'cutSockets':
        for (const one of [...this.callers, ...this.followers]) if (this.#chance.is(0.5)) one.cut();
        return;
      case 'flushRedis': {
        const client = createClient({ url: redis?.url ?? '' });
        await client.connect();
        await client.flushAll();
        client.destroy();
        return;
      }
      case 'killRedis':
        await redis?.kill9();
        await sleep(300);
        return redis?.restart();
    }
  }

  /** Whoever closed a vote may have died before it was counted; the others find it. Then every result is published. */
  async #conclude(): Promise<void> {
    const deadline = Date.now() + patienceMs;
    const known = (pollId: string) => (this.followers[0]?.slice('polls') as PollsState | undefined)?.polls[pollId];
    for (const { pollId } of this.polls) {
      for (;;) {
        const poll = known(pollId);
        if (poll?.stage === 'invalid') throw new Error(`the vote ${pollId} became invalid: ${poll.reason}`);
        if (poll?.counted) {
          const ack = await this.#caller(0).send('polls.publishPoll', {
            pollId,
            basedOn: poll.version,
            isConfirmed: true,
          });
          if (ack.ok) break;
        }
        if (Date.now() > deadline) throw new Error(`the vote ${pollId} is not counted: ${JSON.stringify(poll)}`);
        await sleep(50);
      }
    }
  }

  close(): void {
    for (const one of [...this.callers, ...this.followers]) one.close();
  }
}

/** Whether the run of this seed has Redis between its nodes. */
export const hasRedis = (seed: number): boolean => seed % 2 === 1;

/** Seeds in an order that refits the house once. */
export const inOrder = (seeds: readonly number[]): readonly number[] =>
  seeds.toSorted((a, b) => Number(hasRedis(a)) - Number(hasRedis(b)));

/** Up to three faults of a run and the shares of it after which they strike. */
export function planOf(seed: number): readonly { readonly at: number; readonly fault: Fault }[] {
  const chance = new Chance(seed ^ 0x5eed);
  const possible = faults.filter((fault) => hasRedis(seed) || !fault.endsWith('Redis'));
  const plan = Array.from({ length: 1 + chance.below(3) }, () => ({
    at: 0.1 + 0.8 * chance.next(),
    fault: chance.pick(possible),
  }));
  return plan.sort((a, b) => a.at - b.at);
}
