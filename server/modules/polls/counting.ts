import type { Actor } from '#server/kernel/actor.ts';
import { type MeetingId, uuidV7 } from '#server/kernel/ids.ts';
import type { LiveState } from '#server/kernel/live.ts';
import type { SubmitCommand } from '#server/kernel/server-module.ts';
import { choicesOf } from './ballots.ts';
import { isTurnoutDue } from './casting.ts';
import { groupInThread } from './grouping-thread.ts';
import { chainPapers, type HashName, listGenesis } from './list.ts';
import * as repo from './repo.ts';
import type { PollsState } from './state.ts';
import { tallyOf } from './tally.ts';

export interface PollsEnvironment {
  /** The meeting's state with everything that any node has written; null when there is no such meeting. */
  readonly stateOf: (meetingId: MeetingId) => Promise<LiveState | null>;
  /** The meetings that this node holds in memory, as it knows them. */
  readonly loaded: () => Iterable<readonly [MeetingId, LiveState]>;
  readonly submit: SubmitCommand;
  /** Hash of the published lists. */
  readonly hash: HashName;
  readonly onError: (error: unknown) => void;
}

const system: Actor = { kind: 'system', service: 'polls' };

/** Closes polls whose time is over, and counts what was closed. Several nodes may do the same at once. */
export class PollClerk {
  readonly #env: PollsEnvironment;

  constructor(env: PollsEnvironment) {
    this.#env = env;
  }

  /** For the outbox; every step may come again. */
  readonly workers = {
    'polls.count': async (item: { meetingId: string | null; payload: Readonly<Record<string, unknown>> }) => {
      await this.count(item.meetingId as MeetingId, String(item.payload['pollId']));
    },
    'polls.group': async (item: { meetingId: string | null; payload: Readonly<Record<string, unknown>> }) => {
      await this.group(item.meetingId as MeetingId, String(item.payload['pollId']));
    },
  };

  /** Lays the ballots out in random order, counts them, and puts the count into the log (D25). */
  async count(meetingId: MeetingId, pollId: string): Promise<void> {
    const state = (await this.#env.stateOf(meetingId))?.['polls'] as PollsState | undefined;
    const poll = state?.polls[pollId];
    if (!poll || poll.stage === 'draft' || poll.openedAt === null) return;
    if (poll.stage === 'open') throw new Error(`poll ${pollId} is not closed yet`);
    const { secrecy, electorate, question } = poll.definition;
    const isSecret = secrecy === 'secret' || electorate === 'public';
    const { hash } = this.#env;
    await repo.layOut(pollId, { isSecret, isNamed: secrecy === 'named' && !isSecret }, (papers) =>
      chainPapers(hash, pollId, papers),
    );
    if (secrecy !== 'named') await repo.rewriteMarks(pollId);
    // What is left of moved rows is cleared away sooner or later by Postgres itself; sooner is better.
    if (isSecret) await repo.sweepLeftovers().catch((error: unknown) => this.#env.onError(error));
    if (poll.stage !== 'closed' || poll.counted) return;
    const papers = await repo.readPapers(pollId);
    const input = {
      pollId,
      tally: tallyOf(
        question,
        papers.map(({ choice }) => choice),
      ),
      marks: await repo.countMarks(pollId),
      listLength: papers.length,
      hashName: hash,
      listHash: papers.at(-1)?.hash ?? listGenesis(hash, pollId),
    };
    await this.#send(meetingId, 'polls.recordCount', input);
  }

  /** Looks for opinion groups in a thread of its own, so that nobody's request waits for it (V11). */
  async group(meetingId: MeetingId, pollId: string): Promise<void> {
    const state = (await this.#env.stateOf(meetingId))?.['polls'] as PollsState | undefined;
    const poll = state?.polls[pollId];
    if (!poll?.counted || poll.groups || poll.definition.question.kind !== 'statements') return;
    const papers = await repo.readPapers(pollId);
    const answers = papers.flatMap(({ choice }) => (choice.kind === 'statements' ? [choice.answers] : []));
    const groups = await groupInThread({ seed: pollId, optionIds: choicesOf(poll.definition.question), answers });
    await this.#send(meetingId, 'polls.recordGroups', { pollId, groups });
  }

  /** The timer's closing is a command like any other, in the same order (D29). */
  async closeDue(now: number): Promise<void> {
    for (const { id: pollId, meetingId } of await repo.listDue(new Date(now)))
      await this.#send(meetingId as MeetingId, 'polls.closeDuePoll', { pollId });
  }

  /** Tells the number of voters that a large vote held back (V4). */
  async tellTurnouts(now: number): Promise<void> {
    for (const [meetingId, state] of this.#env.loaded()) {
      const { polls, open } = state['polls'] as PollsState;
      for (const pollId of open) {
        const poll = polls[pollId];
        if (poll && isTurnoutDue(poll, now)) await this.#send(meetingId, 'polls.tellTurnout', { pollId });
      }
    }
  }

  async #send(meetingId: MeetingId, type: string, input: object): Promise<void> {
    const ack = await this.#env.submit(meetingId, uuidV7(), type, input, system);
    if (!ack.ok) throw new Error(`${type} was refused: ${ack.error.code}`);
  }
}
