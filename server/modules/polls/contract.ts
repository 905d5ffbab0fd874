import { z } from 'zod';
import { DurationMs, InstantMs } from '#server/kernel/clock.ts';
import { UserIdSchema } from '#server/kernel/ids.ts';
import { Audience, defineCommands, defineEvents } from '#server/kernel/live.ts';
import { Quorum } from '#server/kernel/quorum.ts';

export { Quorum };

/** `vote`: formal, one at a time, with quorum and majority. `straw`: asks for a mood, beside a vote (D30). */
export const PollForm = z.enum(['vote', 'straw']);
export type PollForm = z.infer<typeof PollForm>;

/** named: choices shown with names. confidential: the clerk knows them. secret: nobody can join ballot and voter. */
export const Secrecy = z.enum(['named', 'confidential', 'secret']);
export type Secrecy = z.infer<typeof Secrecy>;

export const CountMethod = z.enum(['electronic', 'hand', 'mixed']);
export type CountMethod = z.infer<typeof CountMethod>;

/** `public`: whoever asks, without an account; straw polls only (D33). */
export const ElectorateKind = z.enum(['present', 'all', 'list', 'public']);
export type ElectorateKind = z.infer<typeof ElectorateKind>;

export const MajorityBase = z.enum(['yesNo', 'valid', 'cast', 'present', 'entitled']);
export type MajorityBase = z.infer<typeof MajorityBase>;

/** `absolute` is more than half of all entitled (D20). */
export const Majority = z.discriminatedUnion('rule', [
  z.object({ rule: z.literal('moreThanHalf'), base: MajorityBase }),
  z.object({ rule: z.literal('twoThirds'), base: MajorityBase }),
  z.object({ rule: z.literal('absolute') }),
]);
export type Majority = z.infer<typeof Majority>;

const title = z.string().trim().min(1).max(200);
const reason = z.string().trim().min(1).max(200);
/** Lower-case keys of choices; `yes`, `no` and `abstain` are taken. */
export const OptionId = z.string().regex(/^[a-z][a-z0-9]{0,15}$/);
export const PollOption = z.object({ optionId: OptionId, label: title });
export type PollOption = z.infer<typeof PollOption>;
const options = (least: number, most: number) => z.array(PollOption).min(least).max(most);
const canAbstain = z.boolean();

/** What is asked, and how its ballots are counted (D28). */
export const Question = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('yesNo'), canAbstain }),
  z.object({ kind: z.literal('single'), options: options(2, 50), canAbstain }),
  z.object({
    kind: z.literal('multiple'),
    options: options(2, 50),
    canAbstain,
    min: z.int32().min(1),
    max: z.int32().min(1),
  }),
  z.object({
    kind: z.literal('rating'),
    options: options(1, 50),
    canAbstain,
    lowest: z.int32().min(0).max(100),
    highest: z.int32().min(1).max(100),
  }),
  z.object({
    kind: z.literal('ranking'),
    options: options(2, 20),
    canAbstain,
    method: z.enum(['elimination', 'points']),
  }),
  /** Statements, each answered agree, disagree or pass; straw polls only (V10). */
  z.object({ kind: z.literal('statements'), options: options(2, 50), canAbstain: z.literal(false) }),
  z.object({ kind: z.literal('text'), canAbstain, longest: z.int32().min(1).max(500) }),
]);
export type Question = z.infer<typeof Question>;

export const StatementAnswer = z.enum(['agree', 'disagree', 'pass']);
export type StatementAnswer = z.infer<typeof StatementAnswer>;

/** What a ballot says. Abstaining is a choice of its own where the question offers it. */
export const Choice = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('abstain') }),
  z.object({ kind: z.literal('yesNo'), answer: z.enum(['yes', 'no']) }),
  z.object({ kind: z.literal('options'), optionIds: z.array(OptionId).max(50) }),
  z.object({ kind: z.literal('rating'), ratings: z.record(OptionId, z.int32()) }),
  z.object({ kind: z.literal('ranking'), order: z.array(OptionId).max(50) }),
  z.object({ kind: z.literal('statements'), answers: z.record(OptionId, StatementAnswer) }),
  z.object({ kind: z.literal('text'), text: z.string().trim().max(500) }),
]);
export type Choice = z.infer<typeof Choice>;

/** Made on the voter's device: 80 random bits or more, so that nobody guesses one (D25). */
export const Receipt = z.string().regex(/^[A-Z2-7]{16,32}$/);

const definition = {
  title,
  form: PollForm,
  question: Question,
  secrecy: Secrecy,
  method: CountMethod,
  electorate: ElectorateKind,
  quorum: Quorum,
  /** What happens below the quorum: opening is refused, or the vote closes as not quorate (D22). */
  belowQuorum: z.enum(['refuse', 'closeNotQuorate']),
  /** Choices of a named vote are shown while it is open (D26). */
  hasInterim: z.boolean(),
  /** Closes when everybody who votes on a device has voted (D29). */
  closesWhenComplete: z.boolean(),
  durationMs: DurationMs.min(1_000).max(86_400_000).nullable(),
  /** Smallest number of voters of a secret vote (D26). */
  leastElectors: z.int32().min(2).max(1_000),
  /** Whether people without a place in a public meeting see the question and the result. */
  isPublic: z.boolean(),
  /** Whether members on approved leave count among the entitled (D22). */
  countsLeave: z.boolean(),
  itemId: z.string().max(40).nullable(),
  /** The vote that this one repeats (D19). */
  againOf: z.uuid().nullable(),
};

/** A poll as the clerk prepares it; without a majority the meeting's kind decides (D20). */
export const PollSettings = z.object({ ...definition, majority: Majority.nullable().optional() });
export type PollSettings = z.infer<typeof PollSettings>;
/** A poll as it is fixed on opening and shown to everyone who sees it. */
export const PollDefinition = z.object({ ...definition, majority: Majority.nullable() });
export type PollDefinition = z.infer<typeof PollDefinition>;

const userIds = z.array(UserIdSchema).max(20_000);
/** Named people of the draft: the electorate of a list vote, and who votes by hand in a mixed one. */
export const PollLists = z.object({ electors: userIds, hand: userIds });
export type PollLists = z.infer<typeof PollLists>;

const count = z.int32().min(0);
const counts = z.record(OptionId, count);

export const RankingRound = z.object({ counts, eliminated: z.array(OptionId), tied: z.array(OptionId) });
export type RankingRound = z.infer<typeof RankingRound>;

export const StatementCounts = z.record(OptionId, z.object({ agree: count, disagree: count, pass: count }));
export type StatementCounts = z.infer<typeof StatementCounts>;

/** What the electronic ballots say together. */
export const Tally = z.object({
  ballots: count,
  abstain: count,
  /** By `yes` and `no`, by option, or first places of a ranking. */
  counts,
  ratings: z.record(OptionId, z.object({ sum: z.int(), raters: count })),
  /** Rounds of a ranking by elimination. */
  rounds: z.array(RankingRound),
  /** Points of a ranking by points. */
  points: counts,
  /** How often each option of a ranking stood on each place. */
  places: z.record(OptionId, z.array(count)),
  /** Answers by statement; statement polls only. */
  statements: StatementCounts.optional(),
  /** The options that lead; more than one is a tie, and is said (D28). */
  leaders: z.array(OptionId),
});
export type Tally = z.infer<typeof Tally>;

const share = z.number().min(0).max(1);
/** A statement with the side that most of somebody take, and the share of them that does. */
const Leaning = z.object({ optionId: OptionId, side: z.enum(['agree', 'disagree']), share });

export const OpinionGroup = z.object({
  size: count,
  counts: StatementCounts,
  /** What tells this group from the others, the plainest first. */
  typical: z.array(Leaning.extend({ othersShare: share })).max(5),
});
export type OpinionGroup = z.infer<typeof OpinionGroup>;

/**
 * Who thinks alike in a statement poll (V11). `found` or why no groups are shown: too few voters, or answers that could as
 * well have come by chance or from one crowd.
 */
export const OpinionGroups = z.object({
  status: z.enum(['found', 'tooFewVoters', 'noGroups']),
  /** Voters that were looked at, and those left out because they answered too little. */
  voters: count,
  leftOut: count,
  groups: z.array(OpinionGroup).max(5),
  /** What all groups agree on; the share is that of the least convinced group. */
  uniting: z.array(Leaning).max(10),
  /** What divides: by statement, the groups' (or all voters') lowest and highest share of agreement. */
  dividing: z.array(z.object({ optionId: OptionId, lowest: share, highest: share })).max(10),
  /** A sample of the voters as places on the plane, from -1 to 1, each with the index of its group or -1. */
  points: z.array(z.tuple([z.number(), z.number(), z.int().min(-1)])).max(400),
});
export type OpinionGroups = z.infer<typeof OpinionGroups>;

/** What was counted in the hall. Invalid ballots exist here only (D20). */
export const HandFigures = z.object({ counts, abstain: count, invalid: count });
export type HandFigures = z.infer<typeof HandFigures>;

/** Numbers fixed on opening (D22, D24). `electors` may vote; `hand` of them do so by hand. */
export const PollFigures = z.object({ entitled: count, present: count, electors: count, hand: count });
export type PollFigures = z.infer<typeof PollFigures>;

export const PollOutcome = z.enum(['carried', 'notCarried', 'notQuorate', 'counted']);
export type PollOutcome = z.infer<typeof PollOutcome>;

export const PollResult = z.object({
  tally: Tally,
  hand: HandFigures.nullable(),
  /** Devices and hands together. */
  totals: z.object({ counts, abstain: count, invalid: count, valid: count, cast: count }),
  quorum: z.object({ needed: count, isMet: z.boolean() }).nullable(),
  majority: z
    .object({
      rule: z.enum(['moreThanHalf', 'twoThirds']),
      base: MajorityBase,
      baseValue: count,
      /** Votes needed; null when the base is 0 (D23). */
      needed: count.nullable(),
      reached: z.array(OptionId),
    })
    .nullable(),
  outcome: PollOutcome,
  leaders: z.array(OptionId),
  isTie: z.boolean(),
  /** `polls.explain.<key>` with its parameters, in whatever language (D21). */
  explanation: z.object({ key: z.string(), params: z.record(z.string(), z.union([z.string(), z.number()])) }),
});
export type PollResult = z.infer<typeof PollResult>;

/** What a person is to a poll that was opened, and what the server knows of their ballot (GET …/polls/mine). */
export const OwnPoll = z.object({
  pollId: z.string(),
  by: z.enum(['device', 'hand', 'none']),
  hasVoted: z.boolean(),
  /** Null in a secret vote, whatever was chosen: only the voter's device knows. */
  choice: Choice.nullable(),
  receipt: z.string().nullable(),
});
export type OwnPoll = z.infer<typeof OwnPoll>;

/** One line of a published list (GET …/polls/:pollId/list). */
export const ListedPaper = z.object({
  place: z.int(),
  receipt: z.string().nullable(),
  name: z.string().nullable(),
  choice: Choice,
  hash: z.string(),
});
export type ListedPaper = z.infer<typeof ListedPaper>;

export const ClosedBy = z.enum(['chair', 'timer', 'complete', 'meetingEnded']);
export type ClosedBy = z.infer<typeof ClosedBy>;

const pollId = z.uuid();
/** The version of the poll that the sender saw; another one refuses the command as stale (D12). */
const basedOn = z.int32().min(1);
const nothing = z.object({});
const named = z.object({ pollId });
const step = named.extend({ basedOn });
const hash = z.string().max(64);
export const ListHash = z.enum(['sha256', 'sm3']);
const list = { listLength: count, listHash: hash, hashName: ListHash };

export const commands = defineCommands({
  'polls.draftPoll': {
    input: z.object({ settings: PollSettings, lists: PollLists }),
    output: named,
  },
  'polls.revisePoll': { input: step.extend({ settings: PollSettings, lists: PollLists }), output: nothing },
  'polls.openPoll': { input: step, output: nothing },
  'polls.castBallot': { input: named.extend({ choice: Choice, receipt: Receipt }), output: nothing },
  'polls.enterHandCount': {
    input: step.extend({ figures: HandFigures, note: z.string().trim().max(200) }),
    output: nothing,
  },
  'polls.closePoll': { input: step, output: nothing },
  'polls.cancelPoll': { input: step.extend({ reason }), output: nothing },
  /** `isConfirmed`: the sender was told that the result shows how people voted, and publishes it all the same (D26). */
  'polls.publishPoll': { input: step.extend({ isConfirmed: z.boolean() }), output: nothing },
  /** System only: the poll's time is over (D29). */
  'polls.closeDuePoll': { input: named, output: nothing },
  /** System only: what the ballots of a closed poll say. */
  'polls.recordCount': {
    input: named.extend({ tally: Tally, marks: count, ...list }),
    output: nothing,
  },
  /** System only: a large vote's number of voters was held back long enough. */
  'polls.tellTurnout': { input: named, output: nothing },
  /** System only: who thinks alike in a statement poll that was counted. */
  'polls.recordGroups': { input: named.extend({ groups: OpinionGroups }), output: nothing },
  /** System only: the answer of a device without an account to a public straw poll (D33). */
  'polls.recordStraw': {
    input: named.extend({ device: z.string().max(64), address: z.string().max(64), choice: Choice, receipt: Receipt }),
    output: nothing,
  },
});

const drafted = z.object({ pollId, definition: PollDefinition, lists: PollLists });

export const events = defineEvents({
  'polls.pollDrafted': { payload: drafted, audience: 'staff' },
  'polls.pollRevised': { payload: drafted, audience: 'staff' },
  'polls.pollOpened': {
    payload: z.object({
      pollId,
      definition: PollDefinition,
      figures: PollFigures,
      isQuorate: z.boolean(),
      closesAt: InstantMs.nullable(),
      /** Who saw it opened sees the rest of it, whatever item is current by then. */
      visibleTo: Audience,
    }),
    audience: 'public',
  },
  /** Everyone who is entitled, present or may vote, with bits that say which (see state.ts). */
  'polls.electorateFixed': { payload: z.object({ pollId, people: z.record(z.string(), count) }), audience: 'staff' },
  /** Somebody voted. `mark` is the voter in a named vote, else a keyed hash that names nobody; a choice only with interim counts. */
  'polls.ballotCast': {
    payload: z.object({ pollId, mark: z.string(), choice: Choice.optional() }),
    audience: 'room',
  },
  /** How many have voted; once a batch, in large votes once a second (V4). */
  'polls.turnoutCounted': { payload: z.object({ pollId, voted: count }), audience: 'public' },
  'polls.handCountEntered': {
    payload: z.object({ pollId, figures: HandFigures, note: z.string() }),
    audience: 'staff',
  },
  'polls.pollClosed': { payload: z.object({ pollId, closedBy: ClosedBy, voted: count }), audience: 'public' },
  'polls.pollCounted': {
    payload: z.object({ pollId, tally: Tally, ...list }),
    audience: 'staff',
  },
  'polls.groupsFound': { payload: z.object({ pollId, groups: OpinionGroups }), audience: 'staff' },
  'polls.pollPublished': {
    payload: z.object({ pollId, result: PollResult, ...list }),
    audience: 'public',
  },
  'polls.pollCancelled': { payload: z.object({ pollId, reason: z.string() }), audience: 'public' },
  'polls.pollInvalidated': { payload: z.object({ pollId, reason: z.string() }), audience: 'public' },
});
