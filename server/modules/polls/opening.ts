import { type Violation, violation } from '#server/kernel/errors.ts';
import type { Audience, DecideContext, Decision, LiveFacts } from '#server/kernel/live.ts';
import { err, ok, type Result } from '#server/kernel/result.ts';
import { pollEvent } from './casting.ts';
import type { PollFigures } from './contract.ts';
import { isQuorate, quorumNeeded } from './result.ts';
import { elector, type Poll, type PollsState, standing } from './state.ts';

type Decided = Result<Decision, Violation>;
const refuse = (kind: Violation['kind'], code: string, params?: Record<string, string | number>): Decided =>
  err(violation(kind, `polls.${code}`, params));

export interface Electorate {
  readonly people: Record<string, number>;
  readonly figures: PollFigures;
}

/**
 * Who is entitled, who is present, who votes and how, at this place in the log (D22, D24, D32). Only members of the body ever
 * vote; whoever the list names beside them is refused before.
 */
export function electorateOf(
  { definition, lists }: Pick<Poll, 'definition' | 'lists'>,
  facts: Pick<LiveFacts, 'body' | 'present' | 'onLeave'>,
): Electorate {
  const { electorate, method, countsLeave } = definition;
  const away = new Set(countsLeave ? [] : facts.onLeave());
  const entitled = electorate === 'list' ? lists.electors : facts.body().filter((id) => !away.has(id));
  const here = new Set(facts.present());
  const byHand = new Set<string>(lists.hand);
  const people: Record<string, number> = {};
  const figures = { entitled: 0, present: 0, electors: 0, hand: 0 };
  if (electorate === 'public') return { people, figures };
  for (const id of new Set<string>(entitled)) {
    const isPresent = here.has(id);
    const isHand = method === 'hand' || (method === 'mixed' && byHand.has(id));
    const votes = electorate === 'present' && !isPresent ? 0 : isHand ? standing.hand : standing.device;
    const stands = standing.entitled | (isPresent ? standing.present : 0) | votes;
    people[id] = stands;
    figures.entitled++;
    if (isPresent) figures.present++;
    if (stands & elector) figures.electors++;
    if (stands & standing.hand) figures.hand++;
  }
  return { people, figures };
}

function electorateFault({ definition, lists }: Poll, { figures }: Electorate, facts: LiveFacts): Decided | null {
  if (definition.electorate === 'public') return null;
  const body = new Set(facts.body());
  if (lists.electors.some((id) => !body.has(id))) return refuse('invalid_input', 'listNotMembers');
  if (figures.electors === 0) return refuse('invalid_state', 'nobodyEntitled');
  const { secrecy, leastElectors, quorum } = definition;
  if (secrecy === 'secret' && figures.electors < leastElectors)
    return refuse('invalid_state', 'tooFewForSecret', { least: leastElectors, electors: figures.electors });
  if (isQuorate(quorum, figures) || definition.belowQuorum === 'closeNotQuorate') return null;
  const needed = quorumNeeded(quorum, figures.entitled) ?? 0;
  return refuse('invalid_state', 'belowQuorum', { needed, present: figures.present });
}

function visibility({ definition }: Poll, facts: LiveFacts): Audience {
  return definition.isPublic && facts.isPublic && facts.currentVisibility === 'public' ? 'public' : 'room';
}

/** Fixes everything: definition, electorate, presence, groups. One formal vote is open at a time (D30). */
export function openPoll(state: PollsState, poll: Poll, ctx: DecideContext): Decided {
  const { definition } = poll;
  const isFormalOpen = state.open.some((pollId) => state.polls[pollId]?.definition.form === 'vote');
  if (definition.form === 'vote' && isFormalOpen) return refuse('invalid_state', 'otherVoteOpen');
  const visibleTo = visibility(poll, ctx.facts);
  if (definition.electorate === 'public' && visibleTo !== 'public') return refuse('invalid_state', 'noPublicHere');
  const electorate = electorateOf(poll, ctx.facts);
  const refused = electorateFault(poll, electorate, ctx.facts);
  if (refused) return refused;
  const opened = pollEvent({ pollId: poll.pollId, visibleTo }, 'pollOpened', {
    definition,
    figures: electorate.figures,
    isQuorate: isQuorate(definition.quorum, electorate.figures),
    closesAt: definition.durationMs === null ? null : ctx.now + definition.durationMs,
    visibleTo,
  });
  const fixed = { type: 'polls.electorateFixed', payload: { pollId: poll.pollId, people: electorate.people } };
  return ok({ events: [opened, fixed], output: {} });
}
