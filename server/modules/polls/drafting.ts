import { type Violation, violation } from '#server/kernel/errors.ts';
import type { DecideContext, Decision, LiveCommand } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { questionFault } from './ballots.ts';
import type { Majority, PollDefinition, PollLists, PollSettings } from './contract.ts';
import type { PollsState } from './state.ts';

type Decided = Result<Decision, Violation>;
const refuse = (kind: Violation['kind'], code: string): Decided => err(violation(kind, `polls.${code}`));

/** Meetings of the body whose votes need more than half of all members unless something else is said (D20). */
const absoluteKinds = new Set(['plenary', 'standingCommittee']);

function defaultMajority({ form, question }: PollSettings, kind: string | null): Majority | null {
  if (form === 'straw' || question.kind !== 'yesNo') return null;
  return absoluteKinds.has(kind ?? '') ? { rule: 'absolute' } : { rule: 'moreThanHalf', base: 'present' };
}

/** What the form of a poll does not go with; a code of `polls.errors`, or null. */
function formFault({ form, electorate, method, quorum, majority, secrecy }: PollDefinition): string | null {
  if (form === 'vote') return electorate === 'public' ? 'publicOnlyStraw' : null;
  if (quorum.rule !== 'none' || majority !== null) return 'strawDecidesNothing';
  if (electorate === 'public' && (method !== 'electronic' || secrecy === 'named')) return 'publicHasNoNames';
  return null;
}

/** What a definition contradicts itself in; a code of `polls.errors`, or null. */
export function definitionFault(definition: PollDefinition): string | null {
  const { question, secrecy, method, hasInterim, majority } = definition;
  const isYesNo = question.kind === 'yesNo';
  const fault = questionFault(question) ?? formFault(definition);
  if (fault) return fault;
  if (hasInterim && secrecy !== 'named') return 'interimOnlyNamed';
  if (method !== 'electronic' && !isYesNo && question.kind !== 'single') return 'handOnlySimple';
  if (method === 'mixed' && secrecy === 'secret') return 'handNotSecret';
  if (question.kind === 'text' && definition.form === 'vote') return 'textOnlyStraw';
  if (question.kind === 'statements' && definition.form === 'vote') return 'statementsOnlyStraw';
  if (majority === null) return null;
  if (question.kind === 'rating' || question.kind === 'ranking' || question.kind === 'statements')
    return 'noMajorityHere';
  return majority.rule !== 'absolute' && majority.base === 'yesNo' && !isYesNo ? 'noMajorityHere' : null;
}

function listsFault({ electorate, method }: PollDefinition, { electors, hand }: PollLists): string | null {
  if ((electorate === 'list') !== electors.length > 0) return 'listMissing';
  return hand.length > 0 && method !== 'mixed' ? 'handGroupOnlyMixed' : null;
}

/** Preparing: nothing is fixed yet, nobody but the staff sees it. */
export function decideDraft(state: PollsState, command: LiveCommand, ctx: DecideContext): Decided | null {
  if (command.type !== 'polls.draftPoll' && command.type !== 'polls.revisePoll') return null;
  const { settings, lists, ...step } = command.input as {
    settings: PollSettings;
    lists: PollLists;
    pollId: string;
    basedOn: number;
  };
  const majority = settings.majority === undefined ? defaultMajority(settings, ctx.facts.kind) : settings.majority;
  const definition: PollDefinition = { ...settings, majority };
  const fault = definitionFault(definition) ?? listsFault(definition, lists);
  if (fault) return refuse('invalid_input', fault);
  const former = definition.againOf === null ? null : state.polls[definition.againOf];
  if (definition.againOf !== null && (!former || former.stage === 'draft' || former.stage === 'open'))
    return refuse('invalid_state', 'againOfUnfinished');
  if (command.type === 'polls.draftPoll') {
    const pollId = ctx.newId();
    const payload = { pollId, definition, lists };
    return ok({ events: [{ type: 'polls.pollDrafted', payload }], output: { pollId } });
  }
  const poll = state.polls[step.pollId];
  if (!poll) return refuse('not_found', 'pollUnknown');
  if (poll.version !== step.basedOn) return refuse('conflict', 'stale');
  if (poll.stage !== 'draft') return refuse('invalid_state', 'fixedOnOpening');
  return ok({
    events: [{ type: 'polls.pollRevised', payload: { pollId: step.pollId, definition, lists } }],
    output: {},
  });
}
