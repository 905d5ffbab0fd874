import { randomInt } from 'node:crypto';
import type { Choice, PollSettings } from '#server/modules/polls/contract.ts';

/** A plain formal vote of those present, with whatever is to be different. */
export const settingsOf = (change: Partial<PollSettings>): PollSettings => ({
  title: '关于加强社区养老服务的建议',
  form: 'vote',
  question: { kind: 'yesNo', canAbstain: true },
  secrecy: 'named',
  method: 'electronic',
  electorate: 'present',
  majority: { rule: 'moreThanHalf', base: 'present' },
  quorum: { rule: 'none' },
  belowQuorum: 'refuse',
  hasInterim: false,
  closesWhenComplete: false,
  durationMs: null,
  leastElectors: 5,
  isPublic: true,
  countsLeave: true,
  itemId: null,
  againOf: null,
  ...change,
});

const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
/** A receipt as a voter's device makes one. */
export const receiptOf = (): string => Array.from({ length: 20 }, () => letters[randomInt(32)]).join('');

export const yes: Choice = { kind: 'yesNo', answer: 'yes' };
export const no: Choice = { kind: 'yesNo', answer: 'no' };
export const abstain: Choice = { kind: 'abstain' };
export const options = (...optionIds: string[]): Choice => ({ kind: 'options', optionIds });
