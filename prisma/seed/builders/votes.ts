import type { PollSettings } from '#server/modules/polls/contract.ts';

const minuteMs = 60_000;

/** What the demo's votes have in common: yes or no by whoever is there, for a minute, with a quorum of two thirds. */
const common = {
  form: 'vote',
  question: { kind: 'yesNo', canAbstain: true },
  method: 'electronic',
  electorate: 'present',
  quorum: { rule: 'twoThirds' },
  belowQuorum: 'refuse',
  hasInterim: false,
  closesWhenComplete: false,
  durationMs: minuteMs,
  leastElectors: 5,
  isPublic: true,
  countsLeave: true,
  itemId: 'i5',
  againOf: null,
  majority: { rule: 'moreThanHalf', base: 'present' },
} as const satisfies Partial<PollSettings>;

/** Prepared votes of the consultation of the story: one secret, one with names. */
export const preparedVotes: readonly PollSettings[] = [
  { ...common, title: '关于更新片区同步配建学位的协商意见（草案）', secrecy: 'secret' },
  // A quorum of two people lets a newcomer with two browsers see it through.
  {
    ...common,
    title: '关于把校门口临时停靠点列入下次议题的动议',
    secrecy: 'named',
    quorum: { rule: 'number', number: 2 },
    durationMs: 2 * minuteMs,
  },
];
