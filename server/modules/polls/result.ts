import { quorumNeeded } from '#server/kernel/quorum-figures.ts';
import { choicesOf } from './ballots.ts';
import type {
  HandFigures,
  Majority,
  MajorityBase,
  PollDefinition,
  PollFigures,
  PollResult,
  Quorum,
  Tally,
} from './contract.ts';
import { highest } from './tally.ts';

export { quorumNeeded };

export function isQuorate(quorum: Quorum, figures: Pick<PollFigures, 'entitled' | 'present'>): boolean {
  const needed = quorumNeeded(quorum, figures.entitled);
  return needed === null || (figures.entitled > 0 && figures.present >= needed);
}

interface Share {
  readonly rule: 'moreThanHalf' | 'twoThirds';
  readonly base: MajorityBase;
}
const shareOf = (majority: Majority): Share =>
  majority.rule === 'absolute' ? { rule: 'moreThanHalf', base: 'entitled' } : majority;

/** moreThanHalf: 2 * yes > base. twoThirds: 3 * yes >= 2 * base. Base 0 is never reached (D20, D23). */
export const isReached = (rule: Share['rule'], votes: number, base: number): boolean =>
  base > 0 && (rule === 'twoThirds' ? 3 * votes >= 2 * base : 2 * votes > base);

/** The least number of votes that reaches the majority; null when the base is 0. */
export function votesNeeded(rule: Share['rule'], base: number): number | null {
  if (base === 0) return null;
  return rule === 'twoThirds' ? Math.ceil((2 * base) / 3) : Math.floor(base / 2) + 1;
}

function totalsOf(tally: Tally, hand: HandFigures | null, keys: readonly string[]): PollResult['totals'] {
  const counts = Object.fromEntries(keys.map((key) => [key, (tally.counts[key] ?? 0) + (hand?.counts[key] ?? 0)]));
  const abstain = tally.abstain + (hand?.abstain ?? 0);
  const byHand = hand ? Object.values(hand.counts).reduce((sum, one) => sum + one, 0) + hand.abstain : 0;
  const valid = tally.ballots + byHand;
  const invalid = hand?.invalid ?? 0;
  return { counts, abstain, invalid, valid, cast: valid + invalid };
}

function baseValue(base: MajorityBase, totals: PollResult['totals'], figures: PollFigures): number {
  switch (base) {
    case 'yesNo':
      return (totals.counts['yes'] ?? 0) + (totals.counts['no'] ?? 0);
    case 'valid':
      return totals.valid;
    case 'cast':
      return totals.cast;
    case 'present':
      return figures.present;
    case 'entitled':
      return figures.entitled;
  }
}

function majorityOf(definition: PollDefinition, totals: PollResult['totals'], figures: PollFigures) {
  if (definition.majority === null) return null;
  const { rule, base } = shareOf(definition.majority);
  const value = baseValue(base, totals, figures);
  const candidates = definition.question.kind === 'yesNo' ? ['yes'] : Object.keys(totals.counts);
  const reached = candidates.filter((key) => isReached(rule, totals.counts[key] ?? 0, value));
  return { rule, base, baseValue: value, needed: votesNeeded(rule, value), reached };
}

function outcomeOf(definition: PollDefinition, wasQuorate: boolean, majority: PollResult['majority']) {
  if (!wasQuorate) return 'notQuorate' as const;
  if (majority === null || definition.form === 'straw') return 'counted' as const;
  return majority.reached.length > 0 ? ('carried' as const) : ('notCarried' as const);
}

/** One sentence's key and parameters; both languages have it (D21). */
function explain(
  definition: PollDefinition,
  figures: PollFigures,
  result: Omit<PollResult, 'explanation'>,
): PollResult['explanation'] {
  const { totals, majority, quorum, outcome, leaders, isTie } = result;
  const params: Record<string, string | number> = {
    entitled: figures.entitled,
    present: figures.present,
    quorum: quorum === null ? 'none' : quorum.isMet ? 'met' : 'missed',
    quorumNeeded: quorum?.needed ?? 0,
    yes: totals.counts['yes'] ?? 0,
    no: totals.counts['no'] ?? 0,
    abstain: totals.abstain,
    cast: totals.cast,
    needed: majority?.needed ?? 0,
    rule: majority?.rule ?? 'none',
    base: majority?.base ?? 'none',
    reachedCount: majority?.reached.length ?? 0,
    outcome,
    leaders: leaders.length,
    tie: isTie ? 'yes' : 'no',
  };
  const isYesNo = definition.question.kind === 'yesNo';
  if (outcome === 'notQuorate') return { key: 'notQuorate', params };
  if (majority !== null && outcome !== 'counted') {
    if (majority.needed === null) return { key: 'baseZero', params };
    return { key: isYesNo ? 'majority' : 'optionsMajority', params };
  }
  return { key: isYesNo ? 'counts' : 'options', params };
}

/** What a closed vote decided, from the device's ballots and the hall's figures. Pure; the checker has code of its own. */
export function resultOf(
  definition: PollDefinition,
  figures: PollFigures,
  tally: Tally,
  hand: HandFigures | null,
  wasQuorate = isQuorate(definition.quorum, figures),
): PollResult {
  const { kind } = definition.question;
  const keys = kind === 'rating' || kind === 'text' || kind === 'statements' ? [] : choicesOf(definition.question);
  const totals = totalsOf(tally, hand, keys);
  const needed = quorumNeeded(definition.quorum, figures.entitled);
  const majority = majorityOf(definition, totals, figures);
  const isChoice = kind === 'single' || kind === 'multiple';
  const leaders = isChoice ? highest(totals.counts) : tally.leaders;
  const { yes = 0, no = 0 } = totals.counts;
  const result = {
    tally,
    hand,
    totals,
    quorum: needed === null ? null : { needed, isMet: wasQuorate },
    majority,
    outcome: outcomeOf(definition, wasQuorate, majority),
    leaders,
    isTie: kind === 'yesNo' ? yes === no && yes > 0 : leaders.length > 1,
  };
  return { ...result, explanation: explain(definition, figures, result) };
}

/** What is wrong with figures from the hall (D24); a code of `polls.errors`, or null. */
export function handFault(definition: PollDefinition, figures: PollFigures, hand: HandFigures): string | null {
  const keys = choicesOf(definition.question);
  const given = Object.keys(hand.counts);
  if (given.length !== keys.length || keys.some((key) => hand.counts[key] === undefined)) return 'handIncomplete';
  if (hand.abstain > 0 && !definition.question.canAbstain) return 'abstainNotOffered';
  const sum = Object.values(hand.counts).reduce((all, one) => all + one, 0) + hand.abstain + hand.invalid;
  return sum > figures.hand ? 'handTooMany' : null;
}

/** Whether publishing the result of a secret vote shows how somebody voted: everybody the same, or almost nobody (D26). */
export function isRevealing(definition: PollDefinition, { totals }: PollResult): boolean {
  if (definition.secrecy !== 'secret') return false;
  if (totals.cast < definition.leastElectors) return true;
  return [...Object.values(totals.counts), totals.abstain].some((one) => one === totals.valid);
}
