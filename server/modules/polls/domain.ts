import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand, LiveModule, NewEvent } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { closing, decideBallot, isTurnoutDue, pollEvent, turnout } from './casting.ts';
import { commands, events, type HandFigures, type OpinionGroups, type PollResult, type Tally } from './contract.ts';
import { decideDraft } from './drafting.ts';
import { pollsFold } from './evolve.ts';
import { openPoll } from './opening.ts';
import { policy } from './policy.ts';
import { handFault, isRevealing, resultOf } from './result.ts';
import type { Poll, PollStage, PollsState, PublishedList } from './state.ts';

export { definitionFault } from './drafting.ts';
export { electorateOf } from './opening.ts';
export type { Poll, PollStage, PollsState } from './state.ts';

type Decided = Result<Decision, Violation>;
const refuse = (kind: Violation['kind'], code: string, params?: Record<string, string | number>): Decided =>
  err(violation(kind, `polls.${code}`, params));
const done = (...list: readonly NewEvent[]): Decided => ok({ events: list, output: {} });
/** Staff only. */
const inside = (poll: Poll, name: string, payload: object): NewEvent => ({
  ...pollEvent(poll, name, payload),
  audience: 'staff',
});

/** The result as of now; null before the ballots were counted or while the hall's figures are missing. */
export function presentResult(poll: Poll): PollResult | null {
  const { counted, figures, definition, handCounts } = poll;
  const hand = handCounts.at(-1)?.figures ?? null;
  if (!counted || !figures || (hand === null && figures.hand > 0)) return null;
  return resultOf(definition, figures, counted.tally, hand, poll.isQuorate);
}

/** The poll, if there is one with this id that was opened at some time. */
export function openedPoll(state: PollsState, pollId: string): Poll | null {
  const poll = Object.hasOwn(state.polls, pollId) ? state.polls[pollId] : undefined;
  return poll && poll.openedAt !== null ? poll : null;
}

/** Whether the list is out: of a named vote once it is counted, of others with the result (D27). */
export const isListOut = (poll: Poll): boolean =>
  poll.stage === 'published' ||
  (poll.stage === 'closed' &&
    poll.counted !== null &&
    poll.definition.secrecy === 'named' &&
    poll.definition.electorate !== 'public');

/** The poll a step is for, if it stands in one of the stages and is as the sender saw it (D12, D19). */
function current(
  state: PollsState,
  command: LiveCommand,
  stages: readonly PollStage[],
): { poll: Poll } | { refused: Decided } {
  const { pollId, basedOn } = command.input as { pollId: string; basedOn: number };
  const poll = state.polls[pollId];
  if (!poll) return { refused: refuse('not_found', 'pollUnknown') };
  if (poll.version !== basedOn) return { refused: refuse('conflict', 'stale') };
  if (!stages.includes(poll.stage)) return { refused: refuse('invalid_state', 'wrongStage', { stage: poll.stage }) };
  return { poll };
}

function enterHandCount(state: PollsState, command: LiveCommand): Decided {
  const found = current(state, command, ['open', 'closed']);
  if ('refused' in found) return found.refused;
  const { poll } = found;
  const { figures, note } = command.input as { figures: HandFigures; note: string };
  if (!poll.figures || poll.definition.method === 'electronic') return refuse('invalid_state', 'notByHand');
  const fault = handFault(poll.definition, poll.figures, figures);
  return fault ? refuse('invalid_input', fault) : done(inside(poll, 'handCountEntered', { figures, note }));
}

function publish(state: PollsState, command: LiveCommand): Decided {
  const found = current(state, command, ['closed']);
  if ('refused' in found) return found.refused;
  const { poll } = found;
  const result = presentResult(poll);
  if (!poll.counted) return refuse('invalid_state', 'notCounted');
  if (!result) return refuse('invalid_state', 'handMissing');
  const { isConfirmed } = command.input as { isConfirmed: boolean };
  if (!isConfirmed && isRevealing(poll.definition, result)) return refuse('conflict', 'revealing');
  const { tally: _, ...list } = poll.counted;
  return done(pollEvent(poll, 'pollPublished', { result, ...list }));
}

function decideStages(state: PollsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  switch (command.type) {
    case 'polls.openPoll': {
      const found = current(state, command, ['draft']);
      return 'refused' in found ? found.refused : openPoll(state, found.poll, ctx);
    }
    case 'polls.enterHandCount':
      return enterHandCount(state, command);
    case 'polls.closePoll': {
      const found = current(state, command, ['open']);
      return 'refused' in found ? found.refused : done(closing(found.poll, 'chair', found.poll.marked));
    }
    case 'polls.cancelPoll': {
      const found = current(state, command, ['draft', 'open', 'closed']);
      if ('refused' in found) return found.refused;
      return done(pollEvent(found.poll, 'pollCancelled', { reason: (command.input as { reason: string }).reason }));
    }
    case 'polls.publishPoll':
      return publish(state, command);
    default:
      return null;
  }
}

/** Steps of the product itself. All of them may come twice, late, or from two nodes at once. */
function decideOwn(state: PollsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  const poll = state.polls[(command.input as { pollId: string }).pollId];
  switch (command.type) {
    case 'polls.closeDuePoll':
      if (poll?.stage !== 'open' || poll.closesAt === null || ctx.now < poll.closesAt) return done();
      return done(closing(poll, 'timer', poll.marked));
    case 'polls.tellTurnout':
      return poll && isTurnoutDue(poll, ctx.now) ? done(turnout(poll)) : done();
    case 'polls.recordCount': {
      if (poll?.stage !== 'closed' || poll.counted) return done();
      const {
        marks,
        pollId: _,
        ...counted
      } = command.input as {
        pollId: string;
        tally: Tally;
        marks: number;
      } & PublishedList;
      // The log, the roll and the ballots must tell of equally many voters.
      if (![marks, counted.tally.ballots, counted.listLength].every((one) => one === poll.marked))
        return done(pollEvent(poll, 'pollInvalidated', { reason: 'rollMismatch' }));
      return done(inside(poll, 'pollCounted', counted));
    }
    case 'polls.recordGroups': {
      if (!poll?.counted || poll.groups) return done();
      return done(inside(poll, 'groupsFound', { groups: (command.input as { groups: OpinionGroups }).groups }));
    }
    default:
      return null;
  }
}

const formalOpen = (state: PollsState): boolean =>
  state.open.some((pollId) => state.polls[pollId]?.definition.form === 'vote');

/** What an open vote does not let happen (D13). */
const held = ['suspendMeeting', 'endMeeting', 'startItem', 'finishItem'].map((name) => `meetings.${name}`);

export const pollsLive: LiveModule<PollsState> = {
  ...pollsFold,
  commands,
  events,
  policy,
  decide: (state, command, ctx) =>
    decideBallot(state, command, ctx) ??
    decideDraft(state, command, ctx) ??
    decideStages(state, command, ctx) ??
    decideOwn(state, command, ctx) ??
    err(violation('invalid_input', 'invalid_input')),
  veto: (state, command) =>
    held.includes(command.type) && formalOpen(state) ? violation('invalid_state', 'polls.voteOpen') : null,
  /** Straw polls end with the meeting. */
  react(state, happened) {
    if (happened.type !== 'meetings.meetingEnded') return [];
    return state.open.flatMap((pollId) => {
      const poll = state.polls[pollId];
      return poll ? [closing(poll, 'meetingEnded', poll.marked)] : [];
    });
  },
  conclude: (state, _facts, now) =>
    state.open.flatMap((pollId) => {
      const poll = state.polls[pollId];
      return poll && isTurnoutDue(poll, now) ? [turnout(poll)] : [];
    }),
};
