import type { Choice, Question } from './contract.ts';

/** Keys a question's ballots may name. */
export const choicesOf = (question: Question): readonly string[] => {
  if (question.kind === 'yesNo') return ['yes', 'no'];
  return question.kind === 'text' ? [] : question.options.map(({ optionId }) => optionId);
};

/** What is wrong with a question as such; a code of `polls.errors`, or null. */
export function questionFault(question: Question): string | null {
  const ids = choicesOf(question);
  if (question.kind !== 'yesNo' && ids.some((id) => id === 'yes' || id === 'no' || id === 'abstain'))
    return 'optionReserved';
  if (new Set(ids).size !== ids.length) return 'optionTwice';
  if (question.kind === 'multiple' && (question.min > question.max || question.max > ids.length)) return 'wrongBounds';
  if (question.kind === 'rating' && question.lowest >= question.highest) return 'wrongBounds';
  return null;
}

function optionsFault(chosen: readonly string[], known: readonly string[], min: number, max: number): string | null {
  if (chosen.length === 0) return 'ballotEmpty';
  if (chosen.some((id) => !known.includes(id))) return 'optionUnknown';
  if (new Set(chosen).size !== chosen.length) return 'optionTwice';
  if (chosen.length < min) return 'tooFewOptions';
  return chosen.length > max ? 'tooManyOptions' : null;
}

/**
 * What is wrong with a ballot (D28); a code of `polls.errors`, or null. Never more than the code: what a refused ballot said
 * is nobody's business either.
 */
export function ballotFault(question: Question, choice: Choice): string | null {
  if (choice.kind === 'abstain') return question.canAbstain ? null : 'abstainNotOffered';
  const known = choicesOf(question);
  switch (question.kind) {
    case 'yesNo':
      return choice.kind === 'yesNo' ? null : 'otherQuestion';
    case 'single':
      return choice.kind === 'options' ? optionsFault(choice.optionIds, known, 1, 1) : 'otherQuestion';
    case 'multiple':
      return choice.kind === 'options'
        ? optionsFault(choice.optionIds, known, question.min, question.max)
        : 'otherQuestion';
    case 'rating': {
      if (choice.kind !== 'rating') return 'otherQuestion';
      const fault = optionsFault(Object.keys(choice.ratings), known, 1, known.length);
      const { lowest, highest } = question;
      if (fault) return fault;
      return Object.values(choice.ratings).some((one) => one < lowest || one > highest) ? 'outOfScale' : null;
    }
    case 'ranking':
      if (choice.kind !== 'ranking') return 'otherQuestion';
      return optionsFault(choice.order, known, known.length, known.length);
    case 'statements': {
      if (choice.kind !== 'statements') return 'otherQuestion';
      return optionsFault(Object.keys(choice.answers), known, 1, known.length);
    }
    case 'text':
      if (choice.kind !== 'text') return 'otherQuestion';
      if (choice.text === '') return 'ballotEmpty';
      return choice.text.length > question.longest ? 'textTooLong' : null;
  }
}
