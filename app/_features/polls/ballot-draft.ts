import { ballotFault } from '#server/modules/polls/ballots.ts';
import type { Choice, Question } from '#server/modules/polls/contract.ts';

/** What a ballot starts from: an order is there from the beginning, everything else is chosen. */
export const firstDraft = (question: Question): Choice | null =>
  question.kind === 'ranking' ? { kind: 'ranking', order: question.options.map(({ optionId }) => optionId) } : null;

/** Whether the ballot could be given as it stands. */
export const isWhole = (question: Question, choice: Choice | null): choice is Choice =>
  choice !== null && ballotFault(question, choice) === null;

/** Takes an option in or out; the oldest gives way where no more may be chosen. */
export function toggled(chosen: readonly string[], optionId: string, max: number): readonly string[] {
  if (chosen.includes(optionId)) return chosen.filter((one) => one !== optionId);
  return [...chosen, optionId].slice(-max);
}

/** The order with one option moved to another place. */
export function moved(order: readonly string[], optionId: string, to: number): readonly string[] {
  const others = order.filter((one) => one !== optionId);
  const at = Math.min(Math.max(to, 0), others.length);
  return [...others.slice(0, at), optionId, ...others.slice(at)];
}
