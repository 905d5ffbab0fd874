'use client';

import { useTranslations } from 'next-intl';
import type { Choice, PollDefinition, PollResult, Question } from '#server/modules/polls/contract.ts';
import type { Poll } from '#server/modules/polls/state.ts';

/** The result as one sentence with what was needed (D21). */
export function useExplanation(): (result: PollResult) => string {
  const t = useTranslations('polls.explain');
  return ({ explanation: { key, params } }) => t(key as 'majority', params);
}

/** Carried or not, in a word; for polls that decide nothing, that they were counted. */
export function useOutcomeWord(): (poll: Poll) => string {
  const t = useTranslations('polls.outcome');
  return ({ stage, result }) => {
    if (stage === 'cancelled' || stage === 'invalid') return t(stage);
    return t(result?.outcome ?? 'pending');
  };
}

/** The name of a choice: an option's label, or what yes, no and abstain are called. */
export function useChoiceLabel(): (question: Question, optionId: string) => string {
  const t = useTranslations('polls.choice');
  return (question, optionId) => {
    const options = question.kind === 'yesNo' || question.kind === 'text' ? [] : question.options;
    const option = options.find((one) => one.optionId === optionId);
    if (option) return option.label;
    return optionId === 'yes' || optionId === 'no' || optionId === 'abstain' ? t(optionId) : optionId;
  };
}

/** A ballot in words, for those who may read it. */
export function useChoiceText(): (question: Question, choice: Choice) => string {
  const t = useTranslations('polls.choice');
  const a = useTranslations('polls.answer');
  const label = useChoiceLabel();
  return (question, choice) => {
    switch (choice.kind) {
      case 'abstain':
        return t('abstain');
      case 'yesNo':
        return label(question, choice.answer);
      case 'options':
        return choice.optionIds.map((id) => label(question, id)).join(t('and'));
      case 'ranking':
        return choice.order.map((id) => label(question, id)).join(t('before'));
      case 'rating':
        return Object.entries(choice.ratings)
          .map(([id, rating]) => t('rated', { option: label(question, id), rating }))
          .join(t('and'));
      case 'statements':
        return Object.entries(choice.answers)
          .map(([id, answer]) => t('stated', { option: label(question, id), answer: a(answer) }))
          .join(t('and'));
      case 'text':
        return choice.text;
    }
  };
}

export interface PollLines {
  /** How it is asked: secrecy, choices, method, time. */
  readonly method: (definition: PollDefinition) => string;
  readonly majority: (definition: PollDefinition) => string;
  readonly quorum: (definition: PollDefinition) => string;
  readonly electorate: (definition: PollDefinition) => string;
  /** What kind of answer is wanted. */
  readonly ask: (question: Question) => string;
}

/** Below two minutes a time is said in seconds. */
const inWords = (ms: number): { unit: string; count: number } =>
  ms < 120_000 ? { unit: 'seconds', count: ms / 1_000 } : { unit: 'minutes', count: ms / 60_000 };

/** A poll's settings, each as a short line. */
export function usePollLines(): PollLines {
  const t = useTranslations('polls');
  const ask = (question: Question): string => {
    if (question.kind === 'yesNo')
      return [t('choice.yes'), t('choice.no'), ...(question.canAbstain ? [t('choice.abstain')] : [])].join(' / ');
    if (question.kind === 'multiple') return t('ask.multiple', { min: question.min, max: question.max });
    if (question.kind === 'rating') return t('ask.rating', { lowest: question.lowest, highest: question.highest });
    if (question.kind === 'ranking') return t(`ask.${question.method}`);
    return t(`ask.${question.kind}`);
  };
  return {
    ask,
    method({ secrecy, question, method, durationMs }) {
      const parts = [t(`secrecy.${secrecy}`), ask(question)];
      if (method !== 'electronic') parts.push(t(`method.${method}`));
      if (durationMs !== null) parts.push(t('ask.time', inWords(durationMs)));
      return parts.join(t('ask.comma'));
    },
    majority({ majority, question }) {
      if (majority === null) return t('majority.none');
      const rule = majority.rule === 'twoThirds' ? 'twoThirds' : 'moreThanHalf';
      const base = majority.rule === 'absolute' ? 'entitled' : majority.base;
      return t('majority.of', { who: question.kind === 'yesNo' ? 'yes' : 'option', rule, base });
    },
    quorum: ({ quorum }) => t(`quorum.${quorum.rule}`, { number: quorum.rule === 'number' ? quorum.number : 0 }),
    electorate: ({ electorate }) => t(`electorate.${electorate}`),
  };
}

/** A list's last hash as people compare it: twelve digits in groups of four. */
export const shortHash = (hash: string): string =>
  hash
    .slice(0, 12)
    .toUpperCase()
    .replace(/(.{4})(?=.)/g, '$1 ');
