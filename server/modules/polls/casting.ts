import type { InstantMs } from '#server/kernel/clock.ts';
import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { ballotFault } from './ballots.ts';
import type { Choice } from './contract.ts';
import { type Poll, type PollsState, standing } from './state.ts';

type Decided = Result<Decision, Violation>;

/**
 * What `prepare` tells of a ballot: the voter's mark in a vote that is not named, and whether its words passed the office's
 * lists. It may have been prepared by a node that did not know the vote yet, so nothing here depends on the vote's settings.
 */
export interface PreparedBallot {
  readonly mark: string;
  readonly isBlocked: boolean;
  /** Devices that answered from the same address before; straw polls of the public only. */
  readonly fromAddress: number;
}

/** A ballot on its way to the tables beside the log; it stands nowhere else (D25). */
export interface SealedBallot {
  readonly pollId: string;
  readonly voter: string;
  readonly address: string | null;
  readonly receipt: string;
  readonly choice: Choice;
  readonly isSecret: boolean;
}

/** Answers of one address to a straw poll of the public: a hall behind one router, not a program (D33). */
export const mostFromAddress = 40;

/** Who stands in the log for ballots that are not named. */
export const anonymousActor = 'system:polls';

const refuse = (kind: Violation['kind'], code: string, params?: Record<string, string | number>): Decided =>
  err(violation(kind, `polls.${code}`, params));

export const pollEvent = (poll: Pick<Poll, 'pollId' | 'visibleTo'>, name: string, payload: object): NewEvent => ({
  type: `polls.${name}`,
  payload: { pollId: poll.pollId, ...payload },
  audience: poll.visibleTo,
});

export const closing = (poll: Poll, closedBy: string, voted: number): NewEvent => ({
  ...pollEvent(poll, 'pollClosed', { closedBy, voted }),
  ...(closedBy === 'chair' ? {} : { actor: anonymousActor }),
});

/** A late or early ballot hears why (D29). */
function notOpen(poll: Poll | undefined): Decided | null {
  switch (poll?.stage) {
    case 'open':
      return null;
    case 'closed':
    case 'published':
      return refuse('invalid_state', 'voteClosed');
    case 'cancelled':
      return refuse('invalid_state', 'voteCancelled');
    case 'invalid':
      return refuse('invalid_state', 'voteInvalid');
    case 'draft':
    case undefined:
      return refuse('not_found', 'pollUnknown');
  }
}

/** What keeps this person from voting here (D22, D24, D32). */
function notElector(poll: Poll, userId: string): Decided | null {
  const stands = poll.people?.[userId] ?? 0;
  if (stands & standing.hand) return refuse('forbidden', 'inHandGroup');
  return stands & standing.device ? null : refuse('forbidden', 'notEntitled');
}

const isNamedVote = ({ definition }: Poll): boolean =>
  definition.secrecy === 'named' && definition.electorate !== 'public';

/**
 * In a larger named vote only chair and clerk are told each name at once: to ten thousand people, ten thousand names are a
 * hundred million (V12).
 */
export const mostNamesShown = 500;

const turnoutEveryMs = 1_000;

/**
 * Whether the number of voters is to be told now: once a batch, and in a large vote at most once a second, because every
 * telling goes to every voter (V4).
 */
export function isTurnoutDue(poll: Poll, now: InstantMs): boolean {
  if (poll.stage !== 'open' || poll.marked === poll.voted) return false;
  const isLarge = Math.max(poll.figures?.electors ?? 0, poll.marked) > mostNamesShown;
  // Counted from the opening: while everybody votes at once nobody needs to hear of the first ballot alone.
  return !isLarge || now - (poll.toldAt ?? poll.openedAt ?? 0) >= turnoutEveryMs;
}

export const turnout = (poll: Poll): NewEvent => ({
  ...pollEvent(poll, 'turnoutCounted', { voted: poll.marked }),
  actor: anonymousActor,
});

function castEvents(poll: Poll, mark: string, choice: Choice): readonly NewEvent[] {
  const { hasInterim, closesWhenComplete, electorate } = poll.definition;
  const isNamed = isNamedVote(poll);
  const payload = { mark, ...(isNamed && hasInterim && { choice }) };
  const isShown = hasInterim || (poll.figures?.electors ?? 0) <= mostNamesShown;
  const cast: NewEvent = isNamed
    ? { ...pollEvent(poll, 'ballotCast', payload), audience: isShown ? 'room' : 'staff' }
    : { ...pollEvent(poll, 'ballotCast', payload), audience: 'staff', actor: anonymousActor };
  const marked = poll.marked + (poll.marks[mark] === undefined ? 1 : 0);
  const { electors = 0, hand = 0 } = poll.figures ?? {};
  const isComplete = closesWhenComplete && electorate !== 'public' && marked === electors - hand;
  return isComplete ? [cast, closing(poll, 'complete', marked)] : [cast];
}

function accept(poll: Poll, prepared: PreparedBallot, ballot: Omit<SealedBallot, 'pollId' | 'isSecret'>): Decided {
  const isSecret = poll.definition.secrecy === 'secret' || poll.definition.electorate === 'public';
  const mark = isNamedVote(poll) ? ballot.voter : prepared.mark;
  if (isSecret && poll.marks[mark] !== undefined) return refuse('conflict', 'alreadyVoted');
  const fault = ballotFault(poll.definition.question, ballot.choice);
  if (fault) return refuse('invalid_input', fault);
  if (prepared.isBlocked) return refuse('invalid_input', 'blockedWord');
  const sealed: SealedBallot = { pollId: poll.pollId, isSecret, ...ballot };
  return ok({ events: castEvents(poll, mark, ballot.choice), output: {}, sealed });
}

/** Ballots: exactly one per person of the electorate, to be changed until closing unless it is secret (D25, D27, D32). */
export function decideBallot(state: PollsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  const input = command.input as {
    pollId: string;
    choice: Choice;
    receipt: string;
    device: string;
    address: string;
  };
  const { choice, receipt } = input;
  const poll = state.polls[input.pollId];
  const prepared = ctx.prepared as PreparedBallot;
  if (command.type === 'polls.castBallot') {
    const voter = ctx.actor.kind === 'user' ? ctx.actor.userId : '';
    const refused = notOpen(poll) ?? (poll ? notElector(poll, voter) : null);
    if (refused || !poll) return refused;
    return accept(poll, prepared, { voter, address: null, receipt, choice });
  }
  if (command.type === 'polls.recordStraw') {
    const refused = notOpen(poll);
    if (refused || !poll) return refused;
    if (poll.definition.electorate !== 'public' || poll.visibleTo !== 'public')
      return refuse('not_found', 'pollUnknown');
    if (ctx.facts.phase !== 'live') return err(violation('invalid_state', 'wrongPhase', { phase: ctx.facts.phase }));
    if (prepared.fromAddress >= mostFromAddress) return refuse('rate_limited', 'tooManyFromAddress');
    return accept(poll, prepared, { voter: input.device, address: input.address, receipt, choice });
  }
  return null;
}
