import type { MeetingKind } from '#server/modules/meetings/contract.ts';
import type {
  CountMethod,
  ElectorateKind,
  Majority,
  MajorityBase,
  PollForm,
  PollLists,
  PollOption,
  PollSettings,
  Question,
  Quorum,
  Secrecy,
} from '#server/modules/polls/contract.ts';
import { definitionFault } from '#server/modules/polls/domain.ts';

export type QuestionKind = Question['kind'];
export type MajorityRule = 'none' | 'moreThanHalf' | 'twoThirds' | 'absolute';

/** A poll while it is being written: every field stands beside the others, whether it counts for this kind or not. */
export interface PollDraft {
  readonly title: string;
  readonly form: PollForm;
  readonly kind: QuestionKind;
  readonly options: readonly PollOption[];
  readonly canAbstain: boolean;
  readonly min: number;
  readonly max: number;
  readonly lowest: number;
  readonly highest: number;
  readonly ranking: 'elimination' | 'points';
  readonly longest: number;
  readonly secrecy: Secrecy;
  readonly method: CountMethod;
  readonly electorate: ElectorateKind;
  readonly quorum: Quorum['rule'];
  readonly quorumNumber: number;
  readonly belowQuorum: PollSettings['belowQuorum'];
  readonly majority: MajorityRule;
  readonly base: MajorityBase;
  readonly seconds: number | null;
  readonly hasInterim: boolean;
  readonly closesWhenComplete: boolean;
  readonly leastElectors: number;
  readonly isPublic: boolean;
  readonly countsLeave: boolean;
  readonly itemId: string | null;
  readonly againOf: string | null;
  readonly electors: readonly string[];
  readonly hand: readonly string[];
}

/** Meetings of the body decide by all its members; consultations ask those who are there (D20). */
const bodies: ReadonlySet<MeetingKind> = new Set(['plenary', 'standingCommittee']);

const letters = 'abcdefghijklmnopqrstuvwxyz';
/** Keys of choices; `yes`, `no` and `abstain` are taken, so one letter and a number are enough. */
export function freshOption(options: readonly PollOption[]): PollOption {
  const known = new Set(options.map(({ optionId }) => optionId));
  for (let number = 0; ; number++) {
    const optionId = `${letters[number % 26]}${number < 26 ? '' : Math.floor(number / 26)}`;
    if (!known.has(optionId)) return { optionId, label: '' };
  }
}

/** What a new vote of a meeting is, unless something else is said. */
export function newDraft(kind: MeetingKind, itemId: string | null, isPublic: boolean): PollDraft {
  const isBody = bodies.has(kind);
  const first = freshOption([]);
  return {
    title: '',
    form: 'vote',
    kind: 'yesNo',
    options: [first, freshOption([first])],
    canAbstain: true,
    min: 1,
    max: 2,
    lowest: 1,
    highest: 5,
    ranking: 'elimination',
    longest: 60,
    secrecy: isBody ? 'secret' : 'named',
    method: 'electronic',
    electorate: 'present',
    quorum: isBody ? 'twoThirds' : 'moreThanHalf',
    quorumNumber: 1,
    belowQuorum: 'refuse',
    majority: isBody ? 'absolute' : 'moreThanHalf',
    base: 'present',
    seconds: 60,
    hasInterim: false,
    closesWhenComplete: false,
    leastElectors: 5,
    isPublic,
    countsLeave: true,
    itemId,
    againOf: null,
    electors: [],
    hand: [],
  };
}

const withMajority: readonly QuestionKind[] = ['yesNo', 'single', 'multiple'];

/** Puts right what follows from another choice, so that nobody has to undo what no longer counts. */
export function settled(draft: PollDraft): PollDraft {
  const isStraw = draft.form === 'straw';
  const majority = isStraw || !withMajority.includes(draft.kind) ? 'none' : draft.majority;
  return {
    ...draft,
    quorum: isStraw ? 'none' : draft.quorum,
    majority,
    base: draft.base === 'yesNo' && draft.kind !== 'yesNo' ? 'valid' : draft.base,
    // A statement that somebody passes on is answered (V10).
    canAbstain: draft.canAbstain && draft.kind !== 'statements',
    hasInterim: draft.hasInterim && draft.secrecy === 'named',
    secrecy: draft.electorate === 'public' && draft.secrecy === 'named' ? 'confidential' : draft.secrecy,
    electors: draft.electorate === 'list' ? draft.electors : [],
    hand: draft.method === 'mixed' ? draft.hand : [],
    max: Math.min(Math.max(draft.max, draft.min), Math.max(draft.options.length, 1)),
  };
}

function questionOf(draft: PollDraft): Question {
  const { kind, canAbstain, min, max, lowest, highest, longest } = draft;
  const options = draft.options.map(({ optionId, label }) => ({ optionId, label: label.trim() }));
  switch (kind) {
    case 'yesNo':
      return { kind, canAbstain };
    case 'single':
      return { kind, canAbstain, options };
    case 'multiple':
      return { kind, canAbstain, options, min, max };
    case 'rating':
      return { kind, canAbstain, options, lowest, highest };
    case 'ranking':
      return { kind, canAbstain, options, method: draft.ranking };
    case 'statements':
      return { kind, canAbstain: false, options };
    case 'text':
      return { kind, canAbstain, longest };
  }
}

const quorumOf = ({ quorum, quorumNumber }: PollDraft): Quorum =>
  quorum === 'number' ? { rule: quorum, number: quorumNumber } : { rule: quorum };

function majorityOf({ majority, base }: PollDraft): Majority | null {
  if (majority === 'none') return null;
  return majority === 'absolute' ? { rule: majority } : { rule: majority, base };
}

/** The draft as the commands take it. */
export function settingsOf(draft: PollDraft): { readonly settings: PollSettings; readonly lists: PollLists } {
  const { title, form, secrecy, method, electorate, belowQuorum, hasInterim, closesWhenComplete, seconds } = draft;
  const { leastElectors, isPublic, countsLeave, itemId, againOf } = draft;
  return {
    settings: {
      title: title.trim(),
      form,
      question: questionOf(draft),
      secrecy,
      method,
      electorate,
      quorum: quorumOf(draft),
      belowQuorum,
      hasInterim,
      closesWhenComplete,
      durationMs: seconds === null ? null : seconds * 1_000,
      leastElectors,
      isPublic,
      countsLeave,
      itemId,
      againOf,
      majority: majorityOf(draft),
    },
    lists: { electors: [...draft.electors], hand: [...draft.hand] } as PollLists,
  };
}

/** A prepared poll as a draft again; `fallback` fills in what its kind does not say. */
export function draftOf(settings: PollSettings, lists: PollLists, fallback: PollDraft): PollDraft {
  const { question, quorum, majority, durationMs, ...same } = settings;
  const { kind, canAbstain, ...asked } = question;
  const { method: ranking, ...others } = { method: fallback.ranking, ...asked };
  return settled({
    ...fallback,
    ...same,
    ...others,
    ranking,
    kind,
    canAbstain,
    quorum: quorum.rule,
    quorumNumber: quorum.rule === 'number' ? quorum.number : fallback.quorumNumber,
    majority: majority?.rule ?? 'none',
    base: majority && 'base' in majority ? majority.base : fallback.base,
    seconds: durationMs === null ? null : durationMs / 1_000,
    electors: lists.electors,
    hand: lists.hand,
  });
}

/** A draft whose words are all there, to ask of its settings alone whether they agree. */
const worded = (draft: PollDraft): PollDraft => ({
  ...draft,
  options:
    draft.options.length < 2
      ? [
          { optionId: 'a', label: 'a' },
          { optionId: 'b', label: 'b' },
        ]
      : draft.options,
  min: 1,
  max: 1,
  lowest: 0,
  highest: 1,
});

/** Why a value cannot be chosen beside the others, as a code of `polls.errors`; null when it can. The server's own rule says so. */
export function whyNot<K extends keyof PollDraft>(draft: PollDraft, field: K, value: PollDraft[K]): string | null {
  const { settings } = settingsOf(worded(settled({ ...draft, [field]: value })));
  return definitionFault({ ...settings, majority: settings.majority ?? null });
}

/** What is still missing before the draft can be kept: a code of `votes.missing`, or null. */
export function missing(draft: PollDraft): string | null {
  if (draft.title.trim() === '') return 'title';
  const hasOptions = draft.kind !== 'yesNo' && draft.kind !== 'text';
  const least = draft.kind === 'rating' ? 1 : 2;
  if (hasOptions && draft.options.length < least) return 'options';
  if (hasOptions && draft.options.some(({ label }) => label.trim() === '')) return 'labels';
  if (draft.kind === 'multiple' && draft.min > draft.max) return 'bounds';
  if (draft.kind === 'rating' && draft.lowest >= draft.highest) return 'bounds';
  if (draft.electorate === 'list' && draft.electors.length === 0) return 'electors';
  if (draft.method === 'mixed' && draft.hand.length === 0) return 'hand';
  return null;
}
