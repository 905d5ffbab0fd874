import type { Foldable } from '#server/kernel/fold.ts';
import type { Audience, LogEvent } from '#server/kernel/live.ts';
import type {
  Choice,
  ClosedBy,
  HandFigures,
  OpinionGroups,
  PollDefinition,
  PollFigures,
  PollLists,
  PollResult,
} from './contract.ts';
import { initial, type Poll, type PollsState, type PublishedList } from './state.ts';

/** Every field that an event of this module can carry; the contract says which carries which. */
interface AnyPayload extends PublishedList {
  readonly pollId: string;
  readonly definition: PollDefinition;
  readonly lists: PollLists;
  readonly figures: PollFigures & HandFigures;
  readonly isQuorate: boolean;
  readonly closesAt: number | null;
  readonly visibleTo: Audience;
  readonly people: Record<string, number>;
  readonly mark: string;
  readonly choice?: Choice;
  readonly voted: number;
  readonly note: string;
  readonly closedBy: ClosedBy;
  readonly tally: NonNullable<Poll['counted']>['tally'];
  readonly groups: OpinionGroups;
  readonly result: PollResult;
  readonly reason: string;
}

const listOf = ({ listLength, listHash, hashName }: PublishedList): PublishedList => ({
  listLength,
  listHash,
  hashName,
});

const fresh = (pollId: string, definition: PollDefinition, lists: PollLists): Poll => ({
  pollId,
  stage: 'draft',
  version: 0,
  definition,
  lists,
  visibleTo: 'staff',
  figures: null,
  isQuorate: true,
  openedAt: null,
  closesAt: null,
  closedAt: null,
  closedBy: null,
  publishedAt: null,
  voted: 0,
  toldAt: null,
  people: null,
  marks: {},
  marked: 0,
  handCounts: [],
  counted: null,
  groups: null,
  result: null,
  list: null,
  reason: null,
});

/** What only an open poll needs; the roll stands in the database from now on. */
function letGo(state: PollsState, poll: Poll): void {
  state.open = state.open.filter((pollId) => pollId !== poll.pollId);
  if (poll.stage === 'closed') return;
  poll.people = null;
  poll.marks = {};
}

function evolveBallots(poll: Poll, { type, at }: LogEvent, p: AnyPayload): boolean {
  switch (type) {
    case 'polls.electorateFixed':
      poll.people = p.people;
      return true;
    case 'polls.ballotCast':
      if (poll.marks[p.mark] === undefined) poll.marked++;
      poll.marks[p.mark] = p.choice ?? 1;
      return true;
    case 'polls.turnoutCounted':
      poll.voted = p.voted;
      poll.toldAt = at;
      return true;
    case 'polls.groupsFound':
      poll.groups = p.groups;
      return true;
    default:
      return false;
  }
}

function evolveStage(state: PollsState, poll: Poll, { type, at }: LogEvent, p: AnyPayload): void {
  switch (type) {
    case 'polls.pollClosed':
      Object.assign(poll, { stage: 'closed', closedAt: at, closedBy: p.closedBy, voted: p.voted, closesAt: null });
      break;
    case 'polls.pollCancelled':
      Object.assign(poll, { stage: 'cancelled', closedAt: poll.closedAt ?? at, closesAt: null, reason: p.reason });
      break;
    case 'polls.pollInvalidated':
      Object.assign(poll, { stage: 'invalid', reason: p.reason });
      break;
    case 'polls.pollPublished':
      Object.assign(poll, {
        stage: 'published',
        publishedAt: at,
        result: p.result,
        list: listOf(p),
      });
      break;
  }
  letGo(state, poll);
}

/** Folds one event of this module. Events of narrower audiences may be missing. */
export function evolve(state: PollsState, event: LogEvent): PollsState {
  const p = event.payload as unknown as AnyPayload;
  if (event.type === 'polls.pollDrafted') state.polls[p.pollId] = fresh(p.pollId, p.definition, p.lists);
  if (event.type === 'polls.pollOpened')
    state.polls[p.pollId] ??= fresh(p.pollId, p.definition, { electors: [], hand: [] });
  const known = state.polls[p.pollId];
  // Whoever did not see it opened sees nothing of it.
  if (!known) return state;
  // As in every other module, what changed is another object: a page that holds a poll sees by that that it is to be drawn anew.
  const poll = { ...known };
  state.polls[p.pollId] = poll;
  if (evolveBallots(poll, event, p)) return state;
  poll.version++;
  switch (event.type) {
    case 'polls.pollDrafted':
      break;
    case 'polls.pollRevised':
      poll.definition = p.definition;
      poll.lists = p.lists;
      break;
    case 'polls.pollOpened': {
      const { definition, figures, isQuorate, closesAt, visibleTo } = p;
      Object.assign(poll, { stage: 'open', definition, figures, isQuorate, closesAt, visibleTo, openedAt: event.at });
      state.open = [...state.open, p.pollId];
      break;
    }
    case 'polls.handCountEntered':
      poll.handCounts = [...poll.handCounts, { figures: p.figures, note: p.note, at: event.at, by: event.actor }];
      break;
    case 'polls.pollCounted':
      poll.counted = { tally: p.tally, ...listOf(p) };
      poll.people = null;
      poll.marks = {};
      break;
    default:
      evolveStage(state, poll, event, p);
  }
  return state;
}

export const pollsFold: Foldable<PollsState> = { context: 'polls', version: 3, initial, evolve };
